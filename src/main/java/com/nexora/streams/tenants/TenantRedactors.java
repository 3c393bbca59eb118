package com.nexora.streams.tenants;

import com.nexora.streams.catalogue.LeastRecentlyUsed;
import com.nexora.streams.catalogue.TenantConfigs;
import com.nexora.streams.catalogue.TenantSettings;
import com.nexora.streams.privacy.redact.RedactionRulesException;
import com.nexora.streams.privacy.redact.Redactor;
import com.nexora.streams.privacy.redact.Tally;
import com.nexora.streams.privacy.redact.Tightening;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The redactor of each tenant: everybody's, or one that the tenant's settings made stricter.
 *
 * <p>A tenant without rules of its own costs one look at its settings. Not thread-safe: one per
 * processor.
 */
public final class TenantRedactors {

  private static final Logger log = LoggerFactory.getLogger(TenantRedactors.class);
  private static final int MOST = 1_000;

  private final TenantConfigs tenants;
  private final Own everybody;
  // Losing one only costs making it again.
  private final Map<String, Known> known = new LeastRecentlyUsed<>(MOST);

  /** A redactor, and what it counts by. */
  public record Own(Redactor redactor, Tally tally) {}

  private record Known(TenantSettings settings, Own own) {}

  public TenantRedactors(final TenantConfigs tenants, final Redactor everybody) {
    this.tenants = tenants;
    this.everybody = new Own(everybody, everybody.tally());
  }

  /** Everybody's redactor. */
  public Own everybody() {
    return everybody;
  }

  /** The tenant's redactor. */
  public Own of(final String tenantId) {
    final TenantSettings settings = tenants.settings(tenantId);
    if (settings.redaction().isEmpty()) {
      return everybody;
    }
    final Known last = known.get(tenantId);
    if (last != null && last.settings == settings) {
      return last.own;
    }
    final Own own = own(tenantId, settings);
    known.put(tenantId, new Known(settings, own));
    return own;
  }

  private Own own(final String tenantId, final TenantSettings settings) {
    try {
      final Redactor redactor = everybody.redactor().tightenedBy(tightening(settings.redaction()));
      return new Own(redactor, redactor.tally());
    } catch (final RedactionRulesException e) {
      log.atWarn()
          .addKeyValue("tenant", tenantId)
          .addKeyValue("reason", e.getMessage())
          .log("a tenant's redaction does not fit everybody's; everybody's holds");
      return everybody;
    }
  }

  /**
   * A tenant's settings as the redactor takes them.
   *
   * @throws RedactionRulesException if an action is none
   */
  public static Tightening tightening(final List<TenantSettings.Redaction> settings) {
    return new Tightening(
        settings.stream()
            .map(rule -> Tightening.Rule.of(rule.keys(), rule.scanners(), rule.action()))
            .toList());
  }
}

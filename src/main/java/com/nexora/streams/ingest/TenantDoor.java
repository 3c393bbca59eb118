package com.nexora.streams.ingest;

import com.nexora.streams.catalogue.LeastRecentlyUsed;
import com.nexora.streams.catalogue.TenantConfigs;
import com.nexora.streams.catalogue.TenantSettings;
import com.nexora.streams.tenants.Conditions;
import com.nexora.streams.tenants.EvaluationException;
import com.nexora.streams.tenants.TenantFilter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds valid events against the settings of their tenants.
 *
 * <p>What a filter turns away is the tenant's choice and no mistake: it is counted and gone. What a
 * filter cannot judge is refused, so that it waits in the dead letter queue until the filter is
 * mended. A tenant without filters costs one look at its settings. Not thread-safe: one per
 * processor.
 */
final class TenantDoor {

  private static final int MOST = 1_000;

  private final TenantConfigs tenants;
  private final Conditions conditions;
  // Losing one only costs putting it together again.
  private final Map<String, Known> filters = new LeastRecentlyUsed<>(MOST);

  TenantDoor(final TenantConfigs tenants, final Conditions conditions) {
    this.tenants = tenants;
    this.conditions = conditions;
  }

  /**
   * Why an event was turned away without a dead letter. The codes are public: metrics show them.
   */
  enum Choice {
    TOPIC_NOT_TAKEN("topic-not-taken"),
    FILTERED("filtered");

    private final String code;

    Choice(final String code) {
      this.code = code;
    }

    String code() {
      return code;
    }
  }

  /**
   * What becomes of an event: it passes if both are null.
   *
   * @param refusal why it goes to the dead letter queue
   * @param choice why it is gone
   */
  record Verdict(@Nullable Refusal refusal, @Nullable Choice choice) {

    private static final Verdict PASSES = new Verdict(null, null);
    private static final Verdict DISABLED =
        new Verdict(
            new Refusal(
                Reason.TENANT_DISABLED,
                "the tenant is disabled in tenant.config: enable it, then replay its dead letters"),
            null);
    private static final Verdict NOT_TAKEN = new Verdict(null, Choice.TOPIC_NOT_TAKEN);
    private static final Verdict FILTERED = new Verdict(null, Choice.FILTERED);
  }

  /**
   * Judges an event.
   *
   * <p>These are the only decisions of the gate that a replay may take otherwise: configuration is
   * not in step with the stream.
   *
   * @param topic the topic that a producer wrote it to
   */
  <T> Verdict verdict(final EventRules<T> rules, final T event, final String topic) {
    final TenantSay say = rules.tenantSay();
    if (say == TenantSay.NOTHING) {
      return Verdict.PASSES;
    }
    final String tenantId = rules.tenantId(event);
    final TenantSettings settings = tenants.settings(tenantId);
    if (!settings.enabled()) {
      return Verdict.DISABLED;
    }
    final Refusal refusal = rules.permit(event, settings);
    if (refusal != null) {
      return new Verdict(refusal, null);
    }
    if (say == TenantSay.ENABLED || settings.takesEverything()) {
      return Verdict.PASSES;
    }
    final TenantFilter filter = filter(tenantId, settings);
    if (!filter.takes(topic)) {
      return Verdict.NOT_TAKEN;
    }
    try {
      return filter.isOpen() || filter.passes(rules.view(event))
          ? Verdict.PASSES
          : Verdict.FILTERED;
    } catch (final EvaluationException e) {
      return new Verdict(
          new Refusal(
              Reason.FILTER_ERROR,
              e.getMessage() + ": mend the tenant's filters, then replay its dead letters"),
          null);
    }
  }

  /** Judges what becomes no event: whether its tenant is enabled. */
  Verdict isEnabled(final String tenantId) {
    return tenants.settings(tenantId).enabled() ? Verdict.PASSES : Verdict.DISABLED;
  }

  private TenantFilter filter(final String tenantId, final TenantSettings settings) {
    final Known known = filters.get(tenantId);
    if (known != null && known.settings == settings) {
      return known.filter;
    }
    final TenantFilter filter = TenantFilter.of(settings, conditions);
    filters.put(tenantId, new Known(settings, filter));
    return filter;
  }

  private record Known(TenantSettings settings, TenantFilter filter) {}
}

package com.nexora.streams.compliance;

import com.nexora.streams.catalogue.LeastRecentlyUsed;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules that hold for a tenant: everybody's, with its own on top. Not thread-safe: one reader
 * per processor or request.
 */
public final class TenantRulesReader {

  private static final Logger LOG = LoggerFactory.getLogger(TenantRulesReader.class);
  private static final int MAX_COMPILED = 1_000;

  private final RulesSource source;
  private final ReadOnlyKeyValueStore<String, byte[]> store;
  // Losing one only costs compiling it again.
  private final Map<String, Compiled> compiled = new LeastRecentlyUsed<>(MAX_COMPILED);

  private record Compiled(byte[] bytes, RuleSet base, RuleSet rules) {}

  /**
   * @param store the store {@code compliance-rules}
   */
  public TenantRulesReader(
      final RulesSource source, final ReadOnlyKeyValueStore<String, byte[]> store) {
    this.source = source;
    this.store = store;
  }

  /** The tenant's rules; everybody's if its own cannot be used with them. */
  public RuleSet of(final String tenantId) {
    final RuleSet base = source.current();
    final byte[] bytes = store.get(tenantId);
    if (bytes == null) {
      return base;
    }
    final Compiled known = compiled.get(tenantId);
    if (known != null && known.base == base && Arrays.equals(known.bytes, bytes)) {
      return known.rules;
    }
    RuleSet rules = base;
    try {
      rules = TenantOverride.apply(base, tenantId, new String(bytes, StandardCharsets.UTF_8));
    } catch (final RulesException e) {
      LOG.atWarn()
          .addKeyValue("tenant", tenantId)
          .addKeyValue("error", e.getMessage())
          .log("compliance rules of a tenant do not fit everybody's; everybody's hold");
    }
    compiled.put(tenantId, new Compiled(bytes, base, rules));
    return rules;
  }
}

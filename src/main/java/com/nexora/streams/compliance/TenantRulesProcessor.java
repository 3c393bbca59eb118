package com.nexora.streams.compliance;

import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.Topics;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the last good rules of every tenant: a value that cannot be used is skipped, so that a
 * mistake neither stops the stream nor takes the tenant's stricter rules away.
 */
final class TenantRulesProcessor implements Processor<String, byte[], Void, Void> {

  private static final Logger LOG = LoggerFactory.getLogger(TenantRulesProcessor.class);

  private final RulesSource source;
  private @Nullable KeyValueStore<String, byte[]> rules;

  TenantRulesProcessor(final RulesSource source) {
    this.source = source;
  }

  @Override
  public void init(final ProcessorContext<Void, Void> context) {
    rules = context.getStateStore(Stores.COMPLIANCE_RULES);
  }

  @Override
  @SuppressWarnings("NullAway") // init runs first
  public void process(final Record<String, byte[]> record) {
    if (record.key() == null) {
      skipped("", "the record has no key");
    } else if (record.value() == null) {
      rules.delete(record.key());
    } else {
      try {
        TenantOverride.apply(
            source.current(), record.key(), new String(record.value(), StandardCharsets.UTF_8));
        rules.put(record.key(), record.value());
      } catch (final RulesException e) {
        skipped(record.key(), String.valueOf(e.getMessage()));
      }
    }
  }

  private static void skipped(final String tenantId, final String reason) {
    LOG.atWarn()
        .addKeyValue("topic", Topics.COMPLIANCE_RULES)
        .addKeyValue("tenant", tenantId)
        .addKeyValue("reason", reason)
        .log("compliance rules of a tenant skipped; the last good ones hold");
  }
}

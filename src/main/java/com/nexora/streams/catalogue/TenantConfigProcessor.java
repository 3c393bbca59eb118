package com.nexora.streams.catalogue;

import com.nexora.events.TenantConfig;
import com.nexora.streams.schema.RegistryUnreachableException;
import com.nexora.streams.schema.SchemaException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the last good configuration of every tenant: a value that cannot be read, or that speaks
 * for another tenant than its key, is skipped, so that a mistake in one record neither stops the
 * stream nor resets the tenant.
 *
 * <p>After a restart the topic's compacted content decides: if the good value is gone by then, the
 * defaults hold until it is written again.
 */
final class TenantConfigProcessor implements Processor<String, byte[], Void, Void> {

  private static final Logger log = LoggerFactory.getLogger(TenantConfigProcessor.class);

  private final Deserializer<TenantConfig> deserializer;
  private @Nullable KeyValueStore<String, byte[]> configs;

  TenantConfigProcessor(final Deserializer<TenantConfig> deserializer) {
    this.deserializer = deserializer;
  }

  @Override
  public void init(final ProcessorContext<Void, Void> context) {
    configs = context.getStateStore(Stores.TENANT_CONFIGS);
  }

  @Override
  @SuppressWarnings("NullAway") // init runs first
  public void process(final Record<String, byte[]> config) {
    if (config.key() == null) {
      skipped("", "it has no key");
    } else if (config.value() == null) {
      configs.delete(config.key());
    } else if (isReadable(config.key(), config.value())) {
      configs.put(config.key(), config.value());
    }
  }

  private boolean isReadable(final String tenantId, final byte[] value) {
    try {
      final TenantConfig config = deserializer.deserialize(Topics.TENANT_CONFIG, value);
      if (tenantId.equals(config.getTenantId())) {
        return true;
      }
      skipped(tenantId, "it names another tenant than its key");
      return false;
    } catch (final RegistryUnreachableException e) {
      // Not the value's fault: keep it, whoever reads it decodes it once the registry is back.
      return true;
    } catch (final SchemaException e) {
      skipped(tenantId, e.getClass().getSimpleName());
      return false;
    }
  }

  private static void skipped(final String tenantId, final String reason) {
    log.atWarn()
        .addKeyValue("topic", Topics.TENANT_CONFIG)
        .addKeyValue("tenant", tenantId)
        .addKeyValue("reason", reason)
        .log("tenant configuration skipped; the last good one holds");
  }
}

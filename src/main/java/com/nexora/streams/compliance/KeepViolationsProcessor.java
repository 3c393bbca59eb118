package com.nexora.streams.compliance;

import static java.util.Objects.requireNonNull;

import com.nexora.events.ComplianceViolation;
import com.nexora.streams.catalogue.ArrivalSweep;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.schema.RegistryUnreachableException;
import com.nexora.streams.schema.SchemaException;
import java.time.Duration;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps violations for queries, and deletes those that are too old by arrival. */
final class KeepViolationsProcessor implements Processor<byte[], byte[], Void, Void> {

  private static final Logger LOG = LoggerFactory.getLogger(KeepViolationsProcessor.class);

  private final Deserializer<ComplianceViolation> violations;
  private final Duration retention;
  private @Nullable KeyValueStore<Bytes, byte[]> store;

  KeepViolationsProcessor(
      final Deserializer<ComplianceViolation> violations, final Duration retention) {
    this.violations = violations;
    this.retention = retention;
  }

  @Override
  public void init(final ProcessorContext<Void, Void> context) {
    store = context.getStateStore(Stores.COMPLIANCE_VIOLATIONS);
    context.schedule(
        ArrivalSweep.EVERY,
        PunctuationType.STREAM_TIME,
        new ArrivalSweep(requireNonNull(store), StoredViolation::arrival, retention)::step);
  }

  @Override
  public void process(final Record<byte[], byte[]> record) {
    final ComplianceViolation violation = read(record);
    if (violation != null) {
      final StoredViolation stored = new StoredViolation(record.timestamp(), violation);
      requireNonNull(store).put(Bytes.wrap(stored.key()), stored.encode());
    }
  }

  /** The violation in a record; null if it is none, since nobody but us should write there. */
  private @Nullable ComplianceViolation read(final Record<byte[], byte[]> record) {
    try {
      return violations.deserialize(Topics.COMPLIANCE_VIOLATIONS, record.headers(), record.value());
    } catch (final RegistryUnreachableException e) {
      throw e;
    } catch (final SchemaException e) {
      LOG.atWarn()
          .addKeyValue("topic", Topics.COMPLIANCE_VIOLATIONS)
          .addKeyValue("error", e.getClass().getSimpleName())
          .log("a record is no violation and was skipped");
      return null;
    }
  }
}

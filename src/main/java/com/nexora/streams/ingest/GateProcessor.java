package com.nexora.streams.ingest;

import com.nexora.streams.catalogue.InFlight;
import com.nexora.streams.catalogue.Origin;
import com.nexora.streams.catalogue.Placement;
import com.nexora.streams.schema.StoreCodec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Decides about one record: let it in, move it, or refuse it.
 *
 * <p>Everything behind the gate may rely on a readable, bounded event under its canonical key, on
 * the partition that owns the entity. No state, so nothing a refused record could leave behind.
 *
 * @param <T> the record type of the family
 */
final class GateProcessor<T extends SpecificRecord> extends DoorProcessor<T> {

  /** Where a gate stands: only the first one moves records. */
  enum Position {
    FRONT("gate-"),
    BEHIND_HOP("gate-rekeyed-");

    private final String prefix;

    Position(final String prefix) {
      this.prefix = prefix;
    }

    /** Name of the family's processor at this position. */
    String processor(final EventFamily<?> family) {
      return prefix + family.name();
    }
  }

  private final EventFamily<T> family;
  private final Position position;
  private final int partitions;
  private final long skew;
  private final StoreCodec<T> moved;
  private final EventReader<T> reader;

  // Set before the first record comes.
  @SuppressWarnings("NullAway.Init")
  private Sensor rekeyed;

  /**
   * @param partitions how many partitions the family's keys are spread over
   */
  GateProcessor(
      final EventFamily<T> family,
      final Position position,
      final int partitions,
      final GateSetup setup,
      final Patience patience) {
    super(family.name(), position.processor(family), setup);
    this.family = family;
    this.position = position;
    this.partitions = partitions;
    this.skew = setup.settings().clockSkew().toMillis();
    this.moved = new StoreCodec<>(SpecificData.get().getSchema(family.type()));
    this.reader = new EventReader<>(setup.serdes().value(family.type()).deserializer(), patience);
  }

  @Override
  void count(final GateMetrics metrics) {
    rekeyed = metrics.rekeyed();
  }

  @SuppressWarnings("NullAway") // a reading without an event has a refusal and an error
  @Override
  void decide(
      final Wired task,
      final InFlight inFlight,
      final Record<byte[], byte[]> record,
      final Origin origin,
      final boolean batched) {
    final EventReader.Reading<T> reading = read(record, origin);
    final T event = reading.event();
    if (event == null) {
      refuse(task, record, origin, reading.refusal(), reading.error(), null);
      return;
    }
    final EventRules<T> rules = family.rules();
    inFlight.isOf(rules.tenantId(event));
    inFlight.cleanedBy(task.cleaning);
    final Refusal mistake = rules.check(event, record.timestamp(), skew);
    if (mistake != null) {
      refuse(task, record, origin, mistake, rules.getClass(), rules.tenantId(event));
      return;
    }
    final TenantDoor.Verdict verdict = task.door.verdict(rules, event, origin.topic());
    if (verdict.refusal() != null) {
      refuse(task, record, origin, verdict.refusal(), TenantDoor.class, rules.tenantId(event));
      return;
    }
    if (verdict.choice() != null) {
      task.metrics.turnedAway(verdict.choice());
      return;
    }
    final byte[] key = rules.key(event);
    final boolean changed = redact(task, rules, event);
    final Headers headers = CleanHeadersReader.of(record.headers(), task.redactors.everybody());
    task.redactors.everybody().tally().drain(task.metrics::redacted);
    inFlight.handOn();
    if (isInPlace(record.key(), key, origin)) {
      task.context.forward(
          new Record<>(
              key,
              (GateOutcome<T>) new GateOutcome.Accepted<>(event),
              record.timestamp(),
              batched ? origin.with(headers) : headers));
    } else {
      final byte[] value = changed ? moved.encode(event) : record.value();
      move(task, record.withValue(value).withHeaders(headers), key, origin);
    }
  }

  /** Only our own hop has records of another form: events that were redacted before it. */
  private EventReader.Reading<T> read(final Record<byte[], byte[]> record, final Origin origin) {
    final byte[] value = record.value();
    return position == Position.BEHIND_HOP && value != null && StoreCodec.isStored(value)
        ? new EventReader.Reading<>(moved.decode(value), null, null)
        : reader.read(origin.topic(), record.headers(), value);
  }

  @Override
  boolean isOurForm(final ByteBuffer value) {
    return position == Position.BEHIND_HOP
        && StoreCodec.isStored(Arrays.copyOf(value.array(), value.limit()));
  }

  private boolean isInPlace(
      final byte @Nullable [] actual, final byte[] canonical, final Origin origin) {
    return position == Position.BEHIND_HOP
        || (Arrays.equals(actual, canonical)
            && origin.partition() == Placement.of(canonical, partitions));
  }

  private void move(
      final Wired task,
      final Record<byte[], byte[]> record,
      final byte[] key,
      final Origin origin) {
    final Headers headers = new RecordHeaders(record.headers());
    origin.writeTo(headers);
    rekeyed.record();
    task.context.forward(
        record
            .withKey(key)
            .withValue((GateOutcome<T>) new GateOutcome.Misplaced<T>(record.value()))
            .withHeaders(headers));
  }
}

package com.nexora.streams.ingest;

import com.nexora.events.DeadLetter;
import com.nexora.streams.catalogue.InFlight;
import com.nexora.streams.catalogue.Origin;
import com.nexora.streams.catalogue.Placement;
import com.nexora.streams.catalogue.RecordBatch;
import com.nexora.streams.catalogue.TenantConfigs;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.deadletter.DeadLetters;
import com.nexora.streams.deadletter.DeadLetters.Failure;
import com.nexora.streams.deadletter.Failures;
import com.nexora.streams.deadletter.HeadersReader;
import com.nexora.streams.deadletter.LetterRedaction;
import com.nexora.streams.privacy.redact.Redactor;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.StoreCodec;
import com.nexora.streams.tenants.Conditions;
import com.nexora.streams.tenants.TenantRedactors;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
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
final class GateProcessor<T extends SpecificRecord>
    implements Processor<byte[], byte[], byte[], GateOutcome<T>> {

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
  private final TopologySettings settings;
  private final AvroSerdes serdes;
  private final Conditions conditions;
  private final Redactor redactor;
  private final LetterRedaction letters;
  private final StoreCodec<T> moved;
  private final EventReader<T> reader;
  private @Nullable Wired wired;

  /**
   * @param partitions how many partitions the family's keys are spread over
   * @param conditions of the tenants' filters, shared with all tasks
   */
  GateProcessor(
      final EventFamily<T> family,
      final Position position,
      final int partitions,
      final TopologySettings settings,
      final AvroSerdes serdes,
      final Conditions conditions,
      final Redactor redactor,
      final Patience patience) {
    this.family = family;
    this.position = position;
    this.partitions = partitions;
    this.settings = settings;
    this.serdes = serdes;
    this.conditions = conditions;
    this.redactor = redactor;
    this.letters = new LetterRedaction(serdes);
    this.moved = new StoreCodec<>(SpecificData.get().getSchema(family.type()));
    this.reader = new EventReader<>(serdes.value(family.type()).deserializer(), patience);
  }

  /** What exists once the task runs. */
  private final class Wired {
    final ProcessorContext<byte[], GateOutcome<T>> context;
    final TenantDoor door;
    final TenantRedactors redactors;
    final GateMetrics metrics;
    final Sensor rekeyed;
    final Consumer<DeadLetter> cleaning = letter -> clean(this, letter, letter.getTenantId());

    Wired(final ProcessorContext<byte[], GateOutcome<T>> context) {
      this.context = context;
      final TenantConfigs tenants = TenantConfigs.of(context, serdes, settings);
      door = new TenantDoor(tenants, conditions);
      redactors = new TenantRedactors(tenants, redactor);
      metrics = new GateMetrics(context, family.name(), position.processor(family));
      rekeyed = metrics.rekeyed();
    }
  }

  @Override
  public void init(final ProcessorContext<byte[], GateOutcome<T>> context) {
    wired = new Wired(context);
  }

  @Override
  public void close() {
    if (wired != null) {
      wired.metrics.close();
    }
  }

  @Override
  @SuppressWarnings("NullAway") // init runs first
  public void process(final Record<byte[], byte[]> record) {
    final Wired task = wired;
    final RecordBatch batch = RecordBatch.in(record.headers());
    final InFlight inFlight = InFlight.ofThread();
    if (batch == null) {
      attempt(task, inFlight, record, Origin.of(task.context, record.headers()), false);
      return;
    }
    for (final ConsumerRecord<byte[], byte[]> one : batch.records()) {
      attempt(
          task,
          inFlight,
          new Record<>(one.key(), one.value(), one.timestamp(), one.headers()),
          Origin.of(one),
          true);
    }
  }

  /**
   * Decides, and takes a mistake of ours for the record's fault: if it ended the batch, the events
   * behind it would be lost.
   */
  private void attempt(
      final Wired task,
      final InFlight inFlight,
      final Record<byte[], byte[]> record,
      final Origin origin,
      final boolean batched) {
    inFlight.begin(origin, record);
    try {
      decide(task, inFlight, record, origin, batched);
    } catch (final KafkaException e) {
      throw e;
    } catch (final RuntimeException e) {
      if (inFlight.isHandedOn()) {
        throw e;
      }
      final Failure failure = Failures.unexpected(position.processor(family), e);
      refuse(
          task,
          record,
          origin,
          new Refusal(Reason.PROCESSING_FAILED, failure.message()),
          e.getClass(),
          inFlight.tenantId());
    } finally {
      inFlight.end();
    }
  }

  @SuppressWarnings("NullAway") // a reading without an event has a refusal and an error
  private void decide(
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
    final Refusal mistake = rules.check(event, record.timestamp(), settings.clockSkew().toMillis());
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
    final boolean changed = redact(task, event);
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

  /** Takes secrets out of the event; whether there were any. */
  private boolean redact(final Wired task, final T event) {
    final String tenant = family.rules().tenantId(event);
    final TenantRedactors.Own own = task.redactors.of(tenant);
    family.rules().redact(event, new Cleaner(own, tenant));
    final boolean changed = !own.tally().isEmpty();
    own.tally().drain(task.metrics::redacted);
    return changed;
  }

  /** Takes secrets out of a letter about a record that came here, by the rules of its tenant. */
  private void clean(final Wired task, final DeadLetter letter, final @Nullable String tenantId) {
    final ByteBuffer value = letter.getValue();
    final boolean ours =
        position == Position.BEHIND_HOP
            && value != null
            && StoreCodec.isStored(Arrays.copyOf(value.array(), value.limit()));
    final TenantRedactors.Own own =
        tenantId == null ? task.redactors.everybody() : task.redactors.of(tenantId);
    letters.clean(letter, own.redactor(), own.tally());
    own.tally().drain(task.metrics::redacted);
    // Our own form must not be replayed: the record that a producer wrote is read again.
    letter.setValueTruncated(letter.getValueTruncated() || ours);
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
    task.rekeyed.record();
    task.context.forward(
        record
            .withKey(key)
            .withValue((GateOutcome<T>) new GateOutcome.Misplaced<T>(record.value()))
            .withHeaders(headers));
  }

  private void refuse(
      final Wired task,
      final Record<byte[], byte[]> record,
      final Origin origin,
      final Refusal refusal,
      final Class<?> error,
      final @Nullable String tenantId) {
    InFlight.ofThread().handOn();
    task.metrics.refused(refusal.reason());
    final DeadLetter letter =
        DeadLetters.of(
            origin,
            record.key(),
            record.value(),
            HeadersReader.read(record.headers()),
            Failure.atOnce(refusal.reason().code(), error, refusal.message()),
            tenantId,
            record.timestamp());
    clean(task, letter, tenantId);
    task.context.forward(record.withValue(new GateOutcome.Refused<>(letter)));
  }
}

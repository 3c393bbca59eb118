package com.nexora.streams.ingest;

import com.nexora.streams.catalogue.InFlight;
import com.nexora.streams.catalogue.Origin;
import com.nexora.streams.catalogue.Placement;
import com.nexora.streams.catalogue.TenantConfigs;
import com.nexora.streams.deadletter.DeadLetters.Failure;
import com.nexora.streams.deadletter.Failures;
import com.nexora.streams.ingest.WaitingStore.Waiting;
import com.nexora.streams.schema.RegistryUnreachableException;
import com.nexora.streams.schema.StoreCodec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Decides about one record: let it in, move it, or refuse it.
 *
 * <p>Everything behind the gate may rely on a readable, bounded event under its canonical key, on
 * the partition that owns the entity. What cannot be decided yet, since the schema registry is
 * away, waits with what follows under its key ({@link WaitingStore}) and is tried again by the
 * clock; other keys pass.
 *
 * @param <T> the record type of the family
 */
final class GateProcessor<T extends SpecificRecord> extends DoorProcessor<T> {

  private final EventFamily<T> family;
  private final Position position;
  private final int partitions;
  private final long skew;
  private final StoreCodec<T> moved;
  private final EventReader<T> reader;
  private final WaitingStore.Room room;

  // Set before the first record comes.
  @SuppressWarnings("NullAway.Init")
  private Sensor rekeyed;

  @SuppressWarnings("NullAway.Init")
  private Sensor givenUp;

  @SuppressWarnings("NullAway.Init")
  private RetryProcessor retries;

  /**
   * @param partitions how many partitions the family's keys are spread over
   * @param room where records wait, shared with the other gates of the sub-topology
   */
  GateProcessor(
      final EventFamily<T> family,
      final Position position,
      final int partitions,
      final GateSetup setup,
      final WaitingStore.Room room) {
    super(family.name(), position.processor(family), setup);
    this.family = family;
    this.position = position;
    this.partitions = partitions;
    this.skew = setup.settings().clockSkew().toMillis();
    this.moved = new StoreCodec<>(SpecificData.get().getSchema(family.type()));
    this.reader = new EventReader<>(setup.serdes().promptReader(family.type()));
    this.room = room;
  }

  @Override
  TenantConfigs tenants(final ProcessingContext context, final GateSetup settings) {
    return TenantConfigs.prompt(context, settings.serdes(), settings.settings());
  }

  @Override
  void open(final Wired task) {
    rekeyed = task.metrics.rekeyed();
    givenUp = task.metrics.givenUp();
    final WaitingStore waiting =
        WaitingStore.open(
            task.context.getStateStore(room.name()), position.processor(family), room);
    retries =
        new RetryProcessor(
            task.context, waiting, task.metrics, (one, now) -> retry(task, one, now));
    retries.start();
  }

  @Override
  void shut() {
    retries.close();
  }

  @Override
  void take(
      final Wired task,
      final InFlight inFlight,
      final Record<byte[], byte[]> record,
      final Origin origin,
      final boolean batched) {
    if (retries.waiting().isAwaited(origin.topic(), record.key())
        && reader.bounds(record.headers(), record.value()) == null) {
      await(task, record, origin, 0);
      return;
    }
    try {
      decide(task, inFlight, record, origin, batched);
    } catch (final RegistryUnreachableException e) {
      if (inFlight.isHandedOn()) {
        throw e;
      }
      if (room.settings().attempts() == 0) {
        giveUp(task, record, origin, Reason.REGISTRY_UNREACHABLE, Failures.unreachable(e, 1));
      } else {
        await(task, record, origin, 1);
      }
    }
  }

  /** Has a record wait after so many tries; none if it only gets in line. */
  private void await(
      final Wired task, final Record<byte[], byte[]> record, final Origin origin, final int tries) {
    if (retries.add(origin, record, tries)) {
      InFlight.ofThread().handOn();
    } else {
      giveUp(task, record, origin, Reason.RETRY_QUEUE_FULL, Failures.noRoomToWait(tries));
    }
  }

  /**
   * Decides about a waiting record once more. Nothing but a fault of brokers or stores may end it:
   * the same record would end the next task, too.
   *
   * @return whether the record waits no more
   */
  @SuppressWarnings("NullAway") // Kafka's API does not say so, but a key may be null
  private boolean retry(final Wired task, final Waiting one, final long now) {
    final Record<byte[], byte[]> record;
    try {
      record = retries.waiting().record(one);
    } catch (final IllegalStateException e) {
      final Failure failure = Failures.unexpected(position.processor(family), e);
      givenUp.record();
      send(
          task,
          new Record<>(null, null, one.arrival()),
          Reason.PROCESSING_FAILED,
          LetterReader.ofLost(one, failure));
      return true;
    }
    final InFlight inFlight = InFlight.ofThread();
    inFlight.begin(one.origin(), record);
    try {
      decide(task, inFlight, record, one.origin(), true);
      return true;
    } catch (final RegistryUnreachableException e) {
      if (inFlight.isHandedOn()) {
        throw e;
      }
      if (retries.waiting().postpone(one, now)) {
        return false;
      }
      final Failure failure = Failures.unreachable(e, one.tries());
      giveUp(task, record, one.origin(), Reason.REGISTRY_UNREACHABLE, failure);
      return true;
    } catch (final KafkaException e) {
      throw e;
    } catch (final RuntimeException e) {
      refuseMistake(task, record, one.origin(), e, inFlight.tenantId());
      return true;
    } finally {
      inFlight.end();
    }
  }

  private void giveUp(
      final Wired task,
      final Record<byte[], byte[]> record,
      final Origin origin,
      final Reason reason,
      final Failure failure) {
    givenUp.record();
    send(task, record, reason, task.letters.ofUnread(record, origin, failure));
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
    // Behind the hop an event may bear pseudonyms already: its key is the one it travelled under.
    final byte[] key = position == Position.BEHIND_HOP ? record.key() : rules.key(event);
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

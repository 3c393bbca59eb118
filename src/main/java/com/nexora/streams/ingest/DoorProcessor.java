package com.nexora.streams.ingest;

import com.nexora.events.DeadLetter;
import com.nexora.streams.catalogue.CommitRhythm;
import com.nexora.streams.catalogue.InFlight;
import com.nexora.streams.catalogue.Origin;
import com.nexora.streams.catalogue.RecordBatch;
import com.nexora.streams.catalogue.TenantConfigs;
import com.nexora.streams.deadletter.DeadLetters.Failure;
import com.nexora.streams.deadletter.Failures;
import com.nexora.streams.deadletter.LetterRedaction;
import com.nexora.streams.deadletter.Replay;
import com.nexora.streams.deadletter.ReplayProof;
import com.nexora.streams.tenants.TenantRedactors;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * What every door of the gate does alike, whatever it reads: takes batches apart, says which record
 * is in hand, and makes one letter of each that does not pass, without its secrets.
 *
 * <p>A hostile value may find a mistake of ours: that refuses the value, too, since a stream that
 * stops at it would stop again after each restart.
 *
 * @param <T> what lies in an outcome
 */
abstract class DoorProcessor<T extends SpecificRecord>
    implements Processor<byte[], byte[], byte[], GateOutcome<T>> {

  private final String family;
  private final String processor;
  private final GateSetup setup;
  private final LetterRedaction redaction;
  private @Nullable Wired wired;

  /**
   * @param family of the metrics
   * @param processor name of this processor in the graph
   */
  DoorProcessor(final String family, final String processor, final GateSetup setup) {
    this.family = family;
    this.processor = processor;
    this.setup = setup;
    this.redaction = new LetterRedaction(setup.serdes());
  }

  /** What exists once the task runs. */
  final class Wired {
    final ProcessorContext<byte[], GateOutcome<T>> context;
    final TenantDoor door;
    final TenantRedactors redactors;
    final GateMetrics metrics;
    final LetterReader letters;
    final Consumer<DeadLetter> cleaning;
    final CommitRhythm rhythm;

    private Wired(final ProcessorContext<byte[], GateOutcome<T>> context) {
      this.context = context;
      final TenantConfigs tenants = tenants(context, setup);
      door = new TenantDoor(tenants, setup.conditions());
      redactors = new TenantRedactors(tenants, setup.redactor());
      metrics = new GateMetrics(context, family, processor);
      letters = new LetterReader(redaction, redactors, metrics, DoorProcessor.this::isOurForm);
      cleaning = letters::clean;
      rhythm = new CommitRhythm(context);
    }
  }

  /**
   * Decides about one record, and forwards what became of it.
   *
   * @param inFlight is told of the tenant, and when the record is handed on
   * @param batched whether Kafka Streams knows the place of a batch only
   */
  abstract void decide(
      Wired task, InFlight inFlight, Record<byte[], byte[]> record, Origin origin, boolean batched);

  /** What a door has of its own once the task runs. */
  void open(final Wired task) {
    // Not every door has anything.
  }

  /** The task ends. */
  void shut() {
    // Nothing is open.
  }

  /** The tenants' settings; a door whose records can wait asks for those that do not. */
  TenantConfigs tenants(final ProcessingContext context, final GateSetup settings) {
    return TenantConfigs.of(context, settings.serdes(), settings.settings());
  }

  /** Decides about a record, unless it must wait. */
  void take(
      final Wired task,
      final InFlight inFlight,
      final Record<byte[], byte[]> record,
      final Origin origin,
      final boolean batched) {
    decide(task, inFlight, record, origin, batched);
  }

  /** Whether a value is in a form of ours that must not be replayed. */
  boolean isOurForm(final ByteBuffer value) {
    return false;
  }

  @Override
  public final void init(final ProcessorContext<byte[], GateOutcome<T>> context) {
    final Wired task = new Wired(context);
    wired = task;
    open(task);
  }

  @Override
  public final void close() {
    if (wired != null) {
      shut();
      wired.metrics.close();
      wired = null;
    }
  }

  @Override
  @SuppressWarnings("NullAway") // init runs first
  public final void process(final Record<byte[], byte[]> record) {
    final Wired task = wired;
    task.rhythm.cameIn(record.timestamp());
    final RecordBatch batch = RecordBatch.in(record.headers());
    final InFlight inFlight = InFlight.ofThread();
    if (batch == null) {
      final Origin origin = Origin.of(task.context, record.headers());
      final boolean looked = Origin.isMoved(task.context);
      attempt(task, inFlight, looked ? record : proven(record, origin), origin, false);
      return;
    }
    for (final ConsumerRecord<byte[], byte[]> one : batch.records()) {
      final Origin origin = Origin.of(one);
      attempt(
          task,
          inFlight,
          proven(new Record<>(one.key(), one.value(), one.timestamp(), one.headers()), origin),
          origin,
          true);
    }
  }

  /**
   * The record without the sign of a replay, unless the product itself made it one: who passes the
   * memory of ids is not up to who writes a topic.
   */
  private Record<byte[], byte[]> proven(final Record<byte[], byte[]> record, final Origin origin) {
    final Header letter = record.headers().lastHeader(Replay.LETTER_HEADER);
    if (letter == null) {
      return record;
    }
    final Headers headers = new RecordHeaders(record.headers());
    final Header proof = headers.lastHeader(ReplayProof.HEADER);
    headers.remove(ReplayProof.HEADER);
    if (!isProven(letter.value(), proof, record, origin)) {
      headers.remove(Replay.LETTER_HEADER);
    }
    return record.withHeaders(headers);
  }

  private boolean isProven(
      final byte @Nullable [] letter,
      final @Nullable Header proof,
      final Record<byte[], byte[]> record,
      final Origin origin) {
    return letter != null
        && proof != null
        && setup
            .replays()
            .holds(
                proof.value(),
                new ReplayProof.Claim(
                    new String(letter, StandardCharsets.UTF_8),
                    origin.topic(),
                    origin.partition(),
                    record.key(),
                    record.value()));
  }

  /**
   * Decides, and takes a mistake of ours for the record's fault: if it ended the batch, the records
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
      take(task, inFlight, record, origin, batched);
    } catch (final KafkaException e) {
      throw e;
    } catch (final RuntimeException e) {
      if (inFlight.isHandedOn()) {
        throw e;
      }
      refuseMistake(task, record, origin, e, inFlight.tenantId());
    } finally {
      inFlight.end();
    }
  }

  /** Takes secrets out of an event; whether there were any. */
  final <E> boolean redact(final Wired task, final EventRules<E> rules, final E event) {
    final TenantRedactors.Own own = task.redactors.of(rules.tenantId(event));
    Cleaner.clean(rules, event, own, false);
    final boolean changed = !own.tally().isEmpty();
    own.tally().drain(task.metrics::redacted);
    return changed;
  }

  /** Makes a letter of a record. */
  final void refuse(
      final Wired task,
      final Record<byte[], byte[]> record,
      final Origin origin,
      final Refusal refusal,
      final Class<?> error,
      final @Nullable String tenantId) {
    InFlight.ofThread().handOn();
    final Failure failure = Failure.atOnce(refusal.reason().code(), error, refusal.message());
    send(task, record, refusal.reason(), task.letters.of(record, origin, failure, tenantId));
  }

  /** Makes a letter of a record at which we made a mistake. */
  final void refuseMistake(
      final Wired task,
      final Record<byte[], byte[]> record,
      final Origin origin,
      final RuntimeException mistake,
      final @Nullable String tenantId) {
    final Failure failure = Failures.unexpected(processor, mistake);
    refuse(
        task,
        record,
        origin,
        new Refusal(Reason.PROCESSING_FAILED, failure.message()),
        mistake.getClass(),
        tenantId);
  }

  /** Sends the letter about a record. */
  final void send(
      final Wired task,
      final Record<byte[], byte[]> record,
      final Reason reason,
      final DeadLetter letter) {
    InFlight.ofThread().handOn();
    task.metrics.refused(reason);
    task.context.forward(record.withValue(new GateOutcome.Refused<>(letter)));
  }
}

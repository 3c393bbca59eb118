package com.nexora.streams.privacy;

import com.nexora.events.AuditEvent;
import com.nexora.streams.catalogue.OutputHeaders;
import com.nexora.streams.privacy.redact.Redactor;
import java.time.Duration;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Protects the acts of one intake, and destroys keys when an order says so. Takes {@link
 * AuditEvent} and {@link PrivacyWork.Order}, gives {@link AuditEvent} and {@link
 * PrivacyWork.Answered}.
 *
 * <p>The clock is used for house-keeping alone: to close segments of the changelog so that Kafka
 * compacts destroyed keys away, and to wrap keys anew.
 */
final class ProtectSubjectsProcessor extends ContextualProcessor<byte[], Object, byte[], Object> {

  private static final Logger log = LoggerFactory.getLogger(ProtectSubjectsProcessor.class);
  private static final int SCHEMA_VERSION = 1;
  private static final int REWRAPPED_AT_ONCE = 5_000;

  /** The first closes the segment with the key, the second that with the mark, one in reserve. */
  private static final int NUDGES = 3;

  private static final Duration TOLERANCE = Duration.ofMillis(500);

  private final Intake intake;
  private final PrivacyKeys keys;
  private final SubjectGuard guard;
  private final Redactor redactor;
  private final Duration purgeEvery;
  private int nudges = NUDGES;

  // Set by init(), which Kafka Streams calls before anything else.
  @SuppressWarnings("NullAway.Init")
  private SubjectKeyStore store;

  @SuppressWarnings("NullAway.Init")
  private Sensor protectedCount;

  @SuppressWarnings("NullAway.Init")
  private Sensor createdCount;

  @SuppressWarnings("NullAway.Init")
  private Sensor destroyedCount;

  @SuppressWarnings("NullAway.Init")
  private Sensor rewrappedCount;

  ProtectSubjectsProcessor(
      final Intake intake,
      final PrivacyKeys keys,
      final PrivacySettings settings,
      final Redactor redactor) {
    this.intake = intake;
    this.keys = keys;
    this.guard = new SubjectGuard(keys.pseudonyms(), settings);
    this.redactor = redactor;
    this.purgeEvery = settings.purgeEvery();
  }

  @Override
  public void init(final ProcessorContext<byte[], Object> context) {
    super.init(context);
    final KeyValueStore<Bytes, byte[]> rows = context.getStateStore(intake.store());
    // Made anew with the task: after an abort nothing that was not committed may be at hand.
    store = new SubjectKeyStore(rows, keys, intake.title() + '-' + context.taskId().partition());
    protectedCount = count("acts-protected");
    createdCount = count("subject-keys-created");
    destroyedCount = count("subject-keys-destroyed");
    rewrappedCount = count("subject-keys-rewrapped");
    context.schedule(purgeEvery.plus(TOLERANCE), PunctuationType.WALL_CLOCK_TIME, this::keepHouse);
    context.schedule(Duration.ofSeconds(1), PunctuationType.WALL_CLOCK_TIME, now -> rewrap());
  }

  private Sensor count(final String operation) {
    return context()
        .metrics()
        .addRateTotalSensor(
            "privacy", context().taskId().toString(), operation, Sensor.RecordingLevel.INFO);
  }

  @Override
  public void process(final Record<byte[], Object> record) {
    if (record.value() instanceof AuditEvent act) {
      forward(record, act);
    } else if (record.value() instanceof PrivacyWork.Order order) {
      obey(record, order);
    }
  }

  private void forward(final Record<byte[], Object> record, final AuditEvent act) {
    if (!guard.concerns(act) && !redactor.mustEncrypt(act.getPayload())) {
      context().forward(record);
      return;
    }
    final String id = act.getAuditId();
    final String correlation = act.getCorrelationId();
    guard.protect(act, store);
    protectedCount.record();
    final long created = store.takeCreated();
    if (created > 0) {
      createdCount.record(created);
    }
    final boolean renamed =
        !id.equals(act.getAuditId()) || !Objects.equals(correlation, act.getCorrelationId());
    context().forward(renamed ? record.withHeaders(headers(act)) : record);
  }

  /** What the act's headers named may be a subject, too. */
  private static Headers headers(final AuditEvent act) {
    final String correlation = act.getCorrelationId();
    return OutputHeaders.of(
        act.getTenantId(),
        act.getEventType(),
        correlation == null ? act.getAuditId() : correlation,
        SCHEMA_VERSION);
  }

  private void obey(final Record<byte[], Object> record, final PrivacyWork.Order order) {
    final EraseOrder read;
    try {
      read = EraseOrder.parse(order.json());
    } catch (final IllegalArgumentException e) {
      log.atWarn()
          .addKeyValue("topic", intake.orders())
          .addKeyValue("partition", context().taskId().partition())
          .addKeyValue("reason", e.getMessage())
          .log("a record is no order to erase and was skipped");
      return;
    }
    final int destroyed = store.erase(read);
    destroyedCount.record(destroyed);
    nudges = NUDGES;
    context()
        .forward(
            record
                .withKey(new byte[0])
                .withValue(
                    new PrivacyWork.Answered(
                        new EraseOrder.Answer(
                            read.id(),
                            intake.title(),
                            context().taskId().partition(),
                            destroyed))));
  }

  private void keepHouse(final long now) {
    if (nudges > 0) {
      nudges--;
      store.nudge(now);
    }
  }

  private void rewrap() {
    final int rewrapped = store.rewrap(REWRAPPED_AT_ONCE);
    if (rewrapped > 0) {
      rewrappedCount.record(rewrapped);
    }
  }
}

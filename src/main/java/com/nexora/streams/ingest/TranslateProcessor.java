package com.nexora.streams.ingest;

import com.nexora.events.AgentEvent;
import com.nexora.events.AuditEvent;
import com.nexora.events.GrcEvent;
import com.nexora.streams.catalogue.InFlight;
import com.nexora.streams.catalogue.Origin;
import com.nexora.streams.deadletter.Replay;
import com.nexora.streams.ingest.foreign.Translation;
import com.nexora.streams.ingest.foreign.Translator;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * The gate of foreign JSON: what can be translated goes on as a record of ours under its canonical
 * key, by the rules of that record's own family; everything else is refused with the original
 * bytes. What concerns nobody behind the gate ends here, counted.
 */
final class TranslateProcessor extends DoorProcessor<SpecificRecord> {

  static final String PREFIX = "translate-";

  private static final EventRules<GrcEvent> TRAIL = new GrcRules(TenantSay.ENABLED);

  private final Translator translator;
  private final long skew;

  // Set before the first record comes.
  @SuppressWarnings("NullAway.Init")
  private Sensor accepted;

  /**
   * @param name of this door, in processor names and metrics: never rename
   */
  TranslateProcessor(final String name, final Translator translator, final GateSetup setup) {
    super(name, PREFIX + name, setup);
    this.translator = translator;
    skew = setup.settings().clockSkew().toMillis();
  }

  @Override
  void open(final Wired task) {
    accepted = task.metrics.accepted();
  }

  @Override
  void decide(
      final Wired task,
      final InFlight inFlight,
      final Record<byte[], byte[]> record,
      final Origin origin,
      final boolean batched) {
    final Translation translation = translate(origin, record);
    final String tenant = tenant(translation);
    if (tenant != null) {
      inFlight.isOf(tenant);
    }
    inFlight.cleanedBy(task.cleaning);
    if (translation.refusal() != null) {
      refuse(task, record, origin, translation.refusal(), translator.getClass(), tenant);
      return;
    }
    final TenantDoor.Verdict verdict =
        verdict(task, translation, origin.topic(), record.timestamp());
    if (verdict.refusal() != null) {
      refuse(task, record, origin, verdict.refusal(), translator.getClass(), tenant);
      return;
    }
    if (verdict.choice() != null) {
      task.metrics.turnedAway(verdict.choice());
      return;
    }
    final SpecificRecord event = translation.event();
    if (event != null) {
      redact(task, event);
      inFlight.handOn();
      final Headers headers = new RecordHeaders();
      origin.writeTo(headers);
      final Header replayed = record.headers().lastHeader(Replay.LETTER_HEADER);
      if (replayed != null) {
        headers.add(replayed);
      }
      task.context.forward(
          new Record<>(
              key(event),
              new GateOutcome.Accepted<>(event),
              record.timestamp(),
              batched ? origin.with(headers) : headers));
    }
    accepted.record();
  }

  private static @Nullable String tenant(final Translation translation) {
    final String tenant = translation.tenantId();
    return tenant == null || tenant.isEmpty() ? null : tenant;
  }

  private Translation translate(final Origin origin, final Record<byte[], byte[]> record) {
    final byte[] value = record.value();
    if (value == null) {
      return refused(
          Reason.EMPTY_VALUE,
          "the record has no value: these topics take no tombstones; send an event instead");
    }
    if (value.length > EventReader.MAX_VALUE_BYTES) {
      return refused(
          Reason.TOO_LARGE,
          "the value has "
              + value.length
              + " bytes, at most "
              + EventReader.MAX_VALUE_BYTES
              + " are allowed: keep large content elsewhere and send a reference");
    }
    final String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    try {
      return translator.translate(
          new Translator.Place(origin.topic(), key, record.timestamp(), skew), value);
    } catch (final RuntimeException e) {
      return refused(
          Reason.UNDECODABLE,
          "the value of "
              + value.length
              + " bytes could not be translated ("
              + e.getClass().getSimpleName()
              + "): that is a mistake of ours as well, please report it");
    }
  }

  private static Translation refused(final Reason reason, final String message) {
    return new Translation(null, new Refusal(reason, message), null, false);
  }

  @SuppressWarnings("NullAway") // what is no refusal has a tenant
  private TenantDoor.Verdict verdict(
      final Wired task, final Translation translation, final String topic, final long arrival) {
    final SpecificRecord event = translation.event();
    if (event instanceof AgentEvent agent) {
      return verdict(task, EventFamily.AGENT.rules(), agent, topic, arrival);
    }
    if (event instanceof GrcEvent grc) {
      return verdict(
          task, translation.isTrail() ? TRAIL : EventFamily.GRC.rules(), grc, topic, arrival);
    }
    return event instanceof AuditEvent act
        ? verdict(task, EventFamily.AUDIT.rules(), act, topic, arrival)
        : task.door.isEnabled(translation.tenantId());
  }

  private <T> TenantDoor.Verdict verdict(
      final Wired task,
      final EventRules<T> rules,
      final T event,
      final String topic,
      final long arrival) {
    final Refusal mistake = rules.check(event, arrival, skew);
    return mistake == null
        ? task.door.verdict(rules, event, topic)
        : new TenantDoor.Verdict(mistake, null);
  }

  private void redact(final Wired task, final SpecificRecord event) {
    if (event instanceof AgentEvent agent) {
      redact(task, EventFamily.AGENT.rules(), agent);
    } else if (event instanceof GrcEvent grc) {
      redact(task, EventFamily.GRC.rules(), grc);
    } else if (event instanceof AuditEvent act) {
      redact(task, EventFamily.AUDIT.rules(), act);
    }
  }

  private static byte[] key(final SpecificRecord event) {
    if (event instanceof AgentEvent agent) {
      return EventFamily.AGENT.rules().key(agent);
    }
    return event instanceof GrcEvent grc
        ? EventFamily.GRC.rules().key(grc)
        : EventFamily.AUDIT.rules().key((AuditEvent) event);
  }
}

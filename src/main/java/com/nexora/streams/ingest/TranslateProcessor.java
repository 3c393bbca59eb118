package com.nexora.streams.ingest;

import com.nexora.events.AgentEvent;
import com.nexora.events.AuditEvent;
import com.nexora.events.DeadLetter;
import com.nexora.events.GrcEvent;
import com.nexora.streams.catalogue.Origin;
import com.nexora.streams.catalogue.TenantConfigs;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.deadletter.DeadLetters;
import com.nexora.streams.deadletter.DeadLetters.Failure;
import com.nexora.streams.deadletter.HeadersReader;
import com.nexora.streams.deadletter.LetterRedaction;
import com.nexora.streams.ingest.foreign.Translation;
import com.nexora.streams.ingest.foreign.Translator;
import com.nexora.streams.privacy.redact.Redactor;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.tenants.Conditions;
import com.nexora.streams.tenants.TenantRedactors;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * The gate of foreign JSON: what can be translated goes on as a record of ours under its canonical
 * key, by the rules of that record's own family; everything else is refused with the original
 * bytes. What concerns nobody behind the gate ends here, counted.
 *
 * <p>A hostile value may find a mistake of ours: that refuses the value, too, since a stream that
 * stops at it would stop again after each restart.
 */
final class TranslateProcessor
    implements Processor<byte[], byte[], byte[], GateOutcome<SpecificRecord>> {

  static final String PREFIX = "translate-";

  private static final EventRules<GrcEvent> TRAIL = new GrcRules(TenantSay.ENABLED);

  private final String name;
  private final Translator translator;
  private final TopologySettings settings;
  private final AvroSerdes serdes;
  private final Conditions conditions;
  private final Redactor redactor;
  private final LetterRedaction letters;
  private final long skew;
  private @Nullable Wired wired;

  /**
   * @param name of this door, in processor names and metrics: never rename
   * @param conditions of the tenants' filters, shared with all tasks
   */
  TranslateProcessor(
      final String name,
      final Translator translator,
      final TopologySettings settings,
      final AvroSerdes serdes,
      final Conditions conditions,
      final Redactor redactor) {
    this.name = name;
    this.translator = translator;
    this.settings = settings;
    this.serdes = serdes;
    this.conditions = conditions;
    this.redactor = redactor;
    this.letters = new LetterRedaction(serdes);
    skew = settings.clockSkew().toMillis();
  }

  /** What exists once the task runs. */
  private final class Wired {
    final ProcessorContext<byte[], GateOutcome<SpecificRecord>> context;
    final TenantDoor door;
    final TenantRedactors redactors;
    final GateMetrics metrics;
    final Sensor accepted;

    Wired(final ProcessorContext<byte[], GateOutcome<SpecificRecord>> context) {
      this.context = context;
      final TenantConfigs tenants = TenantConfigs.of(context, serdes, settings);
      door = new TenantDoor(tenants, conditions);
      redactors = new TenantRedactors(tenants, redactor);
      metrics = new GateMetrics(context, name, PREFIX + name);
      accepted = metrics.accepted();
    }
  }

  @Override
  public void init(final ProcessorContext<byte[], GateOutcome<SpecificRecord>> context) {
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
    final Origin origin = Origin.of(task.context, record.headers());
    final Translation translation = translate(origin, record);
    if (translation.refusal() != null) {
      refuse(task, record, origin, translation.refusal(), translation.tenantId());
      return;
    }
    final TenantDoor.Verdict verdict =
        verdict(task, translation, origin.topic(), record.timestamp());
    if (verdict.refusal() != null) {
      refuse(task, record, origin, verdict.refusal(), translation.tenantId());
      return;
    }
    if (verdict.choice() != null) {
      task.metrics.turnedAway(verdict.choice());
      return;
    }
    task.accepted.record();
    final SpecificRecord event = translation.event();
    if (event != null) {
      redact(task, event);
      final Headers headers = new RecordHeaders();
      origin.writeTo(headers);
      task.context.forward(
          new Record<>(key(event), new GateOutcome.Accepted<>(event), record.timestamp(), headers));
    }
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

  private static void redact(final Wired task, final SpecificRecord event) {
    if (event instanceof AgentEvent agent) {
      redact(task, EventFamily.AGENT.rules(), agent);
    } else if (event instanceof GrcEvent grc) {
      redact(task, EventFamily.GRC.rules(), grc);
    } else if (event instanceof AuditEvent act) {
      redact(task, EventFamily.AUDIT.rules(), act);
    }
  }

  private static <T> void redact(final Wired task, final EventRules<T> rules, final T event) {
    final String tenant = rules.tenantId(event);
    final TenantRedactors.Own own = task.redactors.of(tenant);
    rules.redact(event, new Cleaner(own, tenant));
    own.tally().drain(task.metrics::redacted);
  }

  private static byte[] key(final SpecificRecord event) {
    if (event instanceof AgentEvent agent) {
      return EventFamily.AGENT.rules().key(agent);
    }
    return event instanceof GrcEvent grc
        ? EventFamily.GRC.rules().key(grc)
        : EventFamily.AUDIT.rules().key((AuditEvent) event);
  }

  private void refuse(
      final Wired task,
      final Record<byte[], byte[]> record,
      final Origin origin,
      final Refusal refusal,
      final @Nullable String tenantId) {
    task.metrics.refused(refusal.reason());
    final String tenant = tenantId == null || tenantId.isEmpty() ? null : tenantId;
    final DeadLetter letter =
        DeadLetters.of(
            origin,
            record.key(),
            record.value(),
            HeadersReader.read(record.headers()),
            Failure.atOnce(refusal.reason().code(), translator.getClass(), refusal.message()),
            tenant,
            record.timestamp());
    final TenantRedactors.Own own =
        tenant == null ? task.redactors.everybody() : task.redactors.of(tenant);
    letters.clean(letter, own.redactor(), own.tally());
    own.tally().drain(task.metrics::redacted);
    task.context.forward(record.withValue(new GateOutcome.Refused<>(letter)));
  }
}

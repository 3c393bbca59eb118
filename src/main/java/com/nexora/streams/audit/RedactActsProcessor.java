package com.nexora.streams.audit;

import com.nexora.events.AuditEvent;
import com.nexora.streams.catalogue.TenantConfigs;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.privacy.redact.Aliases;
import com.nexora.streams.privacy.redact.Body;
import com.nexora.streams.privacy.redact.Redactor;
import com.nexora.streams.privacy.redact.Tally;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.tenants.TenantRedactors;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.CumulativeSum;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Takes secrets and personal data out of what of an act stands in clear when it enters the inbox,
 * and puts pseudonyms where data subjects are named: an act that nobody wanted encrypted is
 * readable without saying of whom it is.
 *
 * <p>Actors, agents and resources are identities, which the trail is asked by: what looks like an
 * e-mail address stays in them. What the product says of its own findings is typed, too.
 */
final class RedactActsProcessor
    extends ContextualProcessor<byte[], AuditEvent, byte[], AuditEvent> {

  private static final String GROUP = "nexora-gate-metrics";
  private static final String ACTOR = "actor";

  private final Redactor everybody;
  private final TopologySettings settings;
  private final AvroSerdes serdes;
  private final String name;
  private final Map<String, Sensor> sensors = new HashMap<>();

  // Set by init(), which Kafka Streams calls before anything else.
  @SuppressWarnings("NullAway.Init")
  private TenantRedactors redactors;

  RedactActsProcessor(
      final Redactor everybody,
      final TopologySettings settings,
      final AvroSerdes serdes,
      final String name) {
    this.everybody = everybody;
    this.settings = settings;
    this.serdes = serdes;
    this.name = name;
  }

  @Override
  public void init(final ProcessorContext<byte[], AuditEvent> context) {
    super.init(context);
    redactors = new TenantRedactors(TenantConfigs.of(context, serdes, settings), everybody);
  }

  @Override
  public void process(final Record<byte[], AuditEvent> record) {
    final AuditEvent act = record.value();
    final TenantRedactors.Own own = redactors.of(act.getTenantId());
    own.tally().takeSubjects(); // of an act at which something failed
    redact(act, own.redactor(), own.tally());
    final Set<String> subjects = own.tally().takeSubjects();
    own.tally().drain(this::count);
    context().forward(subjects.isEmpty() ? record : renamed(record, own.redactor(), subjects));
  }

  /** The act without the ids that its clear payload and metadata name, also in its headers. */
  private static Record<byte[], AuditEvent> renamed(
      final Record<byte[], AuditEvent> record, final Redactor redactor, final Set<String> ids) {
    final AuditEvent act = record.value();
    final String id = act.getAuditId();
    final String correlation = act.getCorrelationId();
    final Aliases aliases = redactor.subjects().aliases(act.getTenantId(), ids);
    aliases.rename(act);
    act.setPayload(aliases.json(act.getPayload()));
    return id.equals(act.getAuditId()) && Objects.equals(correlation, act.getCorrelationId())
        ? record
        : record.withHeaders(DraftProcessor.headers(act));
  }

  private static void redact(final AuditEvent act, final Redactor redactor, final Tally tally) {
    final String tenant = act.getTenantId();
    final String resource = act.getResource();
    final boolean own = resource.startsWith("finding:") || resource.startsWith("alert:");
    final Body body = own ? Body.TYPED : Body.FREE;
    act.setPayload(redactor.json(act.getPayload(), body, tenant, tally));
    act.setDescription(redactor.text(act.getDescription(), body, tenant, tally));
    act.setAction(redactor.text(act.getAction(), body, tenant, tally));
    final Map<String, String> metadata = act.getMetadata();
    final Map<String, String> clean = redactor.texts(metadata, body, tenant, tally);
    if (clean != metadata) {
      final Map<String, String> changed = new LinkedHashMap<>(clean);
      changed.computeIfPresent(ACTOR, (key, value) -> metadata.getOrDefault(ACTOR, value));
      act.setMetadata(changed);
    }
  }

  private void count(final String rule, final long values) {
    sensors.computeIfAbsent(rule, this::sensor).record(values);
  }

  private Sensor sensor(final String rule) {
    final Map<String, String> tags = new LinkedHashMap<>();
    tags.put("task-id", context().taskId().toString());
    tags.put("family", "act");
    tags.put("processor", "redact-acts-of-" + name);
    tags.put("rule", rule);
    final Sensor sensor =
        context()
            .metrics()
            .addSensor(
                "gate-" + String.join("-", tags.values()) + "-redacted",
                Sensor.RecordingLevel.INFO);
    sensor.add(
        new MetricName("redacted-total", GROUP, "values taken out of events", tags),
        new CumulativeSum());
    return sensor;
  }

  @Override
  public void close() {
    sensors.values().forEach(context().metrics()::removeSensor);
    sensors.clear();
  }
}

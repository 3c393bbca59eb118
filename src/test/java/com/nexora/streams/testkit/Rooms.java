package com.nexora.streams.testkit;

import com.nexora.events.AgentEvent;
import com.nexora.events.AuditEvent;
import com.nexora.events.NHIEvent;
import com.nexora.events.RemediationEvent;
import com.nexora.events.ThreatEvent;
import com.nexora.streams.catalogue.TenantConfigs;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.deadletter.DeadLetterTopology;
import com.nexora.streams.deadletter.ReplayProof;
import com.nexora.streams.ingest.GateTopology;
import com.nexora.streams.ingest.Gated;
import com.nexora.streams.privacy.PrivacyKeys;
import com.nexora.streams.privacy.redact.Redactor;
import com.nexora.streams.schema.AvroSerdes;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;

/**
 * What a test attaches rooms to: the builder, and stand-ins for what the real topology puts before
 * and behind a room.
 *
 * @param builder the graph under construction; explicit names are enforced as in production
 * @param settings settings of the topology
 * @param serdes serdes on the kit's in-memory registry
 */
public record Rooms(StreamsBuilder builder, TopologySettings settings, AvroSerdes serdes) {

  /** Adds tenant configuration, the real gate and its dead letter queues. */
  public Gated gate() {
    return gate(ReplayProof.none());
  }

  /** As {@link #gate()}, with a gate that knows the product's own replays by their proof. */
  public Gated gate(final ReplayProof replays) {
    tenantConfigs();
    final Gated gated =
        new GateTopology(settings, serdes, Redactor.shipped(), replays, PrivacyKeys.random().seal())
            .addTo(builder);
    final DeadLetterTopology deadLetters = new DeadLetterTopology(serdes);
    deadLetters.addTo("entities", gated.refused());
    deadLetters.addTo("audits", gated.refusedAudits());
    deadLetters.addTo("grc", gated.refusedGrc());
    deadLetters.addTo("logs", gated.refusedLogs());
    deadLetters.addTo("documents", gated.refusedDocuments());
    return gated;
  }

  /** Adds the global store of tenant configuration, for a room that reads it; part of the gate. */
  public void tenantConfigs() {
    TenantConfigs.addTo(builder, serdes);
  }

  /** NHI events as the gate would hand them on, but unchecked; fed by {@code kit.nhi()}. */
  public KStream<byte[], NHIEvent> nhi() {
    return stream(Topics.NHI_EVENTS, NHIEvent.class);
  }

  /** Threat events, unchecked; fed by {@code kit.threats()}. */
  public KStream<byte[], ThreatEvent> threats() {
    return stream(Topics.THREAT_EVENTS, ThreatEvent.class);
  }

  /** Remediation events, unchecked; fed by {@code kit.remediations()}. */
  public KStream<byte[], RemediationEvent> remediations() {
    return stream(Topics.REMEDIATION_EVENTS, RemediationEvent.class);
  }

  /** Agent events of all four topics, unchecked; fed by {@code kit.agents()}. */
  public KStream<byte[], AgentEvent> agents() {
    return builder.stream(
        TopologyTestKit.AGENT_TOPICS,
        Consumed.with(Serdes.ByteArray(), serdes.value(AgentEvent.class)).withName("test-agents"));
  }

  /** Audit events, unchecked; fed by {@code kit.audits()}. */
  public KStream<byte[], AuditEvent> audits() {
    return stream(Topics.AUDIT_EVENTS, AuditEvent.class);
  }

  /** Any typed stream, e.g. of a change that only travels in process; fed by {@code kit.input}. */
  public <T extends SpecificRecord> KStream<byte[], T> stream(
      final String topic, final Class<T> type) {
    return builder.stream(
        topic, Consumed.with(Serdes.ByteArray(), serdes.value(type)).withName("test-" + topic));
  }

  /** Makes a stream that only travels in process readable: {@code kit.output(topic, type)}. */
  public <T extends SpecificRecord> void capture(
      final KStream<byte[], T> stream, final String topic, final Class<T> type) {
    stream.to(
        topic, Produced.with(Serdes.ByteArray(), serdes.value(type)).withName("capture-" + topic));
  }
}

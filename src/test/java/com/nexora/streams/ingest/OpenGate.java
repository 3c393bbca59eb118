package com.nexora.streams.ingest;

import com.nexora.events.AgentEvent;
import com.nexora.events.AuditEvent;
import com.nexora.events.GrcEvent;
import com.nexora.events.NHIEvent;
import com.nexora.events.RemediationEvent;
import com.nexora.events.ThreatEvent;
import com.nexora.streams.catalogue.RetrySettings;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.testkit.OutputPipe;
import com.nexora.streams.testkit.Rooms;
import com.nexora.streams.testkit.TopologyTestKit;
import java.util.Map;

/** The gate alone, with what passes it made readable. */
final class OpenGate {

  private OpenGate() {}

  static TopologyTestKit kit() {
    return kit(1);
  }

  static TopologyTestKit kit(final int partitions) {
    return TopologyTestKit.of(
        TopologySettings.defaults(partitions, partitions), OpenGate::captureAll);
  }

  static TopologyTestKit kit(final RetrySettings retries) {
    return TopologyTestKit.of(
        TopologySettings.defaults(1, 1).retrying(retries), OpenGate::captureAll);
  }

  private static void captureAll(final Rooms rooms) {
    final Gated gated = rooms.gate();
    rooms.capture(gated.nhi(), "out.nhi", NHIEvent.class);
    rooms.capture(gated.threats(), "out.threats", ThreatEvent.class);
    rooms.capture(gated.remediations(), "out.remediations", RemediationEvent.class);
    rooms.capture(gated.agents(), "out.agents", AgentEvent.class);
    rooms.capture(gated.grc(), "out.grc", GrcEvent.class);
    rooms.capture(gated.logs(), "out.logs", AuditEvent.class);
    rooms.capture(gated.audits(), "out.audits", AuditEvent.class);
  }

  static OutputPipe<NHIEvent> nhi(final TopologyTestKit kit) {
    return kit.output("out.nhi", NHIEvent.class);
  }

  static OutputPipe<ThreatEvent> threats(final TopologyTestKit kit) {
    return kit.output("out.threats", ThreatEvent.class);
  }

  static OutputPipe<RemediationEvent> remediations(final TopologyTestKit kit) {
    return kit.output("out.remediations", RemediationEvent.class);
  }

  static OutputPipe<AgentEvent> agents(final TopologyTestKit kit) {
    return kit.output("out.agents", AgentEvent.class);
  }

  static OutputPipe<GrcEvent> grc(final TopologyTestKit kit) {
    return kit.output("out.grc", GrcEvent.class);
  }

  static OutputPipe<AuditEvent> logs(final TopologyTestKit kit) {
    return kit.output("out.logs", AuditEvent.class);
  }

  static OutputPipe<AuditEvent> audits(final TopologyTestKit kit) {
    return kit.output("out.audits", AuditEvent.class);
  }

  static long count(final TopologyTestKit kit, final String name, final String family) {
    return kit.count(GateMetrics.GROUP, name, Map.of("family", family));
  }
}

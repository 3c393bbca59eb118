package com.nexora.streams.correlation;

import com.nexora.events.CorrelatedThreat;
import com.nexora.events.FindingChange;
import com.nexora.events.HighPriorityAlert;
import com.nexora.events.NHIEvent;
import com.nexora.events.RemediationEvent;
import com.nexora.events.ThreatEvent;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.testkit.OutputPipe;
import com.nexora.streams.testkit.TopologyTestKit;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** The room on Kafka Streams' own test driver: real stores, real wire format, no gate. */
final class CorrelationKit implements AutoCloseable {

  final TopologyTestKit kit;
  final OutputPipe<CorrelatedThreat> findings;
  final OutputPipe<CorrelatedThreat> view;
  final OutputPipe<FindingChange> changes;
  final OutputPipe<HighPriorityAlert> alarms;

  CorrelationKit() {
    this(TopologySettings.defaults(1, 1));
  }

  CorrelationKit(final TopologySettings settings) {
    kit =
        TopologyTestKit.of(
            settings,
            rooms -> {
              rooms.tenantConfigs();
              final Correlated correlated =
                  new CorrelationTopology(rooms.settings(), rooms.serdes())
                      .addTo(rooms.builder(), rooms.nhi(), rooms.threats(), rooms.remediations());
              new ThreatSummaryTopology(rooms.settings(), rooms.serdes())
                  .addTo(rooms.builder(), correlated.changes());
              rooms.capture(correlated.changes(), "test.changes", FindingChange.class);
            });
    findings = kit.output(Topics.THREAT_CORRELATED, CorrelatedThreat.class);
    view = kit.output(Topics.THREAT_FINDINGS, CorrelatedThreat.class);
    changes = kit.output("test.changes", FindingChange.class);
    alarms = kit.output(Topics.THREAT_HIGH_PRIORITY, HighPriorityAlert.class);
  }

  void pipe(final List<? extends SpecificRecord> events) {
    events.forEach(this::pipe);
  }

  void pipe(final SpecificRecord event) {
    if (event instanceof NHIEvent nhi) {
      kit.nhi().pipe(nhi);
    } else if (event instanceof ThreatEvent threat) {
      kit.threats().pipe(threat);
    } else if (event instanceof RemediationEvent remediation) {
      kit.remediations().pipe(remediation);
    } else {
      throw new IllegalArgumentException(event.getSchema().getName());
    }
  }

  /** The compacted view: last value per finding id. */
  Map<String, CorrelatedThreat> view() {
    return view.readLatest();
  }

  FindingReader reader() {
    return new FindingReader(kit.keyValueStore(Stores.FINDINGS));
  }

  SummaryReader summaries() {
    return new SummaryReader(kit.keyValueStore(Stores.THREAT_SUMMARIES));
  }

  @Override
  public void close() {
    kit.close();
  }
}

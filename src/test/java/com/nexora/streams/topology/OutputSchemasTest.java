package com.nexora.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.nexora.streams.catalogue.TopicCatalogue;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OutputSchemasTest {

  private final TopologyGraph graph = ShippedTopology.graph();

  @Test
  void shouldKnowTheRecordOfEachTopicThatIsWritten() {
    // Given
    final TopicCatalogue catalogue = TopicCatalogue.load(TopicCatalogue.DEV);

    // When
    final Map<String, String> records = new HashMap<>();
    OutputSchemas.of(graph, catalogue)
        .forEach((topic, schema) -> records.put(topic, schema.getName()));

    // Then
    assertThat(records)
        .contains(
            entry("audit.inbox", "AuditEvent"),
            entry("audit.records", "AuditRecord"),
            entry("threat.correlated", "CorrelatedThreat"),
            entry("threat.findings", "CorrelatedThreat"),
            entry("threat.high_priority", "HighPriorityAlert"),
            entry("analytics.alerts", "AnalyticsAlert"),
            entry("analytics.late", "AgentEvent"),
            entry("performance.events.dlq", "DeadLetter"));
  }

  @Test
  void shouldAskForNothingThatIsOnlyRead() {
    // Given
    final TopicCatalogue catalogue = TopicCatalogue.load(TopicCatalogue.PRODUCTION);

    // When
    final Map<String, ?> schemas = OutputSchemas.of(graph, catalogue);

    // Then
    assertThat(schemas).doesNotContainKeys("performance.events", "audit.events", "nhi.events");
  }
}

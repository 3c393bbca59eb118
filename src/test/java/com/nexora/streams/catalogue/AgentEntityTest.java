package com.nexora.streams.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AgentEvent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AgentEntityTest {

  @ParameterizedTest
  @CsvSource({
    "agent, a-1, , a-1",
    "agent, a-1, '', a-1",
    "agent, a-1, a-2, a-2",
    "task, t-1, a-1, a-1",
    "task, t-1, , task:t-1",
    "workflow, w-1, '', workflow:w-1"
  })
  void shouldBeTheAgentOrElseTheAggregate(
      final String aggregateType,
      final String aggregateId,
      final String agentId,
      final String expected) {
    // Given
    final AgentEvent event =
        AgentEvent.newBuilder()
            .setEventId("e")
            .setEventType("task.started")
            .setTenantId("t")
            .setTimestamp(0)
            .setAggregateType(aggregateType)
            .setAggregateId(aggregateId)
            .setAgentId(agentId)
            .build();

    // When
    final String entity = AgentEntity.of(event);

    // Then
    assertThat(entity).isEqualTo(expected);
    assertThat(AgentEntity.key(event)).isEqualTo(EntityKey.bytes("t", expected));
  }
}

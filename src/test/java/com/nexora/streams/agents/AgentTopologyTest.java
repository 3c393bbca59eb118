package com.nexora.streams.agents;

import static com.nexora.streams.testkit.Events.agentEvent;
import static com.nexora.streams.testkit.Events.nhi;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.events.AgentEvent;
import com.nexora.events.AgentState;
import com.nexora.events.FindingChange;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.testkit.EventPipe;
import com.nexora.streams.testkit.TopologyTestKit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentTopologyTest {

  private static final String CHANGES = "test.changes";
  private static final long START = TopologyTestKit.START.toEpochMilli();

  private final TopologyTestKit kit = newKit();
  private final AgentStateReader states =
      new AgentStateReader(List.of(kit.<Bytes, byte[]>keyValueStore(Stores.AGENT_STATES)));

  @AfterEach
  void close() {
    kit.close();
  }

  @ParameterizedTest
  @CsvSource({
    "agent.created, created",
    "agent.started, running",
    "task.started, running",
    "task.completed, idle",
    "task.failed, idle",
    "agent.failed, failed",
    "agent.stopped, stopped",
    "task.created, created",
    "tool.invoked, created",
    "workflow.started, created",
    "performance.metric, created"
  })
  void shouldFollowTheLifeOfAnAgent(final String type, final String expected) {
    // Given
    kit.agents().pipe(agentEvent("agent.created"));

    // When
    kit.agents().pipe(agentEvent(type).id("next").after(Duration.ofSeconds(1)));

    // Then
    assertThat(state("entity-1").getStatus()).isEqualTo(expected);
    assertThat(state("entity-1").getEventCount()).isEqualTo(2);
  }

  @Test
  void shouldNotBeTurnedBackByALateEvent() {
    // Given
    kit.agents().pipe(agentEvent("agent.stopped").after(Duration.ofMinutes(1)));

    // When
    kit.agents().pipe(agentEvent("task.started"));

    // Then
    final AgentState state = state("entity-1");
    assertThat(state.getStatus()).isEqualTo("stopped");
    assertThat(state.getStatusAt()).isEqualTo(START + 60_000);
    assertThat(state.getFirstSeen()).isEqualTo(START);
    assertThat(state.getLastSeen()).isEqualTo(START + 60_000);
    assertThat(state.getLastEventType()).isEqualTo("agent.stopped");
    assertThat(state.getTasksStarted()).isEqualTo(1);
  }

  @Test
  void shouldKnowWhatAnAgentSaysOfItself() {
    // When
    kit.agents()
        .pipe(
            agentEvent("agent.created")
                .payload(
                    "{\"agent_type\":\"researcher\",\"capabilities\":[\"search\",\"write\"],"
                        + "\"configuration\":{\"model\":\"m-1\",\"temperature\":0.2,"
                        + "\"limits\":{\"calls\":[1,2]},\"none\":null,\"on\":true}}"));
    kit.agents()
        .pipe(
            agentEvent("agent.started")
                .payload("{\"agent_type\":\"writer\"}")
                .after(Duration.ofSeconds(1)));
    kit.agents()
        .pipe(
            agentEvent("task.started")
                .payload("{\"agent_type\":\"not the agent's\"}")
                .after(Duration.ofSeconds(2)));

    // Then
    final AgentState state = state("entity-1");
    assertThat(state.getAgentType()).isEqualTo("writer");
    assertThat(state.getCapabilities()).containsExactly("search", "write");
    assertThat(state.getConfiguration())
        .isEqualTo(
            Map.of(
                "model", "m-1", "temperature", "0.2", "limits", "{\"calls\":[1,2]}", "on", "true"));
  }

  @Test
  void shouldCountTasksAndNeverAnswerLessThanNoneRunning() {
    // When
    kit.agents().pipe(agentEvent("task.started").times(3, Duration.ofSeconds(1)));
    kit.agents().pipe(agentEvent("task.completed").id("c"));
    kit.agents().pipe(agentEvent("task.failed").id("f"));
    kit.agents().pipe(agentEvent("agent.failed").id("a"));
    kit.agents().pipe(agentEvent("task.completed").entity("other"));

    // Then
    assertThat(AgentStateReader.runningTasks(state("entity-1"))).isEqualTo(1);
    assertThat(state("entity-1").getFailures()).isEqualTo(2);
    assertThat(state("entity-1").getTasksFailed()).isEqualTo(1);
    assertThat(AgentStateReader.runningTasks(state("other"))).isZero();
  }

  @Test
  void shouldKnowAnIdentityThatOnlyNhiEventsSpeakOf() {
    // When
    kit.nhi().pipe(nhi().entity("role-1").times(3, Duration.ofSeconds(1)));

    // Then
    final AgentState state = state("role-1");
    assertThat(state.getStatus()).isEqualTo("unknown");
    assertThat(state.getEventCount()).isEqualTo(3);
    assertThat(state.getFirstSeen()).isEqualTo(START);
    assertThat(state.getLastSeen()).isEqualTo(START + 2_000);
    assertThat(state.getTenantId()).isEqualTo("tenant-a");
    assertThat(state.getEntityId()).isEqualTo("role-1");
  }

  @Test
  void shouldCountOpenFindingsWithoutCountingThemAsEvents() {
    // Given
    final EventPipe<FindingChange> changes = changes();

    // When
    changes.pipe(change("f-1", false, true));
    changes.pipe(change("f-2", false, true));
    changes.pipe(change("f-1", true, true));
    changes.pipe(change("f-1", true, false));

    // Then
    assertThat(state("entity-1").getOpenFindings()).isEqualTo(1);
    assertThat(state("entity-1").getEventCount()).isZero();
  }

  @Test
  void shouldCountAnEventWhosePayloadCannotBeRead() {
    // When
    kit.agents().pipe(agentEvent("agent.created").payload("{\"agent_type\":\"x\","));

    // Then
    assertThat(state("entity-1").getStatus()).isEqualTo("created");
    assertThat(state("entity-1").getAgentType()).isEmpty();
    assertThat(kit.count("nexora-agents-metrics", "malformed-payloads-total", Map.of()))
        .isEqualTo(1);
  }

  @Test
  void shouldHoldTheSameBytesInWhateverOrderEventsArrive() {
    // Given
    final List<AgentEvent> events = new ArrayList<>();
    final Random random = new Random(5);
    final List<String> types =
        List.of("agent.created", "agent.started", "task.started", "task.failed", "tool.invoked");
    for (int i = 0; i < 300; i++) {
      events.add(
          agentEvent(types.get(random.nextInt(types.size())))
              .id("e" + i)
              .entity("agent-" + i % 3)
              .payload(
                  "{\"agent_type\":\"t%d\",\"capabilities\":[\"c%d\"],".formatted(i, i)
                      + "\"configuration\":{\"zeta\":%d,\"alpha\":1,\"mid\":2,\"k%d\":3}}"
                          .formatted(i, i))
              .after(Duration.ofSeconds(random.nextInt(20)))
              .build());
    }
    events.forEach(event -> kit.agents().pipe(event));
    Collections.shuffle(events, random);

    try (TopologyTestKit other = newKit()) {
      // When
      events.forEach(event -> other.agents().pipe(event));

      // Then
      assertThat(contents(other)).isEqualTo(contents(kit));
    }
  }

  @Test
  void shouldListATenantsEntitiesPageByPageAndNoOtherTenants() {
    // Given
    for (int i = 0; i < 25; i++) {
      kit.agents().pipe(agentEvent("agent.created").entity("agent-%02d".formatted(i)));
      kit.agents().pipe(agentEvent("agent.created").of("tenant-a2").entity("x" + i));
      kit.agents().pipe(agentEvent("agent.created").of("tenant-a/").entity("y" + i));
    }

    // When
    final List<String> seen = new ArrayList<>();
    AgentStateReader.Page page = states.list("tenant-a", null, 10);
    seen.addAll(ids(page));
    while (page.next() != null) {
      page = states.list("tenant-a", page.next(), 10);
      seen.addAll(ids(page));
    }

    // Then
    assertThat(seen).hasSize(25).isSorted().allMatch(id -> id.startsWith("agent-"));
    assertThat(page.states()).hasSize(5);
  }

  @Test
  void shouldListAcrossPartitionsInOneOrder() {
    // Given
    kit.agents().pipe(agentEvent("agent.created").entity("b"));
    kit.agents().pipe(agentEvent("agent.created").entity("d"));
    try (TopologyTestKit other = newKit()) {
      other.agents().pipe(agentEvent("agent.created").entity("a"));
      other.agents().pipe(agentEvent("agent.created").entity("c"));
      final AgentStateReader both =
          new AgentStateReader(
              List.of(
                  kit.<Bytes, byte[]>keyValueStore(Stores.AGENT_STATES),
                  other.<Bytes, byte[]>keyValueStore(Stores.AGENT_STATES)));

      // When
      final AgentStateReader.Page first = both.list("tenant-a", null, 3);

      // Then
      assertThat(ids(first)).containsExactly("a", "b", "c");
      assertThat(ids(both.list("tenant-a", first.next(), 3))).containsExactly("d");
    }
  }

  @Test
  void shouldRefuseAPageOfNothing() {
    // When // Then
    assertThatThrownBy(() -> states.list("tenant-a", null, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static TopologyTestKit newKit() {
    return TopologyTestKit.of(
        rooms ->
            new AgentTopology(rooms.settings())
                .addTo(
                    rooms.builder(),
                    rooms.nhi(),
                    rooms.agents(),
                    rooms.stream(CHANGES, FindingChange.class)));
  }

  private EventPipe<FindingChange> changes() {
    return kit.input(
        CHANGES,
        FindingChange.class,
        change -> EntityKey.bytes(change.getTenantId(), change.getEntityId()));
  }

  private static FindingChange change(
      final String findingId, final boolean wasOpen, final boolean isOpen) {
    return FindingChange.newBuilder()
        .setFindingId(findingId)
        .setTenantId("tenant-a")
        .setEntityId("entity-1")
        .setThreatId("t-1")
        .setChange("opened")
        .setCauseEventId("c")
        .setWindowTime(START)
        .setTimestamp(START)
        .setThreatScore(8)
        .setCorrelationScore(80)
        .setWasOpen(wasOpen)
        .setIsOpen(isOpen)
        .build();
  }

  private AgentState state(final String entity) {
    return states.get("tenant-a", entity).orElseThrow();
  }

  private static List<String> ids(final AgentStateReader.Page page) {
    return page.states().stream().map(AgentState::getEntityId).toList();
  }

  private static List<String> contents(final TopologyTestKit kit) {
    final List<String> contents = new ArrayList<>();
    final KeyValueStore<Bytes, byte[]> store = kit.keyValueStore(Stores.AGENT_STATES);
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      all.forEachRemaining(
          state -> contents.add(state.key + "=" + HexFormat.of().formatHex(state.value)));
    }
    return contents;
  }
}

package com.nexora.streams.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.events.AgentEvent;
import com.nexora.events.NHIEvent;
import com.nexora.events.ThreatEvent;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.embedded.Scenario.Settings;
import com.nexora.streams.imports.EventSink;
import com.nexora.streams.imports.Importable;
import com.nexora.streams.ingest.Admission;
import com.nexora.streams.testkit.OcsfSchemaValidator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ScenarioTest {

  private static final long START = 1_767_225_600_000L;
  private static final Settings MINUTE = new Settings(7, START, 50, 3, 6);

  @Test
  void shouldTellTheSameEventsForTheSameSettings() {
    // Given
    final List<Importable> once = tell(MINUTE, 5_000);

    // When
    final List<Importable> again = tell(MINUTE, 5_000);

    // Then
    for (int i = 0; i < once.size(); i++) {
      assertThat(again.get(i).event()).isEqualTo(once.get(i).event());
      assertThat(again.get(i).key()).isEqualTo(once.get(i).key());
    }
  }

  @Test
  void shouldTellOtherEventsForAnotherSeedOrStart() {
    // Given
    final Set<String> ids = ids(MINUTE);

    // When
    final Set<String> others = ids(new Settings(8, START, 50, 3, 6));
    others.addAll(ids(new Settings(7, START + 1, 50, 3, 6)));

    // Then
    assertThat(ids).hasSize(2_000).doesNotContainAnyElementsOf(others);
  }

  @Test
  void shouldHoldEverythingThatAFirstMinuteMustShow() {
    // Given
    final List<Importable> minute = tell(MINUTE, 3_000);

    // When
    final List<ThreatEvent> high =
        minute.stream()
            .filter(event -> event.event() instanceof ThreatEvent)
            .map(event -> (ThreatEvent) event.event())
            .filter(threat -> threat.getThreatScore() >= 7.0)
            .toList();

    // Then
    assertThat(minute)
        .extracting(Importable::topic)
        .contains(
            Topics.NHI_EVENTS,
            Topics.THREAT_EVENTS,
            Topics.REMEDIATION_EVENTS,
            Topics.AGENT_EVENTS,
            Topics.TASK_EVENTS,
            Topics.WORKFLOW_EVENTS,
            Topics.PERFORMANCE_EVENTS);
    assertThat(high.stream().filter(t -> t.getEventType().equals("threat.detected")))
        .filteredOn(threat -> threat.getTenantId().equals("acme"))
        .extracting(ThreatEvent::getThreatId)
        .doesNotHaveDuplicates()
        .hasSizeGreaterThanOrEqualTo(12);
    assertThat(high)
        .extracting(ThreatEvent::getEventType)
        .contains("threat.escalated", "threat.resolved");
  }

  @Test
  void shouldTellOnlyEventsThatTheGateLetsIn() {
    // Given
    final List<Importable> events = tell(MINUTE, 20_000);

    // When
    final List<String> refusals = new ArrayList<>();
    for (final Importable event : events) {
      final Admission admission = new Admission(event.timestamp(), 0);
      final Optional<String> refusal =
          event.event() instanceof NHIEvent nhi
              ? admission.refusal(nhi)
              : event.event() instanceof ThreatEvent threat
                  ? admission.refusal(threat)
                  : event.event() instanceof AgentEvent agent
                      ? admission.refusal(agent)
                      : Optional.empty();
      refusal.ifPresent(refusals::add);
    }

    // Then
    assertThat(refusals).isEmpty();
  }

  @Test
  void shouldNeverRunAheadOfItsOwnClock() {
    // Given
    final Scenario scenario = new Scenario(MINUTE);

    // When / Then
    for (int i = 0; i < 5_000; i++) {
      assertThat(scenario.next().timestamp()).isLessThanOrEqualTo(START + i * 20L);
    }
  }

  @Test
  void shouldWriteBodiesThatThePublicSchemaAccepts() throws Exception {
    // Given
    assumeTrue(OcsfSchemaValidator.shared().isPresent(), "the shared OCSF schema is not here");
    final OcsfSchemaValidator validator = OcsfSchemaValidator.shared().orElseThrow();
    final ObjectMapper json = new ObjectMapper();
    final List<String> violations = new ArrayList<>();

    // When
    for (final Importable event : tell(MINUTE, 3_000)) {
      if (event.event() instanceof NHIEvent nhi) {
        violations.addAll(validator.violations(json.readTree(nhi.getOcsfEvent())));
      }
    }

    // Then
    assertThat(violations).isEmpty();
  }

  @Test
  void shouldTellAsMuchOfAnAgentBeforeItsStartAsAfterAndNothingLater() {
    // Given
    final Settings settings = new Settings(7, START, 50, 1, 4);

    // When
    final List<Importable> history = Scenario.history(settings, Duration.ofMinutes(10)).toList();

    // Then
    final List<Importable> live =
        tell(settings, 30_000).stream().filter(e -> e.event() instanceof AgentEvent).toList();
    assertThat(history).allMatch(event -> event.timestamp() < START);
    assertThat(history).extracting(Importable::topic).contains(Topics.THREAT_EVENTS);
    assertThat((double) history.stream().filter(e -> e.event() instanceof AgentEvent).count())
        .isCloseTo(live.size(), withinPercentage(10));
    final Set<String> both = live.stream().map(Importable::eventId).collect(Collectors.toSet());
    both.retainAll(history.stream().map(Importable::eventId).collect(Collectors.toSet()));
    assertThat(both).isEmpty();
  }

  @Test
  void shouldSlowAnAgentDownSoonAfterAQuietHistory() {
    // Given
    final Settings settings = new Settings(7, START, 50, 1, 1);

    // When
    final double usual = median(Scenario.history(settings, Duration.ofMinutes(5)).toList());
    final double slow =
        median(
            tell(settings, 10_000).stream()
                .filter(event -> event.timestamp() > START + 60_000)
                .toList());

    // Then
    assertThat(slow / usual).isBetween(2.5, 6.0);
  }

  @Test
  void shouldLetSomeAgentFallSilentForMinutes() {
    // Given
    final Settings settings = new Settings(7, START, 20, 2, 3);
    final Map<String, Long> lastSeen = new HashMap<>();

    // When
    long longest = 0;
    for (final Importable event : tell(settings, 20 * 60 * 60)) {
      if (event.event() instanceof AgentEvent agent) {
        final String who = agent.getTenantId() + "/" + agent.getAgentId();
        final Long before = lastSeen.put(who, event.timestamp());
        longest = before == null ? longest : Math.max(longest, event.timestamp() - before);
      }
    }

    // Then
    assertThat(longest).isGreaterThan(5 * 60_000);
  }

  @Test
  void shouldLetSomeAgentFailMostOfItsTasksForMinutes() {
    // Given
    final Settings settings = new Settings(7, START, 20, 1, 2);
    final Map<Long, Integer> failedByMinute = new HashMap<>();

    // When
    for (final Importable event : tell(settings, 20 * 60 * 30)) {
      if (event.event() instanceof AgentEvent agent && agent.getEventType().equals("task.failed")) {
        failedByMinute.merge(event.timestamp() / 60_000, 1, Integer::sum);
      }
    }

    // Then
    final double usual = median(failedByMinute.values());
    assertThat(failedByMinute.values().stream().filter(n -> n > 3 * usual + 10).count())
        .isBetween(2L, 12L);
  }

  private static double median(final List<Importable> events) {
    return median(
        events.stream()
            .filter(event -> event.event() instanceof AgentEvent)
            .map(event -> (AgentEvent) event.event())
            .filter(event -> event.getEventType().equals("task.completed"))
            .map(event -> executionTime(event.getPayload()))
            .toList());
  }

  private static double median(final Collection<? extends Number> values) {
    final List<Double> sorted = values.stream().map(Number::doubleValue).sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  private static double executionTime(final String payload) {
    try {
      return new ObjectMapper().readTree(payload).get("execution_time").asDouble();
    } catch (final java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void shouldRefuseSettingsThatCannotBe() {
    // Given a rate of nothing
    // When / Then
    assertThatThrownBy(() -> new Settings(1, START, 0, 3, 6)).hasMessageContaining("rate");
    assertThatThrownBy(() -> new Settings(1, START, 50, 0, 6)).hasMessageContaining("tenants");
  }

  @Test
  void shouldSendTheCountedEventsAndFlush() {
    // Given
    final Collecting sink = new Collecting();
    final Simulator simulator = new Simulator(new Settings(7, START, 100_000, 3, 6), sink);

    // When
    simulator.run(1_000);

    // Then
    assertThat(sink.events).hasSize(1_000);
    assertThat(sink.flushed).isTrue();
    assertThat(simulator.sentByTopic().values().stream().mapToLong(n -> n).sum()).isEqualTo(1_000);
  }

  @Test
  void shouldEndSoonWhenItIsClosedWhileWaitingForItsNextEvent() throws Exception {
    // Given
    final Simulator simulator = new Simulator(new Settings(7, START, 0.01, 1, 1), new Collecting());
    final CompletableFuture<Void> run = CompletableFuture.runAsync(() -> simulator.run(-1));

    // When
    simulator.close();

    // Then
    run.get(5, TimeUnit.SECONDS);
    assertThat(simulator.sent()).isLessThanOrEqualTo(1);
  }

  private static List<Importable> tell(final Settings settings, final int count) {
    final Scenario scenario = new Scenario(settings);
    final List<Importable> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(scenario.next());
    }
    return events;
  }

  private static Set<String> ids(final Settings settings) {
    final Set<String> ids = new HashSet<>();
    tell(settings, 2_000).forEach(event -> ids.add(event.eventId()));
    return ids;
  }

  /** Keeps what it is given. */
  private static final class Collecting implements EventSink {

    private final List<Importable> events = new ArrayList<>();
    private boolean flushed;

    @Override
    public void send(final Importable event) {
      events.add(event);
    }

    @Override
    public void flush() {
      flushed = true;
    }
  }
}

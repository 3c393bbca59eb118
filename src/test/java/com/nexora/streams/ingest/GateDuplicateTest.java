package com.nexora.streams.ingest;

import static com.nexora.streams.testkit.Events.agentEvent;
import static com.nexora.streams.testkit.Events.audit;
import static com.nexora.streams.testkit.Events.nhi;
import static com.nexora.streams.testkit.Events.remediation;
import static com.nexora.streams.testkit.Events.threat;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.NHIEvent;
import com.nexora.streams.testkit.TopologyTestKit;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which repeats the gate removes, and for how long it knows them. Live: 1 h; history: 7 d. */
final class GateDuplicateTest {

  private final TopologyTestKit kit = OpenGate.kit();

  @AfterEach
  void close() {
    kit.close();
  }

  @Test
  void shouldRemoveARepeat() {
    // Given
    final NHIEvent event = nhi().build();
    kit.nhi().pipe(event);

    // When
    kit.nhi().pipe(event);

    // Then
    assertThat(OpenGate.nhi(kit).readAll()).hasSize(1);
    assertThat(OpenGate.count(kit, "duplicates-removed-total", "nhi")).isEqualTo(1);
  }

  /** Age at the first arrival and time until the repeat, in minutes, and whether it is known. */
  @ParameterizedTest
  @CsvSource({
    "0, 1, true",
    "0, 59, true",
    "0, 60, true",
    "0, 61, false",
    "-5, 60, true",
    "59, 2, true",
    "60, 60, true",
    "60, 1, true",
    "61, 60, true",
    "61, 10000, true",
    "1000000, 10080, true",
    "1000000, 10081, false"
  })
  void shouldKnowARepeatAsLongAsItsFirstArrivalSaysWhicheverClassTheRepeatHas(
      final long ageMinutes, final long laterMinutes, final boolean isKnown) {
    // Given
    final NHIEvent event = nhi().after(Duration.ofMinutes(-ageMinutes)).build();
    kit.nhi().pipe(event);
    kit.advance(Duration.ofMinutes(laterMinutes));

    // When
    kit.nhi().pipe(event);

    // Then
    assertThat(OpenGate.nhi(kit).readAll()).hasSize(isKnown ? 1 : 2);
  }

  @Test
  void shouldKnowAHistoryEventWhoseRepeatArrivesByASlowerBrokerClockAsLive() {
    // Given
    final NHIEvent event = nhi().after(Duration.ofMinutes(-61)).build();
    kit.nhi().pipe(event);

    // When
    kit.nhi().pipeAt(TopologyTestKit.START.minus(Duration.ofMinutes(2)), event);

    // Then
    assertThat(OpenGate.nhi(kit).readAll()).hasSize(1);
  }

  @Test
  void shouldKnowImportedEventsThoughLiveTrafficRanAhead() {
    // Given
    final List<NHIEvent> incident =
        nhi().after(Duration.ofDays(-900)).times(20, Duration.ofMinutes(7));
    kit.nhi().pipe(nhi().of("live").times(20, Duration.ofSeconds(1)));
    kit.nhi().pipe(incident);
    kit.advance(Duration.ofHours(30));
    kit.nhi().pipe(nhi().of("live").after(Duration.ofHours(30)).times(20, Duration.ofSeconds(1)));

    // When
    kit.nhi().pipe(incident);

    // Then
    assertThat(OpenGate.count(kit, "accepted-total", "nhi")).isEqualTo(60);
  }

  @Test
  void shouldLetEqualIdsOfTwoTenantsIn() {
    // When
    kit.nhi().pipe(nhi().of("tenant-a").id("same"), nhi().of("tenant-b").id("same"));

    // Then
    assertThat(OpenGate.nhi(kit).readAll()).hasSize(2);
  }

  @Test
  void shouldLetEqualIdsOfTwoFamiliesIn() {
    // Given
    kit.nhi().pipe(nhi().id("same"));

    // When
    kit.threats().pipe(threat("t-1").id("same"));

    // Then
    assertThat(OpenGate.threats(kit).readAll()).hasSize(1);
  }

  @Test
  void shouldRemoveARepeatedThreat() {
    // When
    kit.threats().pipe(threat("t-1").id("e"), threat("t-1").id("e"));

    // Then
    assertThat(OpenGate.threats(kit).readAll()).hasSize(1);
  }

  @Test
  void shouldRemoveARepeatedRemediation() {
    // When
    kit.remediations().pipe(remediation("t-1").id("e"), remediation("t-1").id("e"));

    // Then
    assertThat(OpenGate.remediations(kit).readAll()).hasSize(1);
  }

  @Test
  void shouldLeaveRepeatedActsToTheSequencerWhichKnowsThemForLonger() {
    // When
    kit.audits().pipe(audit().id("e"), audit().id("e"));

    // Then
    assertThat(OpenGate.audits(kit).readAll()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"agent.started", "task.completed", "workflow.started", "anomaly.detected"})
  void shouldRemoveARepeatedLifecycleEvent(final String type) {
    // When
    kit.agents().pipe(agentEvent(type).id("e"), agentEvent(type).id("e"));

    // Then
    assertThat(OpenGate.agents(kit).readAll()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"performance.metric", "tool.invoked", "tool.completed"})
  void shouldTrustTheIdempotentProducerOfMeasurements(final String type) {
    // When
    kit.agents().pipe(agentEvent(type).id("e"), agentEvent(type).id("e"));

    // Then
    assertThat(OpenGate.agents(kit).readAll()).hasSize(2);
  }
}

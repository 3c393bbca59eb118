package com.nexora.streams.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.streams.analytics.AlertDraft.State;
import com.nexora.streams.catalogue.AnomalySettings;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnomalyDetectorTest {

  private static final int DAY = 24 * 60;

  @Test
  void shouldMakeOneAlertOfAResponseTimeThatTriplesForAWhile() {
    // Given
    final SimulatedAgent agent = new SimulatedAgent(1).live(2 * DAY);
    agent.alerts.clear();
    final long tripledAt = agent.minute;

    // When
    agent.medianMs *= 3;
    agent.live(30);
    agent.medianMs /= 3;
    agent.live(30);

    // Then
    assertThat(agent.alerts).allMatch(step -> step.openedAt() == tripledAt);
    assertThat(agent.alerts).allMatch(step -> step.metric().equals("responseTime"));
    assertThat(states(agent)).startsWith(State.OPEN, State.UPDATE).endsWith(State.CLOSE);
    assertThat(states(agent)).containsOnlyOnce(State.OPEN, State.CLOSE);
    assertThat(last(agent).time()).isEqualTo(tripledAt + 33 * SimulatedAgent.MINUTE);
    assertThat(last(agent).metadata()).containsEntry("outcome", "calm");
  }

  @Test
  void shouldOpenInsideTheRunningMinuteAndNameTheEvent() {
    // Given
    final SimulatedAgent agent = new SimulatedAgent(2).live(DAY);
    agent.alerts.clear();
    agent.medianMs *= 5;

    // When
    agent.running(10);

    // Then
    assertThat(agent.alerts).singleElement().returns(State.OPEN, AlertDraft::state);
    final AlertDraft open = agent.alerts.get(0);
    assertThat(open.causeEventId()).startsWith("event-");
    assertThat(open.time()).isBetween(agent.minute + 1_000, agent.minute + 1_009);
    assertThat(open.unusualness()).isGreaterThanOrEqualTo(6);
    assertThat(open.observed()).isBetween(300.0, 800.0);
    assertThat(open.expectedLow()).isBetween(20.0, 90.0);
    assertThat(open.expectedHigh()).isBetween(110.0, open.observed());
    assertThat(open.metadata())
        .containsEntry("direction", "high")
        .containsKeys("samples", "baseline", "baselineOf", "baselineMinutes", "statistic");
  }

  @Test
  void shouldWithdrawWhatTheFinishedMinuteDoesNotBearOut() {
    // Given
    final SimulatedAgent agent = new SimulatedAgent(3);
    agent.perMinute = 600;
    agent.live(DAY);
    agent.alerts.clear();
    agent.medianMs *= 20;
    final byte[] slowStart = agent.running(6);
    agent.medianMs /= 20;

    // When
    agent.settle(Pane.merge(slowStart, new SimulatedAgent(4).running(594)));

    // Then
    assertThat(states(agent)).containsExactly(State.OPEN, State.CLOSE);
    assertThat(last(agent).metadata()).containsEntry("outcome", "withdrawn");
    assertThat(last(agent).openedAt()).isEqualTo(agent.alerts.get(0).openedAt());
  }

  @Test
  void shouldSeeATailThatGrowsThoughTheMedianStays() {
    // Given
    final SimulatedAgent agent = new SimulatedAgent(5).live(DAY);
    agent.alerts.clear();

    // When
    agent.slowPart = 0.15;
    agent.live(10);

    // Then
    assertThat(agent.opens()).extracting(AlertDraft::metric).containsExactly("responseTime");
    assertThat(agent.alerts.get(0).metadata().get("statistic")).startsWith("p95");
  }

  @Test
  void shouldMakeOneAlertOfABurstOfErrors() {
    // Given
    final SimulatedAgent agent = new SimulatedAgent(6).live(DAY);
    agent.alerts.clear();

    // When
    agent.failureRate = 0.5;
    agent.live(20);
    agent.failureRate = 0.02;
    agent.live(20);

    // Then
    assertThat(agent.opens()).extracting(AlertDraft::metric).containsExactly("errorRate");
    assertThat(agent.alerts.get(0).expectedHigh()).isBetween(0.05, 0.5);
    assertThat(last(agent).state()).isEqualTo(State.CLOSE);
  }

  @Test
  void shouldMakeNothingOfOneFailureOfTwo() {
    // Given
    final SimulatedAgent agent = new SimulatedAgent(7);
    agent.failureRate = 0;
    agent.perMinute = 2;
    agent.constant = true;
    agent.live(DAY);
    final EventMetrics.Measured success = outcome(EventMetrics.Outcome.SUCCESS);

    // When
    agent.settle(Pane.add(Pane.add(null, 1, success), 1, outcome(EventMetrics.Outcome.FAILURE)));

    // Then
    assertThat(agent.alerts).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"4, high", "0.15, low"})
  void shouldMakeOneAlertOfAFloodAndOfACollapse(final double factor, final String direction) {
    // Given
    final SimulatedAgent agent = new SimulatedAgent(8);
    agent.perMinute = 120;
    agent.live(DAY);
    agent.alerts.clear();

    // When
    agent.perMinute *= factor;
    agent.live(20);
    agent.perMinute /= factor;
    agent.live(20);

    // Then
    assertThat(agent.opens()).extracting(AlertDraft::metric).containsExactly("throughput");
    assertThat(agent.alerts.get(0).metadata()).containsEntry("direction", direction);
    assertThat(last(agent).metadata()).containsEntry("outcome", "calm");
  }

  @Test
  void shouldMakeOneAlertOfASilence() {
    // Given
    final SimulatedAgent agent = new SimulatedAgent(9).live(DAY);
    agent.alerts.clear();
    final long silentFrom = agent.minute;

    // When
    agent.rest(40).live(10);

    // Then
    assertThat(agent.alerts).allMatch(step -> step.metric().equals("silence"));
    assertThat(states(agent)).containsOnlyOnce(State.OPEN, State.CLOSE).contains(State.UPDATE);
    assertThat(agent.alerts.get(0).openedAt()).isEqualTo(silentFrom + 2 * SimulatedAgent.MINUTE);
    assertThat(agent.alerts.get(0).observed()).isEqualTo(3);
    assertThat(agent.alerts.get(0).expectedHigh()).isEqualTo(2);
    assertThat(last(agent).time()).isEqualTo(silentFrom + 43 * SimulatedAgent.MINUTE);
  }

  @Test
  void shouldMakeOneSilenceOfAnAgentThatStopsInTheMiddleOfAMinute() {
    // Given
    final SimulatedAgent agent = new SimulatedAgent(10).live(DAY);
    agent.alerts.clear();

    // When
    agent.settle(agent.running(5));
    agent.rest(20);

    // Then
    assertThat(agent.opens()).extracting(AlertDraft::metric).containsExactly("silence");
  }

  @Test
  void shouldLearnTheGapsOfAnAgentThatWorksByTheHour() {
    // Given
    final SimulatedAgent agent = new SimulatedAgent(11);
    for (int hour = 0; hour < 24; hour++) {
      agent.live(25).rest(35);
    }
    agent.alerts.clear();

    // When
    for (int hour = 0; hour < 48; hour++) {
      agent.live(25).rest(35);
    }

    // Then
    assertThat(agent.alerts).isEmpty();
  }

  @Test
  void shouldNotWaitForAnAgentThatRestsEveryNight() {
    // Given
    final SimulatedAgent agent = new SimulatedAgent(12);
    for (int day = 0; day < 3; day++) {
      agent.live(14 * 60).rest(10 * 60);
    }
    agent.alerts.clear();

    // When
    for (int day = 0; day < 4; day++) {
      agent.live(14 * 60).rest(10 * 60);
    }

    // Then
    assertThat(agent.alerts).isEmpty();
  }

  @Test
  void shouldStopWaitingForAnAgentThatIsGone() {
    // Given
    final SimulatedAgent agent = new SimulatedAgent(13).live(DAY);

    // When
    agent.rest(AnomalySettings.defaults().memoryMinutes() + 10);

    // Then
    assertThat(agent.awake).isFalse();
    assertThat(agent.opened()).isEqualTo(1);
    assertThat(last(agent).metadata()).containsEntry("outcome", "accepted");
  }

  @Test
  void shouldSayNothingDuringTheWarmUp() {
    // Given
    final SimulatedAgent agent = new SimulatedAgent(14);
    final int warmUp = AnomalySettings.defaults().warmUpMinutes();

    // When
    for (int i = 0; i < warmUp; i++) {
      agent.medianMs *= i % 2 == 0 ? 100 : 0.01;
      agent.perMinute = i % 2 == 0 ? 200 : 2;
      agent.failureRate = i % 2;
      agent.live(1);
    }

    // Then
    assertThat(agent.alerts).isEmpty();
    assertThat(agent.memory).isNotNull();
  }

  @Test
  void shouldNotFlapWhileAnIncidentComesAndGoes() {
    // Given
    final SimulatedAgent agent = new SimulatedAgent(15).live(DAY);
    agent.alerts.clear();

    // When
    for (int i = 0; i < 15; i++) {
      agent.medianMs *= 4;
      agent.live(1);
      agent.medianMs /= 4;
      agent.live(2);
    }

    // Then
    assertThat(agent.opened()).isEqualTo(1);
  }

  @Test
  void shouldBeHeardEveryQuarterOfAnHourWhileItLasts() {
    // Given
    final SimulatedAgent agent = new SimulatedAgent(16).live(2 * DAY);
    agent.alerts.clear();

    // When
    agent.medianMs *= 4;
    agent.live(120);

    // Then
    long heard = agent.alerts.get(0).time();
    for (final AlertDraft step : agent.alerts) {
      assertThat(step.time() - heard).isLessThanOrEqualTo(16 * SimulatedAgent.MINUTE);
      heard = step.time();
    }
    assertThat(agent.minute - heard).isLessThanOrEqualTo(16 * SimulatedAgent.MINUTE);
  }

  @Test
  void shouldTakeALastingShiftForNormalAfterItsMemory() {
    // Given
    final SimulatedAgent agent = new SimulatedAgent(17).live(3 * DAY);
    agent.alerts.clear();
    final int memory = AnomalySettings.defaults().memoryMinutes();

    // When
    agent.medianMs *= 3;
    agent.live(memory + 1);
    final AlertDraft accepted = last(agent);
    agent.live(2 * DAY);

    // Then
    assertThat(accepted.metadata()).containsEntry("outcome", "accepted");
    assertThat(agent.opened()).isEqualTo(1);
  }

  @Test
  void shouldNotAlarmAtAHairsBreadthWhenAMetricIsConstant() {
    // Given
    final SimulatedAgent agent = new SimulatedAgent(18);
    agent.constant = true;
    agent.failureRate = 0;
    agent.live(DAY);

    // When
    agent.medianMs *= 1.15;
    agent.perMinute *= 1.1;
    agent.live(60);

    // Then
    assertThat(agent.alerts).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 5, 40})
  void shouldRaiseFewerThanOneFalseAlertInFiveWeeksOfAgents(final double perMinute) {
    // Given
    final List<SimulatedAgent> agents =
        Stream.of(1, 2, 3, 4, 5).map(seed -> new SimulatedAgent(100 + seed)).toList();

    // When
    for (final SimulatedAgent agent : agents) {
      agent.perMinute = perMinute;
      agent.rhythm = 0.6;
      agent.live(7 * DAY);
    }

    // Then
    assertThat(agents.stream().mapToLong(SimulatedAgent::opened).sum()).isLessThanOrEqualTo(1);
  }

  @Test
  void shouldWatchTheEightNamedMetricsThatSortFirst() {
    // Given
    final SimulatedAgent agent = new SimulatedAgent(19);
    for (int i = 0; i < 60; i++) {
      agent.settle(tokens(100, 100));
    }

    // When
    for (int i = 0; i < 5; i++) {
      agent.settle(tokens(900, 900));
    }

    // Then
    assertThat(agent.opens())
        .extracting(AlertDraft::metric)
        .containsExactlyInAnyOrder("m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7");
    assertThat(AnomalyDetector.degraded(agent.memory)).hasSize(8).contains("m0");
  }

  @Test
  void shouldCloseAnAlertWhoseMetricIsNoLongerMeasured() {
    // Given
    final SimulatedAgent agent = new SimulatedAgent(20).live(DAY);
    agent.medianMs *= 4;
    agent.live(3);
    agent.alerts.clear();

    // When
    for (int i = 0; i < 5; i++) {
      byte[] pane = null;
      for (int event = 0; event < 60; event++) {
        pane = SimulatedAgent.pane(pane);
      }
      agent.settle(pane);
    }

    // Then
    assertThat(agent.alerts).singleElement().returns(State.CLOSE, AlertDraft::state);
    assertThat(last(agent).metadata()).containsEntry("outcome", "no-values");
  }

  @Test
  void shouldGiveTheSameBytesAndAlertsWhenReplayed() {
    // Given
    final SimulatedAgent first = new SimulatedAgent(21);
    final SimulatedAgent second = new SimulatedAgent(21);

    // When
    Stream.of(first, second).forEach(AnomalyDetectorTest::liveThroughMuch);

    // Then
    assertThat(second.memory).isEqualTo(first.memory);
    assertThat(second.alerts).isEqualTo(first.alerts).isNotEmpty();
  }

  @Test
  void shouldChangeNothingWhenAMinuteIsJudgedTwice() {
    // Given
    final SimulatedAgent agent = new SimulatedAgent(22).live(100);
    final AnomalyDetector detector = new AnomalyDetector(AnomalySettings.defaults());
    final byte[] pane = tokens(1, 1);

    // When
    final Verdict again = detector.settle(agent.memory, agent.minute - SimulatedAgent.MINUTE, pane);

    // Then
    assertThat(again.memory()).isSameAs(agent.memory);
    assertThat(again.alerts()).isEmpty();
  }

  @Test
  void shouldKeepAnAgentInFewBytes() {
    // When
    final SimulatedAgent agent = new SimulatedAgent(23).live(2 * DAY);

    // Then
    assertThat(agent.memory).hasSizeLessThan(1_500);
  }

  @Test
  void shouldLookMoreRarelyTheMoreEventsAMinuteHas() {
    // Given
    final AnomalyDetector detector = new AnomalyDetector(AnomalySettings.defaults());
    byte[] pane = null;
    int looks = 0;

    // When
    for (int i = 0; i < 10_000; i++) {
      pane = Pane.add(pane, 1, outcome(EventMetrics.Outcome.SUCCESS));
      looks += detector.isDue(pane, EventMetrics.Outcome.SUCCESS) ? 1 : 0;
    }

    // Then
    assertThat(looks).isBetween(20, 60);
  }

  @Test
  void shouldRefuseDamagedMemory() {
    // Given
    final AnomalyDetector detector = new AnomalyDetector(AnomalySettings.defaults());
    final byte[] memory = new SimulatedAgent(24).live(5).memory.clone();
    memory[40] ^= 1;

    // When // Then
    assertThatThrownBy(() -> detector.settle(memory, SimulatedAgent.START, null))
        .isInstanceOf(CorruptStateException.class);
  }

  private static void liveThroughMuch(final SimulatedAgent agent) {
    agent.live(DAY);
    agent.medianMs *= 3;
    agent.live(20).rest(30);
    agent.failureRate = 0.4;
    agent.live(100);
  }

  private static List<State> states(final SimulatedAgent agent) {
    return agent.alerts.stream().map(AlertDraft::state).toList();
  }

  private static AlertDraft last(final SimulatedAgent agent) {
    return agent.alerts.get(agent.alerts.size() - 1);
  }

  private static EventMetrics.Measured outcome(final EventMetrics.Outcome outcome) {
    return new EventMetrics.Measured(outcome, List.of(), List.of(), false);
  }

  /**
   * A minute of six events of ten named metrics, with the values of the first nine and the last.
   */
  private static byte[] tokens(final double first, final double last) {
    byte[] pane = null;
    for (int event = 0; event < 6; event++) {
      for (int i = 0; i < 10; i++) {
        pane = SimulatedAgent.pane(pane, "m" + i, i < 9 ? first : last);
      }
    }
    return java.util.Objects.requireNonNull(pane);
  }
}

package com.nexora.streams.analytics;

import static com.nexora.streams.testkit.Events.agentEvent;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AnalyticsAlert;
import com.nexora.streams.catalogue.ContentId;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.OutputHeaders;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.testkit.OutputPipe;
import com.nexora.streams.testkit.TopologyTestKit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which minutes of an agent are judged, when, and in which order. The kit starts at 08:00. */
class SettlingTopologyTest {

  private static final PaneSeries AGENT = PaneSeries.entity("tenant-a", "entity-1");

  private final RecordingDetector detector = new RecordingDetector();
  private final TopologyTestKit kit =
      TopologyTestKit.of(
          rooms ->
              new AnalyticsTopology(
                      rooms.settings(), rooms.serdes(), MetricPaths.defaults(), detector)
                  .addTo(rooms.builder(), rooms.agents()));
  private final KeyValueStore<Bytes, byte[]> owners = kit.keyValueStore(Stores.METRIC_OWNERS);

  @AfterEach
  void close() {
    kit.close();
  }

  @Test
  void shouldJudgeAMinuteThatIsOverWhereNothingButTimePasses() {
    // Given
    event(0);
    event(30);
    ticks(89);
    assertThat(detector.asked).isEmpty();

    // When
    ticks(1);

    // Then
    assertThat(detector.asked).containsExactly("settle 08:00 2");
  }

  @Test
  void shouldJudgeEachMinuteOnceAndInOrder() {
    // When
    for (int second = 0; second < 240; second += 20) {
      event(second);
      ticks(20);
    }
    ticks(60);

    // Then
    assertThat(detector.asked)
        .containsExactly("settle 08:00 3", "settle 08:01 3", "settle 08:02 3", "settle 08:03 3");
  }

  @Test
  void shouldJudgeMinutesWithoutEventsWhileTheDetectorIsAwake() {
    // Given
    detector.awake = true;
    event(0);
    ticks(3 * 60 + 30);

    // When
    detector.awake = false;
    ticks(10 * 60);

    // Then
    assertThat(detector.asked)
        .containsExactly("settle 08:00 1", "settle 08:01 0", "settle 08:02 0", "settle 08:03 0");
  }

  @Test
  void shouldJudgeTheEmptyMinutesBetweenTwoEventsBeforeTheLater() {
    // Given
    detector.awake = true;
    event(0);
    kit.advance(Duration.ofSeconds(180));
    event(180);

    // When
    ticks(90);

    // Then
    assertThat(detector.asked)
        .containsExactly("settle 08:00 1", "settle 08:01 0", "settle 08:02 0", "settle 08:03 1");
  }

  @Test
  void shouldNotJudgeAMinuteAgainForAnEventThatCameTooLateForIt() {
    // Given
    event(0);
    ticks(90);

    // When
    event(10);
    ticks(300);

    // Then
    assertThat(detector.asked).containsExactly("settle 08:00 1");
  }

  @Test
  void shouldJudgeHistoryThatComesInOrderMinuteByMinuteWithAllItsEvents() {
    // Given: ten minutes of yesterday, three events each, arrive within a second
    kit.tick();
    final int yesterday = -24 * 3_600;
    for (int second = 0; second < 600; second += 20) {
      event(yesterday + second);
    }

    // When
    ticks(60);

    // Then
    assertThat(detector.asked).hasSize(10).allMatch(asked -> asked.endsWith(" 3"));
    assertThat(detector.asked).isSorted();
  }

  @Test
  void shouldNotTakeTheEndOfHistoryForSilence() {
    // Given
    detector.awake = true;
    kit.tick();
    event(-24 * 3_600);

    // When
    ticks(600);

    // Then
    assertThat(detector.asked).containsExactly("settle 08:00 1");
  }

  @Test
  void shouldNotWaitForEverForAnAgentThatIsGone() {
    // Given
    detector.awake = true;
    event(0);

    // When
    kit.tickFor(Duration.ofDays(2), Duration.ofMinutes(10));

    // Then
    assertThat(detector.asked).hasSize(1 + Settling.MOST_EMPTY);
    assertThat(state().lookAt()).isEqualTo(OwnerState.NEVER);
  }

  @Test
  void shouldHandTheMemoryFromLookToLook() {
    // Given
    detector.looksAt = 2;
    event(0);
    event(1);
    ticks(90);

    // When
    event(100);
    ticks(90);

    // Then
    assertThat(detector.asked).containsExactly("look 08:00 2", "settle 08:00 2", "settle 08:01 1");
    assertThat(state().memory()).isEqualTo("3".getBytes());
  }

  @Test
  void shouldTellAnAlertUnderTheAgentsKey() {
    // Given
    detector.looksAt = 2;
    detector.tells = AlertDraft.State.OPEN;
    event(0);

    // When
    event(1);

    // Then
    final List<TestRecord<byte[], AnalyticsAlert>> alerts =
        kit.output(Topics.ANALYTICS_ALERTS, AnalyticsAlert.class).readRecords();
    assertThat(alerts).hasSize(1);
    final long start = TopologyTestKit.START.toEpochMilli();
    final String id = ContentId.hex("tenant-a", "entity-1", "errorRate", Long.toString(start));
    final AnalyticsAlert alert = alerts.get(0).value();
    assertThat(alerts.get(0).key()).isEqualTo(EntityKey.bytes("tenant-a", "entity-1"));
    assertThat(OutputPipe.header(alerts.get(0), OutputHeaders.EVENT_TYPE))
        .isEqualTo("anomaly.detected");
    assertThat(OutputPipe.header(alerts.get(0), OutputHeaders.CORRELATION_ID)).isEqualTo(id);
    assertThat(alert.getAlertId()).isEqualTo(id);
    assertThat(alert.getState()).isEqualTo("open");
    assertThat(alert.getOpenedAt()).isEqualTo(start);
    assertThat(state().open()).containsExactly("errorRate");
  }

  @Test
  void shouldForgetWhichAlertsAreOpenWhenTheyClose() {
    // Given
    detector.tells = AlertDraft.State.OPEN;
    event(0);
    ticks(90);
    detector.tells = AlertDraft.State.CLOSE;

    // When
    event(91);
    ticks(90);

    // Then
    assertThat(state().open()).isEmpty();
  }

  @Test
  void shouldLeaveToTheNextTickWhatIsTooMuchForOne() {
    // Given
    final int agents = ClockProcessor.MOST_DUE + 10;
    for (int i = 0; i < agents; i++) {
      kit.agents().pipe(agentEvent("task.started").entity("agent-" + i));
    }
    kit.advance(Duration.ofSeconds(90));
    kit.tick();
    assertThat(settled()).isEqualTo(ClockProcessor.MOST_DUE);

    // When
    kit.tick();

    // Then
    assertThat(settled()).isEqualTo(agents);
  }

  private void event(final int second) {
    kit.agents()
        .pipe(agentEvent("task.completed").durationMs(10).after(Duration.ofSeconds(second)));
  }

  private void ticks(final int seconds) {
    kit.tickFor(Duration.ofSeconds(seconds), Duration.ofSeconds(1));
  }

  private OwnerState state() {
    final OwnerState state = new OwnerStore(owners).get(AGENT);
    assertThat(state).isNotNull();
    return state;
  }

  private long settled() {
    return kit.count(AnalyticsMetrics.GROUP, "settled-minutes-total", Map.of());
  }
}

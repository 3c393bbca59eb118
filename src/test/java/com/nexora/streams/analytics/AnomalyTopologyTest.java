package com.nexora.streams.analytics;

import static com.nexora.streams.testkit.Events.agentEvent;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AnalyticsAlert;
import com.nexora.streams.catalogue.ContentId;
import com.nexora.streams.catalogue.OutputHeaders;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.testkit.OutputPipe;
import com.nexora.streams.testkit.TopologyTestKit;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From events and ticks to alerts: the rooms put together, an agent with an event every 5 s. */
class AnomalyTopologyTest {

  private static final long START = TopologyTestKit.START.toEpochMilli();
  private static final Duration STEP = Duration.ofSeconds(5);

  private final TopologyTestKit kit =
      TopologyTestKit.of(
          rooms -> {
            final AnalyticsTopology.Analyzed analyzed =
                new AnalyticsTopology(rooms.settings(), rooms.serdes())
                    .addTo(rooms.builder(), rooms.agents());
            new TenantPulseTopology(rooms.settings(), rooms.serdes())
                .addTo(rooms.builder(), analyzed.pulses());
          });
  private final OutputPipe<AnalyticsAlert> alerts =
      kit.output(Topics.ANALYTICS_ALERTS, AnalyticsAlert.class);
  private int events;

  @AfterEach
  void close() {
    kit.close();
  }

  @Test
  void shouldOpenOneAlertAndCloseItWhenAResponseTimeJumpsAndRecovers() {
    // Given
    live(30, 100, "agent-1");
    final boolean silentBefore = alerts.isEmpty();

    // When
    live(4, 900, "agent-1");
    live(6, 100, "agent-1");

    // Then
    assertThat(silentBefore).isTrue();
    final List<TestRecord<byte[], AnalyticsAlert>> steps = alerts.readRecords();
    assertThat(steps)
        .extracting(step -> step.value().getState())
        .filteredOn(state -> !state.equals("update"))
        .containsExactly("open", "close");
    final AnalyticsAlert open = steps.get(0).value();
    assertThat(open)
        .returns("tenant-a", AnalyticsAlert::getTenantId)
        .returns("agent-1", AnalyticsAlert::getEntityId)
        .returns("responseTime", AnalyticsAlert::getMetric)
        .returns(START + 30 * 60_000, AnalyticsAlert::getOpenedAt)
        .returns(
            ContentId.hex(
                "tenant-a", "agent-1", "responseTime", Long.toString(START + 30 * 60_000)),
            AnalyticsAlert::getAlertId);
    assertThat(open.getCauseEventId()).isNotEmpty();
    assertThat(steps).allMatch(step -> step.value().getAlertId().equals(open.getAlertId()));
    assertThat(steps.get(0).key()).asString().isEqualTo("tenant-a/agent-1");
    assertThat(OutputPipe.header(steps.get(0), OutputHeaders.EVENT_TYPE))
        .isEqualTo("anomaly.detected");
    assertThat(steps.get(steps.size() - 1).value().getMetadata()).containsEntry("outcome", "calm");
  }

  @Test
  void shouldTellASilenceWhereNothingButTimePasses() {
    // Given
    live(30, 100, "agent-1");

    // When
    kit.tickFor(Duration.ofMinutes(12), STEP);

    // Then
    assertThat(alerts.readAll())
        .singleElement()
        .returns("silence", AnalyticsAlert::getMetric)
        .returns("open", AnalyticsAlert::getState)
        .returns("", AnalyticsAlert::getCauseEventId);
  }

  @Test
  void shouldMakeOneMatterOfTheTenantOfAgentsThatDegradeTogether() {
    // Given
    final String[] agents = {"a", "b", "c", "d", "e", "f"};
    live(30, 100, agents);

    // When
    live(5, 900, agents);
    live(8, 100, agents);

    // Then
    final List<AnalyticsAlert> steps = alerts.readAll();
    assertThat(steps)
        .filteredOn(step -> !step.getEntityId().isEmpty() && step.getState().equals("open"))
        .hasSize(6);
    final List<AnalyticsAlert> ofTenant =
        steps.stream().filter(step -> step.getEntityId().isEmpty()).toList();
    assertThat(ofTenant)
        .extracting(AnalyticsAlert::getState)
        .filteredOn(state -> !state.equals("update"))
        .containsExactly("open", "close");
    assertThat(ofTenant.get(0))
        .returns("responseTime", AnalyticsAlert::getMetric)
        .returns(6.0, AnalyticsAlert::getObserved)
        .returns(4.0, AnalyticsAlert::getExpectedHigh);
  }

  private void live(final int minutes, final double millis, final String... agents) {
    for (int step = 0; step < minutes * 12; step++) {
      for (final String agent : agents) {
        kit.agents()
            .pipe(
                agentEvent("task.completed")
                    .entity(agent)
                    .durationMs(millis)
                    .at(kit.now())
                    .id("e-" + ++events));
      }
      kit.advance(STEP);
      kit.tick();
    }
  }
}

package com.nexora.streams.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AnalyticsAlert;
import com.nexora.events.TenantPulse;
import com.nexora.streams.catalogue.ContentId;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.testkit.OutputPipe;
import com.nexora.streams.testkit.TopologyTestKit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Agents of a tenant that degrade together. By default five of them, and a fifth of all. */
class TenantPulseTopologyTest {

  private static final String PULSES = "test.pulses";
  private static final long START = TopologyTestKit.START.toEpochMilli();

  private final TopologyTestKit kit =
      TopologyTestKit.of(
          rooms ->
              new TenantPulseTopology(rooms.settings(), rooms.serdes())
                  .addTo(rooms.builder(), rooms.stream(PULSES, TenantPulse.class)));
  private final OutputPipe<AnalyticsAlert> alerts =
      kit.output(Topics.ANALYTICS_ALERTS, AnalyticsAlert.class);

  @AfterEach
  void close() {
    kit.close();
  }

  @Test
  void shouldAddUpThePartitionsOfATenant() {
    // Given
    pulse("acme", 0, 0, 10, 2);
    pulse("acme", 1, 0, 12, 3);

    // When
    minute(1, 22, 0);

    // Then
    final List<TestRecord<byte[], AnalyticsAlert>> found = alerts.readRecords();
    assertThat(found).hasSize(1);
    assertThat(found.get(0).key()).asString().isEqualTo("acme/");
    assertThat(found.get(0).value())
        .returns("", AnalyticsAlert::getEntityId)
        .returns("open", AnalyticsAlert::getState)
        .returns(5.0, AnalyticsAlert::getObserved)
        .returns(START, AnalyticsAlert::getOpenedAt)
        .returns(
            ContentId.hex("acme", "", "responseTime", Long.toString(START)),
            AnalyticsAlert::getAlertId);
    assertThat(found.get(0).value().getMetadata())
        .containsEntry("degradedAgents", "5")
        .containsEntry("activeAgents", "22");
  }

  @Test
  void shouldNotTakeAFifthOfOnePartitionForAFifthOfAll() {
    // Given
    pulse("acme", 0, 0, 20, 8);
    kit.advance(Duration.ofSeconds(5));
    pulse("acme", 1, 0, 80, 0);

    // When
    minute(1, 100, 0);

    // Then
    assertThat(alerts.isEmpty()).isTrue();
  }

  @Test
  void shouldMakeOneAlertOfOneIncident() {
    // When
    for (int i = 0; i < 40; i++) {
      minute(i, 20, i < 5 ? 0 : i < 10 ? 6 : i < 12 ? 2 : i < 25 ? 6 : 0);
    }

    // Then
    assertThat(alerts.readAll())
        .extracting(AnalyticsAlert::getState)
        .startsWith("open")
        .endsWith("close")
        .containsOnlyOnce("open", "close")
        .contains("update");
  }

  @Test
  void shouldLeaveAJudgedMinuteAsItIsWhenAPulseComesLate() {
    // Given
    minute(0, 20, 0);
    minute(1, 20, 0);
    minute(2, 20, 0);

    // When
    pulse("acme", 1, 0, 20, 20);
    minute(3, 20, 0);
    minute(4, 20, 0);

    // Then
    assertThat(alerts.isEmpty()).isTrue();
  }

  @Test
  void shouldKeepTenantsApart() {
    // Given
    pulse("acme", 0, 0, 10, 4);
    pulse("umbrella", 0, 0, 10, 4);

    // When
    minute(1, 10, 0);

    // Then
    assertThat(alerts.isEmpty()).isTrue();
  }

  @Test
  void shouldCloseWhenNothingIsHeardOfTheTenantAnyMore() {
    // Given
    minute(0, 20, 9);
    minute(1, 20, 9);
    alerts.readAll();

    // When
    for (int i = 2; i < 12; i++) {
      kit.advance(Duration.ofMinutes(1));
      pulse("umbrella", 0, i, 10, 0);
    }

    // Then
    final List<AnalyticsAlert> steps = alerts.readAll();
    assertThat(steps.get(steps.size() - 1))
        .returns("close", AnalyticsAlert::getState)
        .satisfies(step -> assertThat(step.getMetadata()).containsEntry("outcome", "no-values"));
  }

  @Test
  void shouldForgetATenantThatDoesNothingForADay() {
    // Given
    minute(0, 20, 9);

    // When
    for (int i = 0; i < 30; i++) {
      kit.advance(Duration.ofHours(1));
      pulse("umbrella", 0, i * 60, 10, 0);
    }

    // Then
    final KeyValueStore<Bytes, byte[]> store = kit.keyValueStore(Stores.TENANT_PULSES);
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      assertThat(all).toIterable().hasSize(1);
    }
  }

  /** The whole of one minute of acme, after which a minute passes. */
  private void minute(final int number, final long active, final long degraded) {
    kit.advance(Duration.ofMinutes(1));
    pulse("acme", 0, number, active, degraded);
  }

  private void pulse(
      final String tenant,
      final int partition,
      final int number,
      final long active,
      final long degraded) {
    kit.input(PULSES, TenantPulse.class, pulse -> EntityKey.tenantPrefix(pulse.getTenantId()))
        .pipe(
            TenantPulse.newBuilder()
                .setTenantId(tenant)
                .setPartition(partition)
                .setMinute(START + number * 60_000L)
                .setActive(active)
                .setDegraded(degraded == 0 ? Map.of() : Map.of("responseTime", degraded))
                .build());
  }
}

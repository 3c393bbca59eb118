package com.nexora.streams.correlation;

import static com.nexora.streams.testkit.Events.nhi;
import static com.nexora.streams.testkit.Events.tenantConfig;
import static com.nexora.streams.testkit.Events.threat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.nexora.events.EntityCount;
import com.nexora.events.HighPriorityAlert;
import com.nexora.events.ThreatSummary;
import com.nexora.streams.catalogue.OutputHeaders;
import com.nexora.streams.testkit.OutputPipe;
import com.nexora.streams.testkit.TopologyTestKit;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A tenant's quarters of an hour and their one alarm. */
final class ThreatSummaryTopologyTest {

  private static final long START = TopologyTestKit.START.toEpochMilli();

  private final CorrelationKit room = new CorrelationKit();

  @AfterEach
  void close() {
    room.close();
  }

  @Test
  void shouldRaiseOneAlarmWhenTheSixthHighFindingOfAQuarterArrives() {
    // Given
    findings(5, 7.0);
    final boolean silentBefore = room.alarms.isEmpty();

    // When
    findings(8, 9.0);

    // Then
    assertThat(silentBefore).isTrue();
    final List<TestRecord<byte[], HighPriorityAlert>> alarms = room.alarms.readRecords();
    assertThat(alarms).hasSize(1);
    assertThat(alarms.get(0).key()).asString().isEqualTo("tenant-a");
    assertThat(alarms.get(0).value())
        .returns(START, HighPriorityAlert::getWindowStart)
        .returns(START + 900_000, HighPriorityAlert::getWindowEnd)
        .returns(5, HighPriorityAlert::getThreshold)
        .returns(6L, HighPriorityAlert::getHighAndCritical);
    assertThat(OutputPipe.header(alarms.get(0), OutputHeaders.EVENT_TYPE))
        .isEqualTo("threat.high_priority");
    assertThat(OutputPipe.header(alarms.get(0), OutputHeaders.TENANT_ID)).isEqualTo("tenant-a");
    assertThat(OutputPipe.header(alarms.get(0), OutputHeaders.CORRELATION_ID))
        .isEqualTo(alarms.get(0).value().getAlertId());
  }

  @Test
  void shouldNeitherCountWeakFindingsNorForgetResolvedOnesInTheAlarm() {
    // Given
    findings(5, 8.0);
    room.kit.threats().pipe(threat("t8.0-0").entity("e-0").resolved().after(minutes(1)));
    room.kit.nhi().pipe(nhi().entity("weak").risk(10));
    room.kit.threats().pipe(threat("weak").entity("weak").scored(6.9));
    final boolean silentBefore = room.alarms.isEmpty();

    // When
    findings(1, 7.5);

    // Then
    assertThat(silentBefore).isTrue();
    assertThat(room.alarms.readAll()).hasSize(1);
    assertThat(only(room.summaries().summaries("tenant-a", START, START + 1)))
        .returns(7L, ThreatSummary::getTotal)
        .returns(6L, ThreatSummary::getHigh)
        .returns(0L, ThreatSummary::getCritical);
  }

  @Test
  void shouldMoveAFindingToItsNewClassWhenItsScoreRises() {
    // Given
    findings(1, 7.0);
    room.kit.threats().pipe(threat("t7.0-0").entity("e-0").scored(8.9).after(minutes(1)));

    // When
    room.kit
        .threats()
        .pipe(threat("t7.0-0").entity("e-0").escalated().scored(9.0).after(minutes(2)));

    // Then
    assertThat(only(room.summaries().summaries("tenant-a", START, START + 1)))
        .returns(1L, ThreatSummary::getTotal)
        .returns(0L, ThreatSummary::getHigh)
        .returns(1L, ThreatSummary::getCritical)
        .returns(9.0, ThreatSummary::getMaxScore);
  }

  @Test
  void shouldUseTheTenantsOwnLimit() {
    // Given
    room.kit.tenantConfigs().pipe(tenantConfig("tenant-a").setHighPriorityLimit(0).build());

    // When
    findings(2, 7.0);

    // Then
    assertThat(room.alarms.readAll())
        .extracting(HighPriorityAlert::getThreshold, HighPriorityAlert::getHighAndCritical)
        .containsExactly(tuple(0, 1L));
  }

  @Test
  void shouldRankTheTenEntitiesWithMostFindings() {
    // Given
    for (int entity = 0; entity < 12; entity++) {
      final String name = "e-" + (char) ('a' + entity);
      room.kit.nhi().pipe(nhi().entity(name));
      for (int i = 0; i <= (entity == 11 ? 2 : entity / 6); i++) {
        room.kit.threats().pipe(threat("t" + i).entity(name).scored(7));
      }
    }

    // When
    final ThreatSummary summary =
        only(room.summaries().summaries("tenant-a", START, START + 900_000));

    // Then
    assertThat(summary.getTopEntities())
        .extracting(EntityCount::getEntityId, EntityCount::getFindings)
        .containsExactly(
            tuple("e-l", 3L),
            tuple("e-g", 2L),
            tuple("e-h", 2L),
            tuple("e-i", 2L),
            tuple("e-j", 2L),
            tuple("e-k", 2L),
            tuple("e-a", 1L),
            tuple("e-b", 1L),
            tuple("e-c", 1L),
            tuple("e-d", 1L));
  }

  @Test
  void shouldListWindowsInOrderAndOnlyThoseAskedFor() {
    // Given
    for (final int quarter : new int[] {3, 0, 1, 2}) {
      room.kit.nhi().pipe(nhi().id("n" + quarter).after(minutes(15 * quarter)));
      room.kit.threats().pipe(threat("t").id("t" + quarter).scored(8).after(minutes(15 * quarter)));
    }

    // When
    final List<ThreatSummary> summaries =
        room.summaries().summaries("tenant-a", START + 900_000, START + 3 * 900_000);

    // Then
    assertThat(summaries)
        .extracting(ThreatSummary::getWindowStart)
        .containsExactly(START + 900_000, START + 2 * 900_000);
    assertThat(room.summaries().summaries("tenant-", 0, Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void shouldForgetAWindowWithItsCountsAfterTheRetention() {
    // Given
    findings(2, 8.0);
    room.kit.advance(Duration.ofDays(31));

    // When
    for (int i = 0; i < 3; i++) {
      room.kit.nhi().pipe(nhi().id("n" + i).after(Duration.ofDays(31)));
      room.kit.threats().pipe(threat("new").id("d" + i).scored(7 + i).after(Duration.ofDays(31)));
      room.kit.advance(minutes(2));
    }

    // Then
    assertThat(room.summaries().summaries("tenant-a", 0, Long.MAX_VALUE))
        .extracting(ThreatSummary::getWindowStart)
        .containsExactly(START + Duration.ofDays(31).toMillis());
    assertThat(entries()).isEqualTo(2);
  }

  private long entries() {
    long entries = 0;
    try (var all =
        room.kit.keyValueStore(com.nexora.streams.catalogue.Stores.THREAT_SUMMARIES).all()) {
      while (all.hasNext()) {
        all.next();
        entries++;
      }
    }
    return entries;
  }

  private void findings(final int count, final double score) {
    for (int i = 0; i < count; i++) {
      room.kit.nhi().pipe(nhi().id("n" + score + i).entity("e-" + i));
      room.kit.threats().pipe(threat("t" + score + "-" + i).entity("e-" + i).scored(score));
    }
  }

  private static Duration minutes(final int minutes) {
    return Duration.ofMinutes(minutes);
  }

  private static <T> T only(final List<T> list) {
    assertThat(list).hasSize(1);
    return list.get(0);
  }
}

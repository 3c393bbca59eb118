package com.nexora.streams.correlation;

import static com.nexora.streams.testkit.Events.nhi;
import static com.nexora.streams.testkit.Events.threat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.events.CorrelatedThreat;
import com.nexora.streams.testkit.TopologyTestKit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Findings as a query finds them. */
final class FindingReaderTest {

  private static final long START = TopologyTestKit.START.toEpochMilli();

  private final CorrelationKit room = new CorrelationKit();

  @AfterEach
  void close() {
    room.close();
  }

  @Test
  void shouldShowWhatWasWritten() {
    // Given
    finding("tenant-a", "role", "t", 8, 0);

    // When
    final FindingPage page = room.reader().page(all("tenant-a", 10));

    // Then
    assertThat(page.findings()).isEqualTo(List.copyOf(room.view().values()));
    assertThat(page.nextCursor()).isNull();
  }

  @Test
  void shouldPageThroughAllFindingsNewestFirst() {
    // Given
    for (int i = 0; i < 7; i++) {
      finding("tenant-a", "role-" + i % 3, "t" + i, 8, i / 2);
    }

    // When
    final List<CorrelatedThreat> found = new ArrayList<>();
    int pages = 0;
    String cursor = null;
    do {
      final FindingPage page =
          room.reader().page(new FindingQuery("tenant-a", 0, Long.MAX_VALUE, null, 0, cursor, 2));
      found.addAll(page.findings());
      cursor = page.nextCursor();
      pages++;
    } while (cursor != null);

    // Then
    assertThat(pages).isEqualTo(4);
    assertThat(found)
        .hasSize(7)
        .doesNotHaveDuplicates()
        .extracting(CorrelatedThreat::getTimestamp)
        .isSortedAccordingTo((a, b) -> Long.compare(b, a));
  }

  @Test
  void shouldNarrowByEntityTimeAndScore() {
    // Given
    finding("tenant-a", "role", "low", 7, 0);
    finding("tenant-a", "role", "high", 9, 0);
    finding("tenant-a", "role", "late", 9, 10);
    finding("tenant-a", "role-2", "elsewhere", 9, 0);
    finding("tenant-a2", "role", "stranger", 9, 0);

    // When
    final FindingPage page =
        room.reader()
            .page(new FindingQuery("tenant-a", START, START + 60_000, "role", 8, null, 10));

    // Then
    assertThat(page.findings()).extracting(CorrelatedThreat::getThreatId).containsExactly("high");
  }

  @Test
  void shouldRefuseACursorThatIsNotOurs() {
    final FindingReader reader = room.reader();
    assertThatThrownBy(() -> reader.page(new FindingQuery("tenant-a", 0, 1, null, 0, "bm9wZQ", 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nextCursor");
    assertThatThrownBy(() -> reader.page(all("tenant-a", 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("limit");
  }

  @Test
  void shouldCountOpenFindingsOfATenantAndOfAnEntity() {
    // Given
    finding("tenant-a", "role", "t1", 8, 0);
    finding("tenant-a", "role", "t2", 8, 0);
    finding("tenant-a", "role-2", "t1", 8, 0);
    finding("tenant-b", "role", "t1", 8, 0);
    room.kit.threats().pipe(threat("t2").entity("role").resolved().after(Duration.ofMinutes(1)));

    // When
    final FindingReader reader = room.reader();

    // Then
    assertThat(reader.countOpen("tenant-a", null)).isEqualTo(2);
    assertThat(reader.countOpen("tenant-a", "role")).isEqualTo(1);
    assertThat(reader.countOpen("tenant-c", null)).isZero();
  }

  @Test
  void shouldLetStandingRiskFadeWithAHalfLifeOfSixHoursAndEndWithResolution() {
    // Given
    finding("tenant-a", "role", "t", 8, 0);
    final FindingReader reader = room.reader();
    final int atOnce = reader.standingRisk("tenant-a", "role", START);
    final int later = reader.standingRisk("tenant-a", "role", START + 6 * 3_600_000L);
    final int before = reader.standingRisk("tenant-a", "role", START - 1);

    // When
    room.kit.threats().pipe(threat("t").entity("role").resolved().after(Duration.ofMinutes(1)));

    // Then
    assertThat(atOnce).isEqualTo(80);
    assertThat(later).isEqualTo(55);
    assertThat(before).isZero();
    assertThat(reader.standingRisk("tenant-a", "role", START)).isZero();
  }

  @Test
  void shouldCountASignalThatTwoFindingsShareOnceInTheStandingRisk() {
    // Given
    finding("tenant-a", "role", "t1", 8, 0);
    finding("tenant-a", "role", "t2", 7, 0);

    // When
    final int risk = room.reader().standingRisk("tenant-a", "role", START);

    // Then
    assertThat(risk).isEqualTo(94);
  }

  private void finding(
      final String tenant,
      final String entity,
      final String threat,
      final double score,
      final int minutes) {
    final Duration after = Duration.ofMinutes(minutes);
    room.kit.nhi().pipe(nhi().of(tenant).entity(entity).after(after));
    room.kit.threats().pipe(threat(threat).of(tenant).entity(entity).scored(score).after(after));
  }

  private static FindingQuery all(final String tenant, final int limit) {
    return new FindingQuery(tenant, 0, Long.MAX_VALUE, null, 0, null, limit);
  }
}

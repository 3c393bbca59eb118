package com.nexora.streams.grc;

import static com.nexora.streams.testkit.Events.grc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.events.GrcEvent;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.testkit.TopologyTestKit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class GrcTopologyTest {

  private static final Duration RETENTION = Duration.ofDays(30);

  private final TopologyTestKit kit =
      TopologyTestKit.of(
          rooms ->
              new GrcTopology(rooms.settings())
                  .addTo(rooms.builder(), rooms.stream(Topics.GRC_EVENTS, GrcEvent.class)));

  @AfterEach
  void close() {
    kit.close();
  }

  @Test
  void shouldShowATenantsEventsLastArrivalFirstWhateverTheirEventTime() {
    // Given
    kit.grc().pipe(grc("RISK_CREATED").id("first").after(Duration.ofMinutes(1)));
    kit.advance(Duration.ofSeconds(1));
    kit.grc().pipe(grc("RISK_UPDATED").id("old").after(Duration.ofDays(-900)));
    kit.advance(Duration.ofSeconds(1));
    kit.grc().pipe(grc("RISK_DELETED").id("last"), grc("RISK_CREATED").of("other").id("foreign"));

    // When
    final GrcReader.Page page = page(null, null, null, 10);

    // Then
    assertThat(ids(page)).containsExactly("last", "old", "first");
    assertThat(page.next()).isNull();
  }

  @Test
  void shouldNotMixTenantsOfWhichOneIsThePrefixOfTheOther() {
    // Given
    kit.grc()
        .pipe(
            grc("RISK_CREATED").of("tenant-a").id("mine"),
            grc("RISK_CREATED").of("tenant-a/").id("slash"),
            grc("RISK_CREATED").of("tenant-a\0").id("zero"),
            grc("RISK_CREATED").of("tenant-").id("shorter"));

    // When, Then
    assertThat(ids(page(null, null, null, 10))).containsExactly("mine");
  }

  @Test
  void shouldGoThroughAllPagesOnce() {
    // Given
    final List<String> written = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      kit.grc().pipe(grc("RISK_CREATED").id("e-" + i));
      written.add(0, "e-" + i);
      kit.advance(Duration.ofMillis(7));
    }

    // When
    final List<String> read = new ArrayList<>();
    @Nullable String cursor = null;
    do {
      final GrcReader.Page page = page(null, null, cursor, 4);
      read.addAll(ids(page));
      cursor = page.next();
    } while (cursor != null);

    // Then
    assertThat(read).containsExactlyElementsOf(written);
  }

  @Test
  void shouldFilterByTypeAndBySource() {
    // Given
    kit.grc()
        .pipe(
            grc("RISK_CREATED").id("a").source("COSMOS_DB"),
            grc("RISK_CREATED").id("b").source("BACKEND_API"),
            grc("RISK_DELETED").id("c").source("COSMOS_DB"));

    // When, Then
    assertThat(ids(page("RISK_CREATED", null, null, 10))).containsExactly("b", "a");
    assertThat(ids(page(null, "COSMOS_DB", null, 10))).containsExactly("c", "a");
    assertThat(ids(page("RISK_CREATED", "COSMOS_DB", null, 10))).containsExactly("a");
  }

  @Test
  void shouldLeaveOutWhatArrivedBeforeTheAskedTime() {
    // Given
    kit.grc().pipe(grc("RISK_CREATED").id("before"));
    kit.advance(Duration.ofHours(1));
    kit.grc().pipe(grc("RISK_CREATED").id("after"));

    // When
    final GrcReader.Page page =
        reader()
            .page(
                new GrcQuery(
                    "tenant-a",
                    kit.now().minus(Duration.ofMinutes(1)).toEpochMilli(),
                    Long.MIN_VALUE,
                    null,
                    null,
                    null,
                    10));

    // Then
    assertThat(ids(page)).containsExactly("after");
  }

  @Test
  void shouldLeaveOutWhatHappenedBeforeTheAskedTime() {
    // Given
    kit.grc()
        .pipe(
            grc("RISK_CREATED").id("before").after(Duration.ofDays(-8)),
            grc("RISK_CREATED").id("after").after(Duration.ofDays(-6)));

    // When
    final GrcReader.Page page =
        reader()
            .page(
                new GrcQuery(
                    "tenant-a",
                    0,
                    kit.now().minus(Duration.ofDays(7)).toEpochMilli(),
                    null,
                    null,
                    null,
                    10));

    // Then
    assertThat(ids(page)).containsExactly("after");
  }

  @Test
  void shouldEndAPageThatFindsNothingAndSayHowToGoOn() {
    // Given
    for (int i = 0; i <= GrcReader.SCAN_LIMIT; i++) {
      kit.grc().pipe(grc("RISK_CREATED").id("e-" + i));
    }

    // When
    final GrcReader.Page first = page("RISK_DELETED", null, null, 10);
    final GrcReader.Page second = page("RISK_DELETED", null, first.next(), 10);

    // Then
    assertThat(first.events()).isEmpty();
    assertThat(first.next()).isNotNull();
    assertThat(second.next()).isNull();
  }

  @Test
  void shouldRefuseACursorThatIsNotItsOwn() {
    assertThatThrownBy(() -> page(null, null, "nonsense", 10))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> page(null, null, "x;y", 10))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldForgetEachTenantsEventsWhenTheirTimeIsOverByArrival() {
    // Given
    kit.grc().pipe(grc("RISK_CREATED").of("a").id("a-1"), grc("RISK_CREATED").of("b").id("b-1"));
    kit.advance(Duration.ofDays(10));
    kit.grc().pipe(grc("RISK_CREATED").of("b").id("b-2").after(Duration.ofDays(-100)));

    // When
    kit.advance(RETENTION.minus(Duration.ofDays(10)).plusMinutes(2));
    kit.grc().pipe(grc("RISK_CREATED").of("c").id("c-1"));

    // Then
    assertThat(stored()).containsExactlyInAnyOrder("b-2", "c-1");
  }

  @Test
  void shouldForgetMoreThanOneSweepCanInSeveral() {
    // Given
    final int many = ExpirySweep.STEPS + 10;
    for (int i = 0; i < many; i++) {
      kit.grc().pipe(grc("RISK_CREATED").of("a").id("a-" + i));
    }
    kit.grc().pipe(grc("RISK_CREATED").of("b").id("b-1"));
    kit.advance(RETENTION.plusMinutes(2));

    // When
    kit.grc().pipe(grc("RISK_CREATED").of("c").id("c-1"));
    final int afterOne = stored().size();
    for (int minute = 0; minute < 3; minute++) {
      kit.advance(Duration.ofMinutes(1));
      kit.grc().pipe(grc("RISK_CREATED").of("c").id("c-1"));
    }

    // Then
    assertThat(afterOne).isGreaterThan(1);
    assertThat(stored()).containsOnly("c-1");
  }

  private List<String> stored() {
    final List<String> ids = new ArrayList<>();
    final KeyValueStore<Bytes, byte[]> store = kit.keyValueStore(Stores.GRC_EVENTS);
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      all.forEachRemaining(
          entry ->
              ids.add(StoredGrcEvent.decode(entry.key.get(), entry.value).event().getEventId()));
    }
    return ids;
  }

  private GrcReader.Page page(
      final @Nullable String type,
      final @Nullable String source,
      final @Nullable String cursor,
      final int limit) {
    return reader().page(new GrcQuery("tenant-a", 0, Long.MIN_VALUE, type, source, cursor, limit));
  }

  private GrcReader reader() {
    return new GrcReader(kit.keyValueStore(Stores.GRC_EVENTS));
  }

  private static List<String> ids(final GrcReader.Page page) {
    return page.events().stream().map(stored -> stored.event().getEventId()).toList();
  }
}

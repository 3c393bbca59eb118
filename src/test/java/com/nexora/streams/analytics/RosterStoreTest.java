package com.nexora.streams.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.streams.analytics.PaneSeries.Family;
import com.nexora.streams.catalogue.EntityKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

class RosterStoreTest {

  private static final int PLACES = 3;

  private static KeyValueStore<Bytes, byte[]> empty() {
    final KeyValueStore<Bytes, byte[]> owners = Stores.inMemoryKeyValueStore("o").get();
    owners.init(new MockProcessorContext<>().getStateStoreContext(), owners);
    return owners;
  }

  /** Somebody comes or goes. */
  private record Move(Family family, String tenant, String name, boolean comes) {

    PaneSeries series() {
      return PaneSeries.named(family, tenant, name);
    }
  }

  @Provide
  Arbitrary<List<Move>> moves() {
    return Combinators.combine(
            Arbitraries.of(Family.values()),
            Arbitraries.of("a", "ab", "a/b", "a\u0000"),
            Arbitraries.of("x", "xy", "y", "ü", "z\u0000", "/", "other"),
            Arbitraries.of(true, true, false))
        .as(Move::new)
        .list()
        .ofMaxSize(60);
  }

  @Property(tries = 300)
  void shouldHoldWhoeverCameInTimeAndHasNotLeftAndNeverMoreThanThereArePlaces(
      @ForAll("moves") final List<Move> moves) {
    // Given
    final Set<PaneSeries> expected = new HashSet<>();
    final KeyValueStore<Bytes, byte[]> owners = empty();
    final RosterStore roster = new RosterStore(owners, PLACES, PLACES);
    final NamesReader names = new NamesReader(List.of(owners));

    // When
    for (final Move move : moves) {
      final PaneSeries series = move.series();
      if (!move.comes()) {
        roster.leave(series);
        expected.remove(series);
        continue;
      }
      final boolean room =
          expected.contains(series) || isOther(series) || others(expected, series) < PLACES;
      assertThat(roster.hasPlace(series)).isEqualTo(room);
      if (room) {
        roster.enter(series);
        expected.add(series);
      }
    }

    // Then
    for (final String tenant : List.of("a", "ab", "a/b", "a\u0000")) {
      assertThat(names.names(Family.TOOL, tenant))
          .isEqualTo(namesOf(expected, Family.TOOL, tenant));
      assertThat(names.names(Family.TASK_TYPE, tenant))
          .isEqualTo(namesOf(expected, Family.TASK_TYPE, tenant));
    }
  }

  @Example
  void shouldGiveATenantAsAWholeAPlaceWithoutAnEntry() {
    // Given
    final KeyValueStore<Bytes, byte[]> owners = empty();
    final RosterStore roster = new RosterStore(owners, PLACES, PLACES);

    // When
    roster.enter(PaneSeries.tenant("a"));

    // Then
    assertThat(roster.hasPlace(PaneSeries.tenant("a"))).isTrue();
    assertThat(owners.all().hasNext()).isFalse();
  }

  @Example
  void shouldRefuseADamagedCounter() {
    // Given
    final KeyValueStore<Bytes, byte[]> owners = empty();
    final RosterStore roster = new RosterStore(owners, PLACES, PLACES);
    roster.enter(PaneSeries.named(Family.TOOL, "a", "x"));
    final Bytes key = Bytes.wrap(RosterKey.count(Family.TOOL, EntityKey.tenantPrefix("a")));
    final byte[] damaged = owners.get(key).clone();
    damaged[4] ^= 1;
    owners.put(key, damaged);

    // When // Then
    assertThatThrownBy(() -> roster.hasPlace(PaneSeries.named(Family.TOOL, "a", "y")))
        .isInstanceOf(CorruptStateException.class);
  }

  private static boolean isOther(final PaneSeries series) {
    return series.equals(RosterStore.other(series));
  }

  private static long others(final Set<PaneSeries> all, final PaneSeries series) {
    final PaneSeries other = RosterStore.other(series);
    return all.stream()
        .filter(one -> RosterStore.other(one).equals(other) && !one.equals(other))
        .count();
  }

  private static TreeSet<String> namesOf(
      final Set<PaneSeries> all, final Family family, final String tenant) {
    return all.stream()
        .filter(series -> series.family() == family)
        .map(series -> EntityKey.parse(series.owner()))
        .filter(key -> key.tenantId().equals(tenant))
        .map(EntityKey::entityId)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}

package com.nexora.streams.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.streams.analytics.OwnerStore.Clock;
import com.nexora.streams.analytics.OwnerStore.Due;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class OwnerStoreTest {

  private static final PaneSeries AGENT = PaneSeries.entity("t", "agent/\u0000 1");

  private final KeyValueStore<Bytes, byte[]> raw = Stores.inMemoryKeyValueStore("owners").get();
  private final OwnerStore owners = new OwnerStore(raw);

  OwnerStoreTest() {
    raw.init(new MockProcessorContext<>().getStateStoreContext(), raw);
  }

  @Test
  void shouldAnswerWhatIsDueInTheOrderOfTime() {
    // Given
    final List<Due> all = new ArrayList<>();
    for (long time = -5; time < 20; time++) {
      all.add(new Due(time, OwnerStore.LOOK, 0, AGENT));
      all.add(new Due(time, OwnerStore.HOUR, -3_600_000, PaneSeries.tenant("t")));
      all.add(
          new Due(
              time, OwnerStore.HOUR, 0, PaneSeries.named(PaneSeries.Family.TOOL, "t", "search")));
    }
    final List<Due> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, new Random(5));
    shuffled.forEach(owners::add);
    owners.put(AGENT, OwnerState.first(0));
    owners.put(new Clock(3, 2));

    // When
    final List<Due> due = owners.due(-2, 10, 1_000);

    // Then
    assertThat(due).isSortedAccordingTo(Comparator.comparingLong(Due::time));
    assertThat(due)
        .containsExactlyInAnyOrderElementsOf(
            all.stream().filter(entry -> entry.time() >= -2 && entry.time() <= 10).toList());
  }

  @Test
  void shouldKeepTheEntriesOfOneMomentApart() {
    // Given
    owners.add(new Due(7, OwnerStore.LOOK, 0, AGENT));
    owners.add(new Due(7, OwnerStore.HOUR, 0, AGENT));

    // When
    owners.remove(new Due(7, OwnerStore.LOOK, 0, AGENT));

    // Then
    assertThat(owners.due(7, 7, 10)).containsExactly(new Due(7, OwnerStore.HOUR, 0, AGENT));
  }

  @Test
  void shouldKeepATenantsToolApartFromItsAgentOfThatName() {
    // Given
    final PaneSeries tool = PaneSeries.named(PaneSeries.Family.TOOL, "t", "search");
    owners.put(tool, OwnerState.first(0));

    // When
    final OwnerState agent = owners.get(PaneSeries.entity("t", "search"));

    // Then
    assertThat(agent).isNull();
    assertThat(owners.get(tool)).isEqualTo(OwnerState.first(0));
  }

  @Test
  void shouldRememberTheTime() {
    // Given
    assertThat(owners.clock()).isEqualTo(Clock.UNKNOWN);

    // When
    owners.put(new Clock(1_000, 900));

    // Then
    assertThat(owners.clock()).isEqualTo(new Clock(1_000, 900));
  }

  @Test
  void shouldRefuseADamagedTime() {
    // Given
    owners.put(new Clock(1_000, 900));
    try (KeyValueIterator<Bytes, byte[]> all = raw.all()) {
      all.next().value[5] ^= 1;
    }

    // When // Then
    assertThatThrownBy(owners::clock).isInstanceOf(CorruptStateException.class);
  }
}

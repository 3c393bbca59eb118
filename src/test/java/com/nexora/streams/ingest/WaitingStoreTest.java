package com.nexora.streams.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.streams.catalogue.Origin;
import com.nexora.streams.catalogue.RetrySettings;
import com.nexora.streams.catalogue.RowSeal;
import com.nexora.streams.ingest.WaitingStore.Waiting;
import com.nexora.streams.privacy.PrivacyKeys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a task that dies leaves to the next one. */
final class WaitingStoreTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir Path stateDir;

  private final WaitingMemory memory = new WaitingMemory(10_000);
  private RowSeal seal = PrivacyKeys.random().seal();
  private KeyValueStore<Bytes, byte[]> store;

  @BeforeEach
  void open() {
    store = room(10).builder().withLoggingDisabled().build();
    final MockProcessorContext<Void, Void> context =
        new MockProcessorContext<>(
            new Properties(),
            new org.apache.kafka.streams.processor.TaskId(0, 0),
            stateDir.toFile());
    store.init((StateStoreContext) context.getStateStoreContext(), store);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void shouldGoOnAsItWasWhenTheNextTaskOpensTheStore() {
    // Given
    final WaitingStore first = gate("gate-nhi");
    add(first, 1, "key-1", "a", 1_000);
    add(first, 2, "key-1", "b", 1_100);
    add(first, 3, "key-2", "c", 1_200);
    add(first, 4, null, "d", 1_300);
    final Waiting failing = first.takeDue(2_000);
    assertThat(first.postpone(failing, 2_000)).isTrue();

    // When
    final WaitingStore second = gate("gate-nhi");

    // Then
    assertThat(second.size()).isEqualTo(4);
    assertThat(second.isAwaited("nhi.events", bytes("key-1"))).isTrue();
    assertThat(second.isAwaited("threat.events", bytes("key-1"))).isFalse();
    assertThat(second.isAwaited("nhi.events", bytes("key-3"))).isFalse();
    assertThat(drain(second, 2_500)).containsExactly("c", "d");
    assertThat(drain(second, 4_100)).containsExactly("a", "b");
    assertThat(second.isEmpty()).isTrue();
    assertThat(store.approximateNumEntries()).isZero();
  }

  @Test
  void shouldCountTheTriesOfTheTaskBefore() {
    // Given
    final WaitingStore first = gate("gate-nhi");
    add(first, 1, "key-1", "a", 0);
    first.postpone(first.takeDue(1_000), 1_000);
    final WaitingStore second = gate("gate-nhi");
    second.postpone(second.takeDue(3_000), 3_000);

    // When
    final WaitingStore third = gate("gate-nhi");
    final Waiting last = third.takeDue(7_000);
    final boolean again = third.postpone(last, 7_000);

    // Then
    assertThat(again).isFalse();
    assertThat(last.tries()).isEqualTo(4);
  }

  @Test
  void shouldGiveBackRecordsWithEverythingThatBelongsToThem() {
    // Given
    final WaitingStore gate = gate("gate-nhi");
    final RecordHeaders headers = new RecordHeaders();
    headers.add("one", bytes("1")).add("none", null).add("one", bytes("2"));
    final Record<byte[], byte[]> record =
        new Record<>(bytes("key"), bytes("value"), 4_711, headers);
    gate.add(new Origin("nhi.events", 3, 42), record, 1, 0);

    // When
    final Waiting waiting = gate.takeDue(1_000);

    // Then
    assertThat(waiting.origin()).isEqualTo(new Origin("nhi.events", 3, 42));
    assertThat(waiting.valueSize()).isEqualTo(5);
    assertThat(gate.record(waiting))
        .returns(4_711L, Record::timestamp)
        .returns(headers, Record::headers)
        .satisfies(same -> assertThat(same.key()).isEqualTo(bytes("key")))
        .satisfies(same -> assertThat(same.value()).isEqualTo(bytes("value")));
  }

  @Test
  void shouldKeepGatesApart() {
    // Given
    add(gate("gate-nhi"), 1, "key", "a", 0);
    add(gate("gate-nhi-2"), 2, "key", "b", 0);

    // When
    final WaitingStore other = gate("gate-rekeyed-nhi");

    // Then
    assertThat(other.isEmpty()).isTrue();
    assertThat(drain(gate("gate-nhi"), 9_000)).containsExactly("a");
    assertThat(drain(gate("gate-nhi-2"), 9_000)).containsExactly("b");
  }

  @Test
  void shouldOpenNothingThatWasSealedByOthersOrMoved() {
    // Given
    final WaitingStore first = gate("gate-nhi");
    add(first, 1, "key", "a", 0);
    seal = PrivacyKeys.random().seal();

    // When
    final WaitingStore stranger = gate("gate-nhi");

    // Then
    assertThat(stranger.size()).isEqualTo(1);
    final Waiting waiting = stranger.takeDue(1_000);
    assertThatThrownBy(() -> stranger.record(waiting)).isInstanceOf(IllegalStateException.class);
    stranger.remove(waiting, 1_000);
    assertThat(stranger.isEmpty()).isTrue();
  }

  @Test
  void shouldGiveItsMemoryBack() {
    // Given
    final WaitingStore gate = gate("gate-nhi");
    int taken = 0;
    while (add(gate, taken, "key-" + taken, "value", 0)) {
      taken++;
    }
    assertThat(taken).isPositive();

    // When
    gate.close();

    // Then
    assertThat(memory.take(10_000)).isTrue();
  }

  private WaitingStore gate(final String name) {
    return WaitingStore.open(store, name, room(100));
  }

  private WaitingStore.Room room(final int perKey) {
    return new WaitingStore.Room(
        "waiting-test",
        new RetrySettings(3, SECOND, Duration.ofMinutes(1), perKey, 10_000),
        seal,
        memory);
  }

  private static boolean add(
      final WaitingStore gate,
      final long offset,
      final String key,
      final String value,
      final long now) {
    return gate.add(
        new Origin("nhi.events", 0, offset),
        new Record<>(key == null ? null : bytes(key), bytes(value), 0),
        1,
        now);
  }

  private static List<String> drain(final WaitingStore gate, final long now) {
    final List<String> values = new ArrayList<>();
    for (Waiting one = gate.takeDue(now); one != null; one = gate.takeDue(now)) {
      values.add(new String(gate.record(one).value(), StandardCharsets.UTF_8));
      gate.remove(one, now);
    }
    return values;
  }

  private static byte[] bytes(final String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

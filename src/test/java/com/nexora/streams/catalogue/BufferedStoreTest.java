package com.nexora.streams.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

final class BufferedStoreTest {

  /** One call of the task's thread. */
  record Step(char what, int key, int size) {}

  @Property(tries = 300)
  void shouldAnswerAsASortedMapDoesWhicheverThreadAsks(@ForAll("steps") final List<Step> steps) {
    // Given
    final NavigableMap<Bytes, byte[]> model = new TreeMap<>();
    final BufferedStore store = store(inner());

    // When
    steps.forEach(step -> apply(step, store, model));

    // Then: the other thread first, since the task's own writes out what it ranges over
    assertThat(elsewhere(() -> entries(store.range(key(10), key(40)))))
        .isEqualTo(entries(model.subMap(key(10), true, key(40), true)));
    assertThat(elsewhere(() -> entries(store.reverseRange(key(10), key(40)))))
        .isEqualTo(entries(model.subMap(key(10), true, key(40), true).descendingMap()));
    assertThat(elsewhere(() -> entries(store.all()))).isEqualTo(entries(model));
    final List<Bytes> keys = IntStream.range(0, 60).mapToObj(BufferedStoreTest::key).toList();
    final List<byte[]> each = keys.stream().map(model::get).toList();
    assertThat(keys.stream().map(store::get).toList()).containsExactlyElementsOf(each);
    assertThat(elsewhere(() -> keys.stream().map(store::get).toList()))
        .containsExactlyElementsOf(each);
    assertThat(entries(store.reverseAll())).isEqualTo(entries(model.descendingMap()));
    assertThat(entries(store.all())).isEqualTo(entries(model));
  }

  @Property(tries = 300)
  void shouldAnswerAsASortedMapDoesBehindAChangelogToo(@ForAll("steps") final List<Step> steps) {
    // Given
    final NavigableMap<Bytes, byte[]> model = new TreeMap<>();
    final BufferedStore store = started(BufferedStore.behindChangelog(inner()));

    // When
    steps.forEach(step -> apply(step, store, model));

    // Then
    assertThat(elsewhere(() -> entries(store.all()))).isEqualTo(entries(model));
    assertThat(entries(store.range(key(10), key(40))))
        .isEqualTo(entries(model.subMap(key(10), true, key(40), true)));
    assertThat(entries(store.reverseAll())).isEqualTo(entries(model.descendingMap()));
  }

  @Test
  void shouldKeepLoggedChangesFromTheStoreUntilItsOffsetsAreRecorded() {
    // Given
    final KeyValueStore<Bytes, byte[]> inner = inner();
    final BufferedStore store = started(BufferedStore.behindChangelog(inner));
    store.putAll(List.of(new KeyValue<>(key(1), new byte[] {1})));
    store.flushCache();
    final byte[] before = inner.get(key(1));

    // When
    store.commit(Map.of());

    // Then
    assertThat(before).isNull();
    assertThat(inner.get(key(1))).isEqualTo(new byte[] {1});
  }

  @Test
  void shouldWriteOutEveryChangeOnceBeforeACommit() {
    // Given
    final KeyValueStore<Bytes, byte[]> inner = inner();
    final BufferedStore store = store(inner);
    store.put(key(1), new byte[] {1});
    store.put(key(1), new byte[] {2});
    store.put(key(2), new byte[] {3});
    store.delete(key(2));
    final byte[] before = inner.get(key(1));

    // When
    store.flushCache();

    // Then
    assertThat(before).isNull();
    assertThat(inner.get(key(1))).isEqualTo(new byte[] {2});
    assertThat(inner.get(key(2))).isNull();
  }

  @Test
  void shouldForgetWhatWasNotCommittedWhenItsTaskStartsAnew() {
    // Given
    final BufferedStore store = store(inner());
    store.put(key(1), new byte[] {1});
    store.flushCache();
    store.put(key(1), new byte[] {2});

    // When
    store.init(new MockProcessorContext<>().getStateStoreContext(), store);

    // Then
    assertThat(store.get(key(1))).isEqualTo(new byte[] {1});
  }

  @Test
  void shouldBoundWhatWaitsForACommit() {
    // Given
    final KeyValueStore<Bytes, byte[]> inner = inner();
    final BufferedStore store = store(inner);

    // When
    for (int i = 0; i < 20; i++) {
      store.put(key(i), new byte[1 << 20]);
    }

    // Then
    assertThat(inner.get(key(0))).hasSize(1 << 20);
  }

  @Test
  void shouldNeverHideAnEntryFromAReaderWhileItIsWrittenOut() {
    // Given
    final BufferedStore store = store(inner());
    for (int i = 0; i < 10; i++) {
      store.put(key(i), new byte[] {1});
    }
    final CompletableFuture<Set<Integer>> reader =
        CompletableFuture.supplyAsync(
            () -> {
              final Set<Integer> counts = new HashSet<>();
              for (int look = 0; look < 3_000; look++) {
                counts.add(entries(store.all()).size());
              }
              return counts;
            });

    // When
    for (int round = 0; !reader.isDone(); round++) {
      store.put(key(round % 10), new byte[] {2});
      if (round % 3 == 0) {
        store.flushCache();
      }
    }

    // Then
    assertThat(reader.join()).containsExactly(10);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of('p', 'p', 'p', 'd', 'g', 'f', 'i', 'r'),
            Arbitraries.integers().between(0, 59),
            Arbitraries.of(0, 1, 700, 300_000))
        .as(Step::new)
        .list()
        .ofMaxSize(120);
  }

  private static void apply(
      final Step step, final BufferedStore store, final NavigableMap<Bytes, byte[]> model) {
    final Bytes key = key(step.key());
    final byte[] value = new byte[step.size()];
    switch (step.what()) {
      case 'p' -> {
        store.put(key, value);
        model.put(key, value);
      }
      case 'd' -> assertThat(store.delete(key)).isEqualTo(model.remove(key));
      case 'g' -> assertThat(store.get(key)).isEqualTo(model.get(key));
      case 'i' ->
          assertThat(store.putIfAbsent(key, value)).isEqualTo(model.putIfAbsent(key, value));
      case 'r' ->
          assertThat(entries(store.range(key, null))).isEqualTo(entries(model.tailMap(key, true)));
      default -> store.flushCache();
    }
  }

  private static KeyValueStore<Bytes, byte[]> inner() {
    return Stores.inMemoryKeyValueStore("behind").get();
  }

  private static BufferedStore store(final KeyValueStore<Bytes, byte[]> inner) {
    return started(BufferedStore.beforeChangelog(inner));
  }

  private static BufferedStore started(final BufferedStore store) {
    store.init(new MockProcessorContext<>().getStateStoreContext(), store);
    return store;
  }

  private static Bytes key(final int i) {
    return Bytes.wrap(new byte[] {'k', (byte) i});
  }

  private static <T> T elsewhere(final Supplier<T> call) {
    return CompletableFuture.supplyAsync(call).join();
  }

  private static List<String> entries(final KeyValueIterator<Bytes, byte[]> iterator) {
    final List<String> entries = new ArrayList<>();
    try (iterator) {
      iterator.forEachRemaining(entry -> entries.add(entry.key + "=" + entry.value.length));
    }
    return entries;
  }

  private static List<String> entries(final NavigableMap<Bytes, byte[]> map) {
    return map.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue().length).toList();
  }
}

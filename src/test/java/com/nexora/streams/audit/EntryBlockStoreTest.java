package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AuditRecord;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
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

final class EntryBlockStoreTest {

  private static final long NOON = 1_700_000_000_000L / 3_600_000 * 3_600_000;
  private static final List<String> TENANTS = List.of("acme", "acme\0", "b");

  private final KeyValueStore<Bytes, byte[]> inner = inner();
  private final EntryBlockStore store = started(inner);

  /** One call of the task's thread. */
  record Step(char what, int tenant, int size) {}

  @Property(tries = 300)
  void shouldAnswerAsASortedMapDoesWhicheverThreadAsks(@ForAll("steps") final List<Step> steps) {
    // Given
    final Model model = new Model();
    final EntryBlockStore blocks = started(inner());

    // When
    steps.forEach(step -> model.apply(step, blocks));

    // Then: the other thread sees what was written out before
    assertThat(elsewhere(() -> rows(blocks.all()))).isEqualTo(hex(model.written));
    for (final String tenant : TENANTS) {
      for (final long from : List.of(0L, 1L, 7L, 30L, 65L)) {
        final Bytes first = entryKey(tenant, from);
        final Bytes last = entryKey(tenant, from + 20);
        final NavigableMap<Bytes, byte[]> part = model.rows.subMap(first, true, last, true);
        assertThat(rows(blocks.range(first, last))).isEqualTo(hex(part));
        assertThat(elsewhere(() -> rows(blocks.reverseRange(first, last))))
            .isEqualTo(hex(part.descendingMap()));
        assertThat(blocks.get(last)).isEqualTo(model.rows.get(last));
        assertThat(elsewhere(() -> blocks.get(first))).isEqualTo(model.rows.get(first));
      }
    }
    assertThat(rows(blocks.reverseAll())).isEqualTo(hex(model.rows.descendingMap()));
  }

  @Test
  void shouldWriteWhatAChainGetsBetweenTwoCommitsAsOneRow() {
    // Given
    for (int i = 1; i <= 5; i++) {
      store.put(entryKey("acme", i), entry("acme", i, NOON));
      store.put(entryKey("b", i), entry("b", i, NOON));
    }
    final List<String> before = rows(inner.all());

    // When
    store.flushCache();

    // Then
    assertThat(before).isEmpty();
    assertThat(keys(inner)).containsExactly(entryKey("acme", 1), entryKey("b", 1));
    assertThat(EntryBlock.count(inner.get(entryKey("acme", 1)))).isEqualTo(5);
  }

  @Test
  void shouldKeepTheFormOfEarlierVersionsForAnEntryByItself() {
    // Given
    final byte[] entry = entry("acme", 1, NOON);

    // When
    store.put(entryKey("acme", 1), entry);
    store.flushCache();

    // Then
    assertThat(inner.get(entryKey("acme", 1))).isEqualTo(entry);
  }

  @Test
  void shouldReadAnEntryWhoseArrivalLooksLikeABlock() {
    // Given
    final byte[] entry = entry("acme", 1, 0x01_02_03_04_05_06_07_08L);

    // When
    store.put(entryKey("acme", 1), entry);
    store.flushCache();

    // Then
    assertThat(store.get(entryKey("acme", 1))).isEqualTo(entry);
    assertThat(rows(store.all())).hasSize(1);
  }

  @Test
  void shouldReadWhatAnEarlierVersionWroteBetweenBlocks() {
    // Given
    for (int i = 1; i <= 3; i++) {
      inner.put(entryKey("acme", i), entry("acme", i, NOON));
    }
    final EntryBlockStore later = started(inner);

    // When
    for (int i = 4; i <= 6; i++) {
      later.put(entryKey("acme", i), entry("acme", i, NOON));
    }

    // Then
    for (int i = 1; i <= 6; i++) {
      assertThat(later.get(entryKey("acme", i))).isEqualTo(entry("acme", i, NOON));
    }
    assertThat(keys(inner)).hasSize(4);
  }

  @Test
  void shouldBoundARowInEntriesAndBytes() {
    // When
    for (int i = 1; i <= 100; i++) {
      store.put(entryKey("acme", i), entry("acme", i, NOON));
      store.put(entryKey("b", i), large("b", i));
    }
    store.flushCache();

    // Then
    final List<Integer> counts = new ArrayList<>();
    inner.all().forEachRemaining(row -> counts.add(EntryBlock.count(row.value)));
    assertThat(counts).startsWith(EntryBlockStore.MOST_ENTRIES, 100 - EntryBlockStore.MOST_ENTRIES);
    assertThat(counts.subList(2, counts.size())).containsOnly(4);
  }

  @Test
  void shouldBoundWhatWaitsForACommit() {
    // When
    for (int i = 1; i <= 200; i++) {
      store.put(entryKey("acme", i), large("acme", i));
    }

    // Then
    assertThat(keys(inner)).isNotEmpty();
  }

  @Test
  void shouldKeepEntriesOfTwoHoursApartSinceOneGoesBeforeTheOther() {
    // Given
    for (int i = 1; i <= 6; i++) {
      store.put(entryKey("acme", i), entry("acme", i, i <= 4 ? NOON - 1 : NOON));
    }

    // When
    store.flushCache();

    // Then
    assertThat(keys(inner)).containsExactly(entryKey("acme", 1), entryKey("acme", 5));
  }

  @Test
  void shouldRemoveARowWithItsLastEntryAndHideTheOthersUntilThen() {
    // Given
    for (int i = 1; i <= 3; i++) {
      store.put(entryKey("acme", i), entry("acme", i, NOON));
    }
    store.flushCache();

    // When
    store.delete(entryKey("acme", 1));
    store.delete(entryKey("acme", 2));
    final List<Bytes> left = keys(store);
    final List<Bytes> rows = keys(inner);
    store.delete(entryKey("acme", 3));

    // Then
    assertThat(left).containsExactly(entryKey("acme", 3));
    assertThat(rows).containsExactly(entryKey("acme", 1));
    assertThat(keys(inner)).isEmpty();
    assertThat(keys(store)).isEmpty();
  }

  @Test
  void shouldTellTheTasksThreadThePlaceOfAnIdThatWaits() {
    // Given
    store.put(entryKey("acme", 1), entry("acme", 1, NOON));
    store.put(entryKey("acme", 2), entry("acme", 2, NOON));
    final Bytes id = Bytes.wrap(AuditKeys.id("acme", "act-2"));

    // When
    final byte[] own = store.get(id);
    final byte[] others = elsewhere(() -> store.get(id));

    // Then: others see it once it is in the index, which the store behind writes
    assertThat(own).isEqualTo(AuditKeys.place(2, NOON));
    assertThat(others).isNull();
  }

  @Test
  void shouldForgetWhatWasNotCommittedWhenItsTaskStartsAnew() {
    // Given
    store.put(entryKey("acme", 1), entry("acme", 1, NOON));
    store.flushCache();
    store.put(entryKey("acme", 2), entry("acme", 2, NOON));

    // When
    store.init(new MockProcessorContext<>().getStateStoreContext(), store);

    // Then
    assertThat(keys(store)).containsExactly(entryKey("acme", 1));
  }

  /** A chain's entries come one behind the other, and go from the first on or from anywhere. */
  private static final class Model {
    final NavigableMap<Bytes, byte[]> rows = new TreeMap<>();
    final NavigableMap<Bytes, byte[]> written = new TreeMap<>();
    final long[] next = {1, 1, 1};
    long arrival = NOON;

    void apply(final Step step, final EntryBlockStore store) {
      final String tenant = TENANTS.get(step.tenant());
      switch (step.what()) {
        case 'p' -> {
          for (int i = 0; i < step.size(); i++) {
            final long sequence = next[step.tenant()]++;
            final byte[] entry = entry(tenant, sequence, arrival);
            store.put(entryKey(tenant, sequence), entry);
            rows.put(entryKey(tenant, sequence), entry);
          }
        }
        case 'h' -> arrival += Duration.ofMinutes(step.size()).toMillis();
        case 'd' -> {
          final Bytes key = entryKey(tenant, step.size());
          assertThat(store.delete(key)).isEqualTo(rows.remove(key));
          write();
        }
        case 's' -> {
          for (int i = 1; i <= step.size(); i++) {
            final Bytes key = entryKey(tenant, i);
            assertThat(store.delete(key)).isEqualTo(rows.remove(key));
          }
          write();
        }
        case 'n' -> {
          final Bytes key = Bytes.wrap(AuditKeys.id(tenant, "id-" + step.size()));
          final byte[] place = AuditKeys.place(step.size(), arrival);
          store.put(key, place);
          rows.put(key, place);
          written.put(key, place);
        }
        default -> {
          store.flushCache();
          write();
        }
      }
    }

    private void write() {
      written.clear();
      written.putAll(rows);
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of('p', 'p', 'p', 'f', 'd', 's', 'h', 'n'),
            Arbitraries.integers().between(0, 2),
            Arbitraries.of(1, 2, 3, 10, 40))
        .as(Step::new)
        .list()
        .ofMaxSize(40);
  }

  private static byte[] entry(final String tenant, final long sequence, final long arrival) {
    return entry(tenant, sequence, arrival, 10);
  }

  private static byte[] large(final String tenant, final long sequence) {
    return entry(tenant, sequence, NOON, 9_000);
  }

  private static byte[] entry(
      final String tenant, final long sequence, final long arrival, final int size) {
    final ByteBuffer hash = ByteBuffer.allocate(AuditFormat.HASH_BYTES);
    return EntryCodec.encode(
        arrival,
        new AuditRecord(
            tenant,
            "act-" + sequence,
            sequence - 1,
            sequence,
            hash,
            ByteBuffer.wrap(new byte[size]),
            hash,
            hash,
            1,
            arrival));
  }

  private static Bytes entryKey(final String tenant, final long sequence) {
    return Bytes.wrap(AuditKeys.entry(tenant, sequence));
  }

  private static KeyValueStore<Bytes, byte[]> inner() {
    return Stores.inMemoryKeyValueStore("behind").get();
  }

  private static EntryBlockStore started(final KeyValueStore<Bytes, byte[]> inner) {
    final EntryBlockStore store = EntryBlockStore.before(inner);
    store.init(new MockProcessorContext<>().getStateStoreContext(), store);
    return store;
  }

  private static List<Bytes> keys(final KeyValueStore<Bytes, byte[]> store) {
    final List<Bytes> keys = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      all.forEachRemaining(row -> keys.add(row.key));
    }
    return keys;
  }

  private static List<String> rows(final KeyValueIterator<Bytes, byte[]> iterator) {
    final List<String> rows = new ArrayList<>();
    try (iterator) {
      while (iterator.hasNext()) {
        final Bytes peeked = iterator.peekNextKey();
        final KeyValue<Bytes, byte[]> row = iterator.next();
        assertThat(row.key).isEqualTo(peeked);
        rows.add(row.key + " -> " + Arrays.hashCode(row.value));
      }
    }
    return rows;
  }

  private static List<String> hex(final Map<Bytes, byte[]> rows) {
    return rows.entrySet().stream()
        .map(row -> row.getKey() + " -> " + Arrays.hashCode(row.getValue()))
        .toList();
  }

  private static <T> T elsewhere(final Supplier<T> question) {
    return CompletableFuture.supplyAsync(question).join();
  }
}

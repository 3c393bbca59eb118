package org.apache.kafka.streams.state.internals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In Kafka's package to hand in what is restored; also holds that Kafka has not changed. */
final class IndexedStoreTest {

  private static final int MANY = 20_000;

  @TempDir private Path directory;
  private final List<ConsumerRecord<byte[], byte[]>> changelog = new ArrayList<>();
  private IndexedRocksDbStore store;

  @BeforeEach
  void open() {
    store = (IndexedRocksDbStore) IndexedRocksDbStore.supplier("rows", () -> this::rowsOf).get();
    final Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "indexed");
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
    final MockProcessorContext<Void, Void> task =
        new MockProcessorContext<>(settings, new TaskId(0, 0), directory.toFile());
    store.init(task.getStateStoreContext(), store);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void shouldKeepTheIndexRowOfWhatIsPut() {
    // When
    store.put(bytes("1"), utf8("id=a"));
    store.put(bytes("2"), utf8("nothing"));

    // Then
    assertThat(rows()).containsExactly("1 -> id=a", "2 -> nothing", "a -> @id=a");
    assertThat(store.get(bytes("a"))).isEqualTo(utf8("@id=a"));
  }

  @Test
  void shouldKeepTheIndexRowsOfWhatIsPutTogether() {
    // When
    store.putAll(
        List.of(KeyValue.pair(bytes("1"), utf8("id=a")), KeyValue.pair(bytes("2"), utf8("id=b"))));

    // Then
    assertThat(rows()).containsExactly("1 -> id=a", "2 -> id=b", "a -> @id=a", "b -> @id=b");
  }

  @Test
  void shouldKeepAndRestoreAllIndexRowsOfOneRow() {
    // When
    store.put(bytes("1"), utf8("id=a|id=b"));
    restore("2", "id=c|id=d");
    restored();

    // Then
    assertThat(rows())
        .containsExactly(
            "1 -> id=a|id=b",
            "2 -> id=c|id=d",
            "a -> @id=a",
            "b -> @id=b",
            "c -> @id=c",
            "d -> @id=d");
  }

  @Test
  void shouldRestoreIndexRowsFromRowsAlone() {
    // When
    restore("1", "id=a");
    restore("2", "id=b");
    restored();

    // Then
    assertThat(rows()).containsExactly("1 -> id=a", "2 -> id=b", "a -> @id=a", "b -> @id=b");
  }

  @Test
  void shouldRestoreInTheOrderOfTheChangelog() {
    // Given: an index row of an earlier version, a later row for the same id, and deletions
    restore("1", "id=a");
    restore("a", "by an earlier version");
    restore("2", "id=a, later");
    restore("3", "id=c");
    restore("c", null);
    restore("3", null);
    restore("1", null);

    // When
    restored();

    // Then
    assertThat(rows()).containsExactly("2 -> id=a, later", "a -> @id=a, later");
  }

  @Test
  void shouldFindEveryRowAndNoOther() {
    // Given: some in files, some in memory
    for (int i = 0; i < MANY; i++) {
      store.put(bytes("row-" + i), utf8("id=act-" + i));
    }
    store.close();
    open();
    for (int i = MANY; i < MANY + 100; i++) {
      store.put(bytes("row-" + i), utf8("id=act-" + i));
    }
    store.delete(bytes("act-7"));

    // When, then
    for (int i = 0; i < MANY + 100; i++) {
      if (i != 7) {
        assertThat(store.get(bytes("act-" + i))).isEqualTo(utf8("@id=act-" + i));
      }
      assertThat(store.get(bytes("other-" + i))).isNull();
    }
    assertThat(store.get(bytes("act-7"))).isNull();
  }

  @Test
  void shouldRefuseToAnswerOnceItIsClosed() {
    // Given
    store.close();

    // When, then
    assertThatThrownBy(() -> store.get(bytes("1"))).isInstanceOf(InvalidStateStoreException.class);
  }

  /** {@code id=X...} is found under X up to a comma; several of them are divided by a bar. */
  private void rowsOf(final byte[] value, final BiConsumer<Bytes, byte[]> rows) {
    for (final String text : new String(value, StandardCharsets.UTF_8).split("\\|", -1)) {
      if (text.startsWith("id=")) {
        rows.accept(bytes(text.substring(3).split(",", -1)[0]), utf8('@' + text));
      }
    }
  }

  private void restore(final String key, final @Nullable String value) {
    changelog.add(
        new ConsumerRecord<>(
            "changelog", 0, changelog.size(), utf8(key), value == null ? null : utf8(value)));
  }

  private void restored() {
    store.restoreBatch(changelog);
  }

  private List<String> rows() {
    final List<String> rows = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      all.forEachRemaining(
          row ->
              rows.add(
                  new String(row.key.get(), StandardCharsets.UTF_8)
                      + " -> "
                      + new String(row.value, StandardCharsets.UTF_8)));
    }
    return rows;
  }

  private static Bytes bytes(final String text) {
    return Bytes.wrap(utf8(text));
  }

  private static byte[] utf8(final String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

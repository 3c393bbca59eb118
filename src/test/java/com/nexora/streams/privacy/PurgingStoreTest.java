package com.nexora.streams.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.PurgingRocksDbStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds that an overwritten secret is in no file of RocksDB; also that Kafka has not changed. */
final class PurgingStoreTest {

  private static final int ROWS = 200_000;
  private static final byte[] GONE = "gone".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path directory;

  @Test
  void shouldRemoveADestroyedKeyFromEveryFileAndKeepTheOthers() throws IOException {
    // Given
    final byte[][] secrets = secrets();
    fill(secrets);
    assertThat(filesWith(secrets[ROWS / 2])).as("the search finds what is there").isNotEmpty();

    // When
    final KeyValueStore<Bytes, byte[]> store = open();
    final long start = System.nanoTime();
    store.put(key(ROWS / 2), GONE);
    final long micros = (System.nanoTime() - start) / 1_000;
    System.out.printf("purged one of %,d keys in %,d microseconds%n", ROWS, micros);

    // Then
    assertThat(filesWith(secrets[ROWS / 2])).isEmpty();
    assertThat(store.get(key(ROWS / 2))).isEqualTo(GONE);
    assertThat(store.get(key(ROWS / 2 + 1))).isEqualTo(secrets[ROWS / 2 + 1]);
    store.close();
    assertThat(filesWith(secrets[ROWS / 2])).isEmpty();
    assertThat(filesWith(secrets[ROWS / 2 + 1])).isNotEmpty();
  }

  @Test
  void shouldNeverWriteAKeyToAFileThatWasDestroyedBefore() throws IOException {
    // Given
    final byte[] secret = secrets()[0];
    final KeyValueStore<Bytes, byte[]> store = open();
    store.put(key(0), secret);

    // When
    store.put(key(0), GONE);

    // Then
    assertThat(filesWith(secret)).isEmpty();
    store.close();
    assertThat(filesWith(secret)).isEmpty();
  }

  private void fill(final byte[][] secrets) {
    // Three times, so that the rows lie in files of several levels.
    for (int part = 0; part < 3; part++) {
      final KeyValueStore<Bytes, byte[]> store = open();
      for (int i = part; i < ROWS; i += 3) {
        store.put(key(i), secrets[i]);
      }
      store.close();
    }
  }

  private static byte[][] secrets() {
    final Random random = new Random(7);
    final byte[][] secrets = new byte[ROWS][64];
    for (final byte[] secret : secrets) {
      random.nextBytes(secret);
    }
    return secrets;
  }

  private static Bytes key(final int row) {
    return Bytes.wrap(String.format("%012d", row).getBytes(StandardCharsets.UTF_8));
  }

  private KeyValueStore<Bytes, byte[]> open() {
    final Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "purging");
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
    final MockProcessorContext<Void, Void> context =
        new MockProcessorContext<>(settings, new TaskId(0, 0), directory.toFile());
    final KeyValueStore<Bytes, byte[]> store =
        PurgingRocksDbStore.supplier("secrets", value -> value.length == GONE.length).get();
    final StateStoreContext state = context.getStateStoreContext();
    store.init(state, store);
    return store;
  }

  private List<Path> filesWith(final byte[] secret) throws IOException {
    return Grep.files(directory, Map.of("secret", secret)).keySet().stream().toList();
  }

  /** Looks for bytes in files as they are on disk. */
  static final class Grep {

    private Grep() {}

    /** Files that hold any of the needles, with the needle's name. */
    static Map<Path, String> files(final Path directory, final Map<String, byte[]> needles)
        throws IOException {
      final Map<Path, String> found = new java.util.TreeMap<>();
      try (Stream<Path> files = Files.walk(directory)) {
        for (final Path file : files.filter(Files::isRegularFile).toList()) {
          final String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
          needles.forEach(
              (name, needle) -> {
                if (text.contains(new String(needle, StandardCharsets.ISO_8859_1))) {
                  found.put(file, name);
                }
              });
        }
      } catch (final java.nio.file.NoSuchFileException | java.io.UncheckedIOException e) {
        return files(directory, needles); // a file was deleted while we looked: look again
      }
      return found;
    }
  }
}

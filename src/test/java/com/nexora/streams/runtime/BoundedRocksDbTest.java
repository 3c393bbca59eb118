package com.nexora.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.streams.catalogue.Stores;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

final class BoundedRocksDbTest {

  private static final String BLOB_BYTES = "rocksdb.live-blob-file-size";
  private static final int ROWS = 100;

  @TempDir private Path directory;
  private final RocksDbMemory memory = new RocksDbMemory(64L << 20);

  @AfterEach
  void close() {
    memory.close();
  }

  @Test
  void shouldKeepRowsOfManyEntriesOutOfMergesAndGiveUpTheirFilesOnceTheyExpired()
      throws RocksDBException {
    try (Options options = options(Stores.AUDIT_ENTRIES);
        RocksDB database = RocksDB.open(options, directory.toString())) {
      // Given
      write(database, 0, 20_000);
      write(database, ROWS, 20_000);
      final long before = database.getLongProperty(BLOB_BYTES);

      // When: the older half expires
      for (int row = 0; row < ROWS; row++) {
        database.delete(key(row));
      }
      flush(database);
      database.compactRange();

      // Then
      assertThat(before).isGreaterThan(2 * ROWS * 20_000L);
      assertThat(database.getLongProperty(BLOB_BYTES)).isBetween(before / 2 - 1_000, before / 2);
      assertThat(database.get(key(ROWS))).hasSize(20_000);
    }
  }

  @Test
  void shouldKeepSingleEntriesInTables() throws RocksDBException {
    try (Options options = options(Stores.AUDIT_ENTRIES + "-short");
        RocksDB database = RocksDB.open(options, directory.toString())) {
      // When
      write(database, 0, 700);

      // Then
      assertThat(database.getLongProperty(BLOB_BYTES)).isZero();
    }
  }

  @Test
  void shouldKeepWhatIsOftenOverwrittenInTables() throws RocksDBException {
    try (Options options = options(Stores.AUDIT_TILES);
        RocksDB database = RocksDB.open(options, directory.toString())) {
      // When
      write(database, 0, 20_000);

      // Then
      assertThat(database.getLongProperty(BLOB_BYTES)).isZero();
    }
  }

  private Options options(final String store) {
    final Options options = new Options().setCreateIfMissing(true);
    options.setTableFormatConfig(new BlockBasedTableConfig());
    new BoundedRocksDb().setConfig(store, options, Map.of(RocksDbMemory.KEY, memory));
    return options;
  }

  private static void write(final RocksDB database, final int from, final int bytes)
      throws RocksDBException {
    final Random random = new Random(from);
    for (int row = from; row < from + ROWS; row++) {
      final byte[] value = new byte[bytes];
      random.nextBytes(value);
      database.put(key(row), value);
    }
    flush(database);
  }

  private static void flush(final RocksDB database) throws RocksDBException {
    try (FlushOptions wait = new FlushOptions().setWaitForFlush(true)) {
      database.flush(wait);
    }
  }

  private static byte[] key(final int row) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(row).array();
  }
}

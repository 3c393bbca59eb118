package com.nexora.streams.runtime;

import com.nexora.streams.catalogue.Stores;
import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.CompressionType;
import org.rocksdb.Options;

/**
 * Makes every store use the instance's shared {@link RocksDbMemory}. Kafka Streams creates one
 * object of this class per store and hands it the application's settings, which carry the memory.
 *
 * <p>Kafka Streams leaves files uncompressed. Panes and other states are small records of much the
 * same bytes: fresh files are compressed fast, the oldest and by far largest well ({@code
 * docs/analytics.md} has figures). Sealed entries are many, large, written once, and for the most
 * part ciphertext and hashes: there compressing well costs more than the sealing, for little
 * ({@code docs/audit.md}).
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {

  private static final long BLOCK_BYTES = 16 * 1024L;
  private static final long WRITE_BUFFER_BYTES = 8L << 20;
  private static final int WRITE_BUFFERS = 2;

  /** The larger, the fewer times an entry is written anew; the shared memory bounds the sum. */
  private static final long ENTRIES_WRITE_BUFFER_BYTES = 32L << 20;

  /**
   * Sorted runs before they are merged: an entry is written fewer times, and reads of one key ask
   * each run's filter first.
   */
  private static final int ENTRIES_RUNS = 10;

  /**
   * Rows of many entries lie in files of their own, and merges carry on where they lie. They are
   * written in the order in which they expire, so such a file is given up as a whole.
   */
  private static final long BLOB_BYTES = 2 * 1024L;

  @Override
  public void setConfig(
      final String storeName, final Options options, final Map<String, Object> configs) {
    if (!(configs.get(RocksDbMemory.KEY) instanceof RocksDbMemory memory)) {
      throw new IllegalStateException(
          "store " + storeName + ": no shared RocksDB memory among the settings");
    }
    final BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(memory.cache());
    table.setBlockSize(BLOCK_BYTES);
    table.setCacheIndexAndFilterBlocks(true);
    table.setCacheIndexAndFilterBlocksWithHighPriority(true);
    table.setPinTopLevelIndexAndFilter(true);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(memory.writeBuffers());
    final boolean entries = storeName.startsWith(Stores.AUDIT_ENTRIES);
    options.setWriteBufferSize(entries ? ENTRIES_WRITE_BUFFER_BYTES : WRITE_BUFFER_BYTES);
    options.setMaxWriteBufferNumber(WRITE_BUFFERS);
    if (entries) {
      options.setLevel0FileNumCompactionTrigger(ENTRIES_RUNS);
      options.setEnableBlobFiles(true);
      options.setMinBlobSize(BLOB_BYTES);
      options.setBlobCompressionType(CompressionType.LZ4_COMPRESSION);
    }
    options.setCompressionType(CompressionType.LZ4_COMPRESSION);
    options.setBottommostCompressionType(
        entries ? CompressionType.LZ4_COMPRESSION : CompressionType.ZSTD_COMPRESSION);
  }

  @Override
  public void close(final String storeName, final Options options) {
    // The memory outlives the store: its owner closes it after the last one.
  }
}

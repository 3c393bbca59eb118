package com.nexora.streams.bench.product;

import com.nexora.streams.bench.BenchException;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.runtime.BoundedRocksDb;
import com.nexora.streams.runtime.RocksDbMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompactionStyle;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/**
 * A RocksDB with the options that Kafka Streams 4.3 gives a store, and ours over them, as in
 * production, but without Kafka around it.
 */
final class PaneDisk implements AutoCloseable {

  private static final long STREAMS_WRITE_BUFFER = 16L << 20;
  private static final int STREAMS_WRITE_BUFFERS = 3;
  private static final long STREAMS_BLOCK = 4_096;
  private static final long MEMORY = 256L << 20;

  private final Path directory;
  private final RocksDbMemory memory;
  private final Options options;
  private final RocksDB store;
  private final WriteOptions unlogged;

  /**
   * @param directory exists and is empty
   * @param compression in place of the one that we ship; null for that
   */
  PaneDisk(final Path directory, final @Nullable CompressionType compression) {
    this.directory = directory;
    memory = new RocksDbMemory(MEMORY); // loads the native library, so it is first
    unlogged = new WriteOptions().setDisableWAL(true);
    options = streamsOptions();
    new BoundedRocksDb().setConfig(Stores.METRIC_PANES, options, Map.of(RocksDbMemory.KEY, memory));
    if (compression != null) {
      options.setCompressionType(compression);
      options.setBottommostCompressionType(compression);
    }
    try {
      store = RocksDB.open(options, directory.toString());
    } catch (final RocksDBException e) {
      throw failed(e);
    }
  }

  private static Options streamsOptions() {
    final BlockBasedTableConfig table = new BlockBasedTableConfig();
    table.setBlockSize(STREAMS_BLOCK);
    table.setFilterPolicy(new BloomFilter());
    return new Options()
        .setTableFormatConfig(table)
        .setWriteBufferSize(STREAMS_WRITE_BUFFER)
        .setMaxWriteBufferNumber(STREAMS_WRITE_BUFFERS)
        .setCompressionType(CompressionType.NO_COMPRESSION)
        .setCompactionStyle(CompactionStyle.UNIVERSAL)
        .setCreateIfMissing(true);
  }

  void put(final byte[] key, final byte[] value) {
    try {
      store.put(unlogged, key, value);
    } catch (final RocksDBException e) {
      throw failed(e);
    }
  }

  /** Compacts all and tells how many bytes its files have. */
  long compactedBytes() {
    try (FlushOptions wait = new FlushOptions().setWaitForFlush(true)) {
      store.flush(wait);
      store.compactRange();
    } catch (final RocksDBException e) {
      throw failed(e);
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(f -> f.toString().endsWith(".sst")).mapToLong(PaneDisk::size).sum();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long size(final Path file) {
    try {
      return Files.size(file);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The compression that is in force. */
  CompressionType compression() {
    return options.compressionType();
  }

  private static BenchException failed(final RocksDBException e) {
    return new BenchException("RocksDB: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    store.close();
    options.close();
    unlogged.close();
    memory.close();
  }
}

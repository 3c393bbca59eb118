package com.nexora.streams.runtime;

import java.lang.management.ManagementFactory;
import java.util.Optional;

/**
 * What the process will use against what it may use, all in bytes.
 *
 * <p>A container that outgrows its limit is killed without a word, usually under load: better to
 * refuse the plan at the start.
 *
 * @param limit what the process may use
 * @param heap largest heap
 * @param caches record cache, buffers of changes and records that wait, part of the heap
 * @param rocksDb bound of RocksDB, outside the heap
 * @param overhead code, threads, network buffers, the allocator's slack
 */
public record MemoryPlan(long limit, long heap, long caches, long rocksDb, long overhead) {

  private static final long BASE_OVERHEAD = 160L << 20;
  private static final long PER_THREAD = 4L << 20;
  private static final double CACHE_SHARE_OF_HEAP = 0.6;

  /** The plan of this process. */
  public static MemoryPlan of(final ProcessingSettings settings) {
    final long limit =
        settings.memoryLimitBytes() > 0 ? settings.memoryLimitBytes() : containerLimit();
    return new MemoryPlan(
        limit,
        Runtime.getRuntime().maxMemory(),
        settings.cacheBytes() + settings.bufferBytes() + settings.waitingBytes(),
        settings.rocksDbBytes(),
        BASE_OVERHEAD + PER_THREAD * settings.threads());
  }

  /** Everything the process may come to use. */
  public long total() {
    return heap + rocksDb + overhead;
  }

  /** Why the plan cannot hold, or nothing if it can. */
  public Optional<String> problem() {
    if (caches > heap * CACHE_SHARE_OF_HEAP) {
      return Optional.of(
          ConfigKeys.CACHE_BYTES
              + ", "
              + ConfigKeys.BUFFER_BYTES
              + " and "
              + RetryKeys.MAX_BYTES
              + ", together "
              + mib(caches)
              + ", leave too little of the heap of "
              + mib(heap)
              + ". Set them to at most "
              + mib((long) (heap * CACHE_SHARE_OF_HEAP))
              + ", or give the process a larger heap (-Xmx).");
    }
    if (total() > limit) {
      return Optional.of(
          "heap "
              + mib(heap)
              + " + RocksDB "
              + mib(rocksDb)
              + " + overhead "
              + mib(overhead)
              + " = "
              + mib(total())
              + " does not fit the memory limit of "
              + mib(limit)
              + ". Lower "
              + ConfigKeys.ROCKSDB_BYTES
              + " or the heap (-Xmx or -XX:MaxRAMPercentage), or raise the limit ("
              + ConfigKeys.MEMORY_LIMIT
              + ", by default the container's).");
    }
    return Optional.empty();
  }

  private static long containerLimit() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean machine
        ? machine.getTotalMemorySize()
        : Long.MAX_VALUE;
  }

  private static String mib(final long bytes) {
    return (bytes >> 20) + " MiB";
  }
}

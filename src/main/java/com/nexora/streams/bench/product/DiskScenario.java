package com.nexora.streams.bench.product;

import com.nexora.streams.bench.Bench;
import com.nexora.streams.bench.BenchContext;
import com.nexora.streams.bench.Row;
import com.nexora.streams.bench.Scenario;
import com.nexora.streams.bench.Section;
import com.nexora.streams.bench.Spread;
import com.nexora.streams.catalogue.EntityKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.CompressionType;

/**
 * How many bytes on disk the figures of 10,000 agents take after a day with an event of each every
 * second.
 *
 * <p>Those are 864 million events. They are not sent: a few agents' days are counted event by event
 * with the product's own classes, and every agent of the store gets one of these days under its own
 * key. RocksDB compresses blocks of one or two agents, so that repeats do not make it smaller.
 */
public final class DiskScenario implements Scenario {

  private static final long DAY_MS = 86_400_000;
  private static final int AGENTS = 10_000;
  private static final String TENANT = "acme";

  /**
   * How much.
   *
   * @param days agents whose day is counted
   * @param agents agents in the store as we ship it
   * @param sample agents in the others, which are scaled up
   */
  private record Size(int days, int agents, int sample) {}

  /** Number and bytes (keys and values) of one kind of panes. */
  private record Count(long panes, long bytes) {

    Count plus(final Count other) {
      return new Count(panes + other.panes, bytes + other.bytes);
    }
  }

  /**
   * One store.
   *
   * @param variant name in the report
   * @param metrics measured by each event
   * @param agents in the store
   * @param bytes of its files
   */
  private record Store(
      String variant,
      int metrics,
      int agents,
      long bytes,
      CompressionType compression,
      Map<DayOfPanes.Kind, Count> kinds) {

    /** Bytes of 10,000 agents. */
    double scaled() {
      return (double) bytes * AGENTS / agents;
    }
  }

  @Override
  public String name() {
    return "disk";
  }

  @Override
  public Section run(final BenchContext context) {
    final Size size = context.options().small() ? new Size(1, 20, 20) : new Size(16, AGENTS, 1_000);
    final List<Store> stores = new ArrayList<>();
    for (final int metrics : new int[] {3, 1}) {
      context.progress().accept("disk: counting days of %d metric(s)".formatted(metrics));
      final List<DayOfPanes> days = days(size.days(), metrics);
      final String suffix = metrics == 3 ? "" : "-one-metric";
      stores.add(fill(context, "shipped" + suffix, days, metrics, size.agents(), null));
      for (final CompressionType compression :
          List.of(
              CompressionType.NO_COMPRESSION,
              CompressionType.LZ4_COMPRESSION,
              CompressionType.ZSTD_COMPRESSION)) {
        final String variant = label(compression) + suffix;
        stores.add(fill(context, variant, days, metrics, size.sample(), compression));
      }
    }
    return section(size, stores);
  }

  private static String label(final CompressionType compression) {
    return switch (compression) {
      case NO_COMPRESSION -> "none";
      case LZ4_COMPRESSION -> "lz4";
      case ZSTD_COMPRESSION -> "zstd";
      default -> compression.name().toLowerCase(Locale.ROOT);
    };
  }

  private static List<DayOfPanes> days(final int number, final int metrics) {
    final long from = Math.floorDiv(System.currentTimeMillis(), DAY_MS) * DAY_MS - DAY_MS;
    final List<DayOfPanes> days = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      days.add(DayOfPanes.of(i, from, metrics));
    }
    return days;
  }

  private static Store fill(
      final BenchContext context,
      final String variant,
      final List<DayOfPanes> days,
      final int metrics,
      final int agents,
      final @Nullable CompressionType compression) {
    final Path directory = context.directory().resolve("disk-" + variant);
    Bench.deleteTree(directory);
    try {
      Files.createDirectories(directory);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    final Map<DayOfPanes.Kind, Count> kinds = new EnumMap<>(DayOfPanes.Kind.class);
    try (PaneDisk disk = new PaneDisk(directory, compression)) {
      for (int agent = 0; agent < agents; agent++) {
        final byte[] owner = EntityKey.bytes(TENANT, AgentFeed.agentId(agent));
        days.get(agent % days.size())
            .forEach(
                owner,
                (kind, key, value) -> {
                  disk.put(key, value);
                  kinds.merge(kind, new Count(1, key.length + value.length), Count::plus);
                });
      }
      final Store store =
          new Store(variant, metrics, agents, disk.compactedBytes(), disk.compression(), kinds);
      context
          .progress()
          .accept("disk: %s, %,.0f MB for 10,000 agents".formatted(variant, store.scaled() / 1e6));
      return store;
    } finally {
      Bench.deleteTree(directory);
    }
  }

  private Section section(final Size size, final List<Store> stores) {
    final List<Row> rows = new ArrayList<>();
    final StringBuilder text =
        new StringBuilder(
            """
            ## disk

            Panes of 10,000 agents after a day of an event a second each (lognormal response times, sigma 0.5; with three \
            metrics also tokens and cost): %d minutes, 96 quarters and 24 hours of each. The days of %d agent(s) were counted event \
            by event with the product's classes and given to all; stored with the product's RocksDB options and compacted. \
            Stores of fewer agents are scaled up. The panes of tenants and the state of owners are not in it: the former are \
            as many as of one agent per tenant and partition.

            | store | metrics | agents stored | compression | GB for 10,000 agents | bytes/agent | key and value, bytes: minute | quarter | hour |
            |---|---:|---:|---|---:|---:|---:|---:|---:|
            """
                .formatted(DayOfPanes.MINUTES_KEPT, size.days()));
    for (final Store store : stores) {
      text.append(
          "| %s | %d | %,d | %s | %.2f | %,d | %s | %s | %s |%n"
              .formatted(
                  store.variant(),
                  store.metrics(),
                  store.agents(),
                  label(store.compression()),
                  store.scaled() / 1e9,
                  store.bytes() / store.agents(),
                  mean(store, DayOfPanes.Kind.MINUTE),
                  mean(store, DayOfPanes.Kind.QUARTER),
                  mean(store, DayOfPanes.Kind.HOUR)));
      rows.add(Row.of(name(), store.variant(), AGENTS, "bytes", "B", Spread.of(store.scaled())));
    }
    return new Section(text.toString(), rows);
  }

  private static String mean(final Store store, final DayOfPanes.Kind kind) {
    final Count count = store.kinds().get(kind);
    return count == null ? "" : Long.toString(count.bytes() / count.panes());
  }
}

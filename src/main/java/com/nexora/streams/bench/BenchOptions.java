package com.nexora.streams.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What to measure.
 *
 * @param agents numbers of agents, one table each
 * @param events events on the topic
 * @param warmup events of each run that are not measured
 * @param rounds how often every variant has its turn
 * @param variants names, empty for all that are there
 * @param capSeconds longest warm-up and longest measured part of a run
 * @param profile whether to record where the time goes
 * @param dataDir where broker, logs and profiles are kept; null for a directory that goes at the
 *     end
 * @param small whether scenarios with sizes of their own take small ones
 */
public record BenchOptions(
    List<Integer> agents,
    long events,
    long warmup,
    int rounds,
    List<String> variants,
    int capSeconds,
    boolean profile,
    @Nullable Path dataDir,
    boolean small) {

  /** Figures worth quoting: the compiler of the JVM has nearly come to rest. */
  public static BenchOptions full() {
    return new BenchOptions(
        List.of(1_000, 10_000), 7_000_000, 2_000_000, 3, List.of(), 45, false, null, false);
  }

  /** Shows that it works, in seconds. */
  public static BenchOptions quick() {
    return new BenchOptions(List.of(50), 30_000, 3_000, 1, List.of(), 5, false, null, true);
  }

  /**
   * The variants that were asked for by name, in the order in which they were; empty if none was.
   *
   * @param all that there are
   * @throws BenchException that names those that there are, if one is asked for that is none
   */
  public <V> List<V> chosen(final List<V> all, final Function<V, String> name) {
    final List<V> chosen = new ArrayList<>();
    for (final String wanted : variants) {
      chosen.add(
          all.stream()
              .filter(variant -> name.apply(variant).equals(wanted))
              .findFirst()
              .orElseThrow(
                  () ->
                      new BenchException(
                          "there is no variant %s; there are %s"
                              .formatted(wanted, all.stream().map(name).toList()))));
    }
    return chosen;
  }

  /**
   * The same, refused if it makes no sense.
   *
   * @throws IllegalArgumentException that says what to give instead
   */
  public BenchOptions checked() {
    if (agents.isEmpty() || agents.stream().anyMatch(n -> n < 1)) {
      throw new IllegalArgumentException("--agents takes numbers from 1, such as 1000,10000");
    }
    if (warmup < 0 || events <= warmup) {
      throw new IllegalArgumentException(
          "--events %d leaves nothing to measure after --warmup %d: give more events"
              .formatted(events, warmup));
    }
    if (rounds < 1 || capSeconds < 1) {
      throw new IllegalArgumentException("--rounds and --cap start at 1");
    }
    return this;
  }
}

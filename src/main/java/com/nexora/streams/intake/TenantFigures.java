package com.nexora.streams.intake;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one tenant has sent to this instance: counts since the instance began, the rate of the last
 * minute, latencies of the last one to two minutes. Takes a fixed amount of memory, whatever words
 * a sender makes up. Thread-safe.
 */
public final class TenantFigures {

  /** Stands for all names beyond those that are counted by themselves. */
  static final String OTHER = "other";

  static final int MAX_NAMES = 64;

  private static final int SECONDS = 60;
  private static final long MINUTE_MS = 60_000;
  private static final double GROWTH = Math.log(1.1);
  private static final int BINS = 160;

  private final long[] perSecond = new long[SECONDS];
  private final long[] secondOf = new long[SECONDS];
  private final Map<String, Long> types = new HashMap<>();
  private final Map<String, Long> sources = new HashMap<>();
  private final Map<String, Long> refusals = new TreeMap<>();
  private final long since;
  private int[] latencies = new int[BINS];
  private int[] latenciesBefore = new int[BINS];
  private long latenciesSince;
  private long accepted;
  private long refused;
  private long failed;
  private long repeats;
  private long throttled;

  /**
   * @param now epoch milliseconds, as everywhere here
   */
  TenantFigures(final long now) {
    since = now;
    latenciesSince = now;
  }

  /**
   * An event was acknowledged.
   *
   * @param nanos since it arrived
   */
  public synchronized void accepted(
      final String type, final String source, final long nanos, final long now) {
    accepted++;
    count(types, type);
    count(sources, source);
    final int slot = (int) (now / 1_000 % SECONDS);
    if (secondOf[slot] != now / 1_000) {
      secondOf[slot] = now / 1_000;
      perSecond[slot] = 0;
    }
    perSecond[slot]++;
    turn(now);
    latencies[bin(nanos)]++;
  }

  /** An event was refused. */
  public synchronized void refused(final String reason) {
    refused++;
    count(refusals, reason);
  }

  /** The brokers did not acknowledge an event. */
  public synchronized void failed() {
    failed++;
  }

  /** A request came again under its key. */
  public synchronized void repeated() {
    repeats++;
  }

  /** A request was refused because the quota was used up. */
  public synchronized void throttled() {
    throttled++;
  }

  /** A name with how often it came. */
  public record Count(String name, long count) {}

  /**
   * The figures at one time.
   *
   * @param since when counting began, epoch milliseconds
   * @param eventsPerSecond accepted, over the last minute
   * @param p50Ms median latency in milliseconds, within 10 %; NaN if there was none lately
   * @param refusals by reason
   */
  public record Snapshot(
      long since,
      double eventsPerSecond,
      long accepted,
      long refused,
      long failed,
      long repeats,
      long throttled,
      double p50Ms,
      double p95Ms,
      double p99Ms,
      Map<String, Long> refusals,
      List<Count> topTypes,
      List<Count> topSources) {}

  /**
   * The figures now.
   *
   * @param top most names of each list
   */
  public synchronized Snapshot at(final long now, final int top) {
    turn(now);
    long lately = 0;
    for (int i = 0; i < SECONDS; i++) {
      if (secondOf[i] > now / 1_000 - SECONDS) {
        lately += perSecond[i];
      }
    }
    final double seconds = Math.max(1, Math.min(SECONDS, (now - since) / 1_000.0));
    return new Snapshot(
        since,
        lately / seconds,
        accepted,
        refused,
        failed,
        repeats,
        throttled,
        quantile(0.5),
        quantile(0.95),
        quantile(0.99),
        Map.copyOf(refusals),
        top(types, top),
        top(sources, top));
  }

  private static void count(final Map<String, Long> counts, final String name) {
    final boolean known = counts.containsKey(name) || counts.size() < MAX_NAMES;
    counts.merge(known ? name : OTHER, 1L, Long::sum);
  }

  private void turn(final long now) {
    if (now - latenciesSince >= MINUTE_MS) {
      latenciesBefore = now - latenciesSince >= 2 * MINUTE_MS ? new int[BINS] : latencies;
      latencies = new int[BINS];
      latenciesSince = now;
    }
  }

  /** Bin n holds up to 1.1^n times 0.01 ms. */
  private static int bin(final long nanos) {
    final double hundredths = nanos / 1e4;
    return hundredths <= 1 ? 0 : (int) Math.min(BINS - 1, Math.ceil(Math.log(hundredths) / GROWTH));
  }

  private double quantile(final double quantile) {
    long all = 0;
    for (int i = 0; i < BINS; i++) {
      all += latencies[i] + latenciesBefore[i];
    }
    long rank = (long) Math.ceil(quantile * all);
    for (int i = 0; i < BINS && all > 0; i++) {
      rank -= latencies[i] + latenciesBefore[i];
      if (rank <= 0) {
        return Math.exp(i * GROWTH) / 100;
      }
    }
    return Double.NaN;
  }

  private static List<Count> top(final Map<String, Long> counts, final int most) {
    final List<Count> all = new ArrayList<>();
    counts.forEach((name, count) -> all.add(new Count(name, count)));
    all.sort(Comparator.comparingLong(Count::count).reversed().thenComparing(Count::name));
    return List.copyOf(all.subList(0, Math.min(most, all.size())));
  }
}

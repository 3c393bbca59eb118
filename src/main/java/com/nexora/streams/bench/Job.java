package com.nexora.streams.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a worker is told.
 *
 * @param variant class name of the {@link Variant}
 * @param bootstrapServers of the broker
 * @param registryUrl of the schema registry
 * @param topic holds the events, Avro {@code AgentEvent} in wire format, keyed by entity
 * @param ends how many events each partition of the topic holds, offsets 0 to that
 * @param counts how many of these there are by event type
 * @param warmup events before the measured part
 * @param capSeconds longest warm-up, and longest measured part
 * @param runId unique per run: for group ids and the like
 * @param stateDir empty directory of its own
 * @param threads how many threads may work at the same time, where a variant can choose
 * @param cacheBytes record cache, where a variant has one
 * @param commitMs time between two commits, where a variant can choose
 * @param at latest event time of all, epoch milliseconds
 * @param owners whose windows are compared
 * @param profile file for a JFR recording of the measured part, empty for none
 * @param options whatever else one variant wants to be told
 */
public record Job(
    String variant,
    String bootstrapServers,
    String registryUrl,
    String topic,
    Map<Integer, Long> ends,
    Map<String, Long> counts,
    long warmup,
    int capSeconds,
    String runId,
    Path stateDir,
    int threads,
    long cacheBytes,
    long commitMs,
    long at,
    List<Owner> owners,
    String profile,
    Map<String, String> options) {

  /** Lengths of the windows, in minutes. */
  public static final List<Integer> WINDOW_MINUTES = List.of(1, 5, 15, 60, 1_440);

  /** How many events there are. */
  public long events() {
    return ends.values().stream().mapToLong(Long::longValue).sum();
  }
}

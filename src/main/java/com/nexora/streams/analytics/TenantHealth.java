package com.nexora.streams.analytics;

import com.nexora.events.TenantPulse;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the agents of one tenant together: minutes that still gather the pulses of the
 * partitions, and what is wrong now, by metric.
 *
 * <p>Format 1, big-endian: version, last arrival, last judged minute, the gathering minutes, the
 * incidents, CRC-32C.
 */
final class TenantHealth {

  private static final byte VERSION = 1;
  private static final String WHAT = "health of a tenant";

  /** When the last pulse arrived, epoch milliseconds. */
  long lastArrival = Long.MIN_VALUE;

  /** Last minute that was judged. */
  long judged = Long.MIN_VALUE;

  /** Minutes that wait for the pulses of other partitions. */
  final TreeMap<Long, Gathering> gathering = new TreeMap<>();

  /** What is wrong, by metric. */
  final TreeMap<String, Incident> incidents = new TreeMap<>();

  /** The agents of a tenant in one minute, as far as partitions have told. */
  static final class Gathering {
    private final long since;
    private long active;
    private final TreeMap<String, Long> degraded = new TreeMap<>();

    Gathering(final long since) {
      this.since = since;
    }

    /** When the first pulse of the minute arrived. */
    long since() {
      return since;
    }

    long active() {
      return active;
    }

    long degraded(final String metric) {
      return degraded.getOrDefault(metric, 0L);
    }

    Iterable<String> metrics() {
      return degraded.keySet();
    }
  }

  /**
   * Adds a partition's part of a minute.
   *
   * @param arrival epoch milliseconds
   * @return false if the minute was judged already, which then stands
   */
  boolean add(final TenantPulse pulse, final long arrival) {
    lastArrival = Math.max(lastArrival, arrival);
    if (pulse.getMinute() <= judged) {
      return false;
    }
    final Gathering minute =
        gathering.computeIfAbsent(pulse.getMinute(), unused -> new Gathering(arrival));
    minute.active += pulse.getActive();
    pulse
        .getDegraded()
        .forEach((metric, agents) -> minute.degraded.merge(metric, agents, Long::sum));
    return true;
  }

  /**
   * Reads it back.
   *
   * @param bytes null for a tenant that nothing is known of
   * @throws CorruptStateException if they are damaged or of an unknown version
   */
  static TenantHealth decode(final byte @Nullable [] bytes) {
    final TenantHealth health = new TenantHealth();
    if (bytes == null) {
      return health;
    }
    final int end = bytes.length - Integer.BYTES;
    if (end < 1 || bytes[0] != VERSION) {
      throw new CorruptStateException(WHAT, "too short, or of an unknown version");
    }
    if (FlatHistogram.getInt(bytes, end) != FlatHistogram.checksum(bytes, 0, end)) {
      throw new CorruptStateException(WHAT, "checksum of " + bytes.length + " bytes is wrong");
    }
    final ByteBuffer in = ByteBuffer.wrap(bytes, 1, end - 1);
    try {
      health.read(in);
    } catch (final BufferUnderflowException e) {
      throw new CorruptStateException(WHAT, "it ends too early");
    }
    return health;
  }

  private void read(final ByteBuffer in) {
    lastArrival = in.getLong();
    judged = in.getLong();
    for (int i = in.getInt(); i > 0; i--) {
      final long start = in.getLong();
      final Gathering minute = new Gathering(in.getLong());
      minute.active = in.getLong();
      for (int j = in.getInt(); j > 0; j--) {
        minute.degraded.put(readName(in), in.getLong());
      }
      gathering.put(start, minute);
    }
    for (int i = in.getInt(); i > 0; i--) {
      incidents.put(readName(in), AgentMemory.readIncident(in));
    }
  }

  private static String readName(final ByteBuffer in) {
    final byte[] name = new byte[in.get() & 0xFF];
    in.get(name);
    return new String(name, StandardCharsets.UTF_8);
  }

  /** It as bytes. */
  byte[] encode() {
    final int names = 1 + Pane.MAX_NAME;
    int length = 1 + 2 * Long.BYTES + 2 * Integer.BYTES + Integer.BYTES;
    for (final Gathering minute : gathering.values()) {
      length += 3 * Long.BYTES + Integer.BYTES + minute.degraded.size() * (names + Long.BYTES);
    }
    length += incidents.size() * (names + AgentMemory.INCIDENT);
    final ByteBuffer out = ByteBuffer.allocate(length);
    out.put(VERSION).putLong(lastArrival).putLong(judged).putInt(gathering.size());
    gathering.forEach((start, minute) -> write(out, start, minute));
    out.putInt(incidents.size());
    incidents.forEach(
        (metric, incident) -> {
          writeName(out, metric);
          AgentMemory.writeIncident(out, incident);
        });
    out.putInt(FlatHistogram.checksum(out.array(), 0, out.position()));
    return java.util.Arrays.copyOf(out.array(), out.position());
  }

  private static void write(final ByteBuffer out, final long start, final Gathering minute) {
    out.putLong(start).putLong(minute.since).putLong(minute.active).putInt(minute.degraded.size());
    for (final Map.Entry<String, Long> metric : minute.degraded.entrySet()) {
      writeName(out, metric.getKey());
      out.putLong(metric.getValue());
    }
  }

  private static void writeName(final ByteBuffer out, final String name) {
    final byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    out.put((byte) utf8.length).put(utf8);
  }
}

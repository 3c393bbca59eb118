package com.nexora.streams.analytics;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the detector knows of one agent, between two looks at it.
 *
 * <p>An hour of the day that an agent never worked in takes no room: a young agent has about 250
 * bytes, one that works around the clock about 1.1 KB, and 300 bytes more for each named metric.
 * Format 1, big-endian, {@code docs/alerts.md}.
 */
final class AgentMemory {

  /** No minute. */
  static final long NEVER = Long.MIN_VALUE;

  private static final byte VERSION = 1;
  private static final int HEAD = 28;
  private static final int TRACK = 24;
  private static final int SLOT = 10;

  /** Bytes that an incident takes at most. */
  static final int INCIDENT = 33;

  /** Last minute that was judged for good. */
  long settled = NEVER;

  /** Last judged minute that had an event. */
  long lastActive = NEVER;

  /** Judged minutes with events, ever. */
  int activeMinutes;

  /** Longest run of empty minutes that is natural to it, slowly forgotten. */
  double longestGap;

  /** Minutes in a row whose throughput was too low. */
  int lowRun;

  /** Whether it has been silent for so long that nobody waits for it. */
  boolean gone;

  /** The fixed ones in the order of their kinds, then the named ones in the order of names. */
  final List<Track> tracks = new ArrayList<>();

  AgentMemory() {
    for (int kind = 0; kind < Track.Kind.FIXED; kind++) {
      tracks.add(new Track(Track.Kind.values()[kind], ""));
    }
  }

  Track track(final Track.Kind kind) {
    return tracks.get(kind.ordinal());
  }

  /** Whether something is wrong with it. */
  boolean hasIncident() {
    for (final Track track : tracks) {
      if (track.incident != null) {
        return true;
      }
    }
    return false;
  }

  /**
   * Reads a memory.
   *
   * @param bytes null for an agent that nothing is known of
   * @throws CorruptStateException if they are damaged or of an unknown version
   */
  static AgentMemory decode(final byte @Nullable [] bytes) {
    final AgentMemory memory = new AgentMemory();
    if (bytes == null) {
      return memory;
    }
    check(bytes);
    final ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1 - Integer.BYTES);
    try {
      memory.read(in);
    } catch (final BufferUnderflowException e) {
      throw new CorruptStateException("memory of an agent", "it ends too early");
    }
    if (in.hasRemaining()) {
      throw new CorruptStateException("memory of an agent", in.remaining() + " bytes are too many");
    }
    return memory;
  }

  private static void check(final byte[] bytes) {
    if (bytes.length < HEAD + Integer.BYTES) {
      throw new CorruptStateException("memory of an agent", bytes.length + " bytes are too few");
    }
    if (bytes[0] != VERSION) {
      throw new CorruptStateException("memory of an agent", "unknown version " + bytes[0]);
    }
    final int end = bytes.length - Integer.BYTES;
    if (FlatHistogram.getInt(bytes, end) != FlatHistogram.checksum(bytes, 0, end)) {
      throw new CorruptStateException(
          "memory of an agent", "checksum of " + bytes.length + " bytes is wrong");
    }
  }

  private void read(final ByteBuffer in) {
    settled = in.getLong();
    lastActive = in.getLong();
    activeMinutes = in.getInt();
    longestGap = in.getFloat();
    lowRun = in.get();
    gone = in.get() != 0;
    final int named = in.get();
    for (int i = 0; i < Track.Kind.FIXED; i++) {
      readTrack(in, tracks.get(i));
    }
    for (int i = 0; i < named; i++) {
      final byte[] name = new byte[in.get() & 0xFF];
      in.get(name);
      final Track track = new Track(Track.Kind.NAMED, new String(name, StandardCharsets.UTF_8));
      readTrack(in, track);
      tracks.add(track);
    }
  }

  private static void readTrack(final ByteBuffer in, final Track track) {
    track.within = in.getFloat();
    track.usual = in.getFloat();
    track.lastSeen = in.getLong();
    final int flags = in.getInt();
    for (int slot = 0; slot < Baseline.SLOTS; slot++) {
      if ((flags >>> slot & 1) != 0) {
        track.baseline.restore(slot, in.getFloat(), in.getFloat(), in.getShort() & 0xFFFF);
      }
    }
    if (flags < 0) {
      track.incident = readIncident(in);
    }
  }

  static Incident readIncident(final ByteBuffer in) {
    final long openedAt = in.getLong();
    final byte flags = in.get();
    final Incident incident = new Incident(openedAt, (flags & 1) != 0);
    incident.confirmed = (flags & 2) != 0;
    incident.peak = in.getFloat();
    incident.saidPeak = in.getFloat();
    incident.saidAt = in.getLong();
    incident.calm = in.getShort() & 0xFFFF;
    incident.shift = in.getFloat();
    incident.shiftMinutes = in.getShort() & 0xFFFF;
    return incident;
  }

  /** The memory as bytes. */
  byte[] encode() {
    int length = HEAD + Integer.BYTES;
    final byte[][] names = new byte[tracks.size()][];
    for (int i = 0; i < names.length; i++) {
      names[i] = tracks.get(i).name.getBytes(StandardCharsets.UTF_8);
      length += TRACK + 1 + names[i].length + slots(tracks.get(i)) * SLOT + INCIDENT;
    }
    final ByteBuffer out = ByteBuffer.allocate(length);
    out.put(VERSION).putLong(settled).putLong(lastActive).putInt(activeMinutes);
    out.putFloat((float) longestGap).put((byte) lowRun).put((byte) (gone ? 1 : 0));
    out.put((byte) (tracks.size() - Track.Kind.FIXED));
    for (int i = 0; i < names.length; i++) {
      if (i >= Track.Kind.FIXED) {
        out.put((byte) names[i].length).put(names[i]);
      }
      writeTrack(out, tracks.get(i));
    }
    out.putInt(FlatHistogram.checksum(out.array(), 0, out.position()));
    return java.util.Arrays.copyOf(out.array(), out.position());
  }

  private static int slots(final Track track) {
    int slots = 0;
    for (int slot = 0; slot < Baseline.SLOTS; slot++) {
      slots += track.baseline.minutes(slot) > 0 ? 1 : 0;
    }
    return slots;
  }

  private static void writeTrack(final ByteBuffer out, final Track track) {
    out.putFloat((float) track.within).putFloat((float) track.usual).putLong(track.lastSeen);
    final Baseline baseline = track.baseline;
    int flags = track.incident == null ? 0 : Integer.MIN_VALUE;
    for (int slot = 0; slot < Baseline.SLOTS; slot++) {
      flags |= baseline.minutes(slot) > 0 ? 1 << slot : 0;
    }
    out.putInt(flags);
    for (int slot = 0; slot < Baseline.SLOTS; slot++) {
      if (baseline.minutes(slot) > 0) {
        out.putFloat((float) baseline.level(slot))
            .putFloat((float) baseline.scale(slot))
            .putShort((short) baseline.minutes(slot));
      }
    }
    if (track.incident != null) {
      writeIncident(out, track.incident);
    }
  }

  static void writeIncident(final ByteBuffer out, final Incident incident) {
    out.putLong(incident.openedAt)
        .put((byte) ((incident.high ? 1 : 0) | (incident.confirmed ? 2 : 0)))
        .putFloat((float) incident.peak)
        .putFloat((float) incident.saidPeak)
        .putLong(incident.saidAt)
        .putShort((short) incident.calm)
        .putFloat((float) incident.shift)
        .putShort((short) incident.shiftMinutes);
  }
}

package com.nexora.streams.analytics;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of an owner of panes besides them. Format 1, big-endian, {@code docs/analytics.md}:
 *
 * <pre>
 *  0 version           1 byte, 1       26 empty minutes   4 bytes
 *  1 flags             1 byte          30 open alerts     1 byte: how many, for each: length of
 *  2 newest hour       8 bytes            the metric's name (1 byte), name (UTF-8)
 * 10 last settled      8 bytes          . memory          4 bytes length (-1 for none), bytes
 * 18 next look         8 bytes          . CRC-32C of all before, 4 bytes
 * </pre>
 *
 * @param newestHour the latest hour that a due entry was ever made for
 * @param settled start of the last minute that was judged for good
 * @param lookAt when a tick must look at it next, {@link #NEVER} if it need not
 * @param awake whether minutes without an event are judged too
 * @param live whether its last minute was judged as it happened, not from history
 * @param empty how many minutes without an event were judged in a row
 * @param open metrics with an open alert, at most 255
 * @param memory what the detector remembers
 */
record OwnerState(
    long newestHour,
    long settled,
    long lookAt,
    boolean awake,
    boolean live,
    int empty,
    SortedSet<String> open,
    byte @Nullable [] memory) {

  /** No time. */
  static final long NEVER = Long.MAX_VALUE;

  private static final byte VERSION = 1;
  private static final int AWAKE = 1;
  private static final int LIVE = 2;
  private static final int FIXED = 31;
  private static final int MOST_OPEN = 255;

  /** The state of an owner whose first minute this is, epoch milliseconds. */
  static OwnerState first(final long minute) {
    return new OwnerState(
        Long.MIN_VALUE, minute - PaneKey.MINUTE_MS, NEVER, false, false, 0, new TreeSet<>(), null);
  }

  OwnerState withNewestHour(final long hour) {
    return new OwnerState(hour, settled, lookAt, awake, live, empty, open, memory);
  }

  OwnerState withLookAt(final long time) {
    return new OwnerState(newestHour, settled, time, awake, live, empty, open, memory);
  }

  /** The state after a look that judged nothing for good. */
  OwnerState observed(final Verdict verdict) {
    return new OwnerState(
        newestHour, settled, lookAt, awake, live, empty, openAfter(verdict), verdict.memory());
  }

  /** The state after a minute with events was judged. */
  OwnerState settled(final long minute, final Verdict verdict, final boolean asItHappened) {
    return new OwnerState(
        newestHour,
        minute,
        lookAt,
        verdict.awake(),
        asItHappened,
        0,
        openAfter(verdict),
        verdict.memory());
  }

  /** The state after a minute without events was judged. */
  OwnerState settledEmpty(final long minute, final Verdict verdict) {
    return new OwnerState(
        newestHour,
        minute,
        lookAt,
        verdict.awake(),
        live,
        empty + 1,
        openAfter(verdict),
        verdict.memory());
  }

  private SortedSet<String> openAfter(final Verdict verdict) {
    if (verdict.alerts().isEmpty()) {
      return open;
    }
    final SortedSet<String> after = new TreeSet<>(open);
    for (final AlertDraft alert : verdict.alerts()) {
      if (alert.state() == AlertDraft.State.CLOSE) {
        after.remove(alert.metric());
      } else if (after.size() < MOST_OPEN) {
        after.add(alert.metric());
      }
    }
    return after;
  }

  byte[] encode() {
    final ByteBuffer names = names();
    final int memoryLength = memory == null ? 0 : memory.length;
    final byte[] out = new byte[FIXED + names.remaining() + 2 * Integer.BYTES + memoryLength];
    final ByteBuffer to = ByteBuffer.wrap(out);
    to.put(VERSION).put((byte) ((awake ? AWAKE : 0) | (live ? LIVE : 0)));
    to.putLong(newestHour).putLong(settled).putLong(lookAt).putInt(empty);
    to.put((byte) open.size()).put(names).putInt(memory == null ? -1 : memoryLength);
    if (memory != null) {
      to.put(memory);
    }
    return FlatHistogram.seal(out);
  }

  private ByteBuffer names() {
    final ByteBuffer names = ByteBuffer.allocate(open.size() * (1 + 0xFF));
    for (final String metric : open) {
      final byte[] name = metric.getBytes(StandardCharsets.UTF_8);
      final int length = Math.min(0xFF, name.length);
      names.put((byte) length).put(name, 0, length);
    }
    return names.flip();
  }

  /**
   * Reads a state.
   *
   * @throws CorruptStateException if the bytes are damaged or of an unknown version
   */
  static OwnerState decode(final byte[] bytes) {
    final int end = bytes.length - Integer.BYTES;
    if (end < FIXED + Integer.BYTES) {
      throw new CorruptStateException("owner", bytes.length + " bytes are too few");
    }
    if (bytes[0] != VERSION) {
      throw new CorruptStateException("owner", "unknown version " + bytes[0]);
    }
    if (FlatHistogram.getInt(bytes, end) != FlatHistogram.checksum(bytes, 0, end)) {
      throw new CorruptStateException("owner", "checksum of " + bytes.length + " bytes is wrong");
    }
    try {
      return read(ByteBuffer.wrap(bytes, 1, end - 1));
    } catch (final BufferUnderflowException | NegativeArraySizeException e) {
      throw new CorruptStateException("owner", "a length reaches over the end");
    }
  }

  private static OwnerState read(final ByteBuffer in) {
    final byte flags = in.get();
    final long newestHour = in.getLong();
    final long settled = in.getLong();
    final long lookAt = in.getLong();
    final int empty = in.getInt();
    final SortedSet<String> open = new TreeSet<>();
    for (int left = in.get() & 0xFF; left > 0; left--) {
      final byte[] name = new byte[in.get() & 0xFF];
      in.get(name);
      open.add(new String(name, StandardCharsets.UTF_8));
    }
    final int length = in.getInt();
    byte[] memory = null;
    if (length >= 0) {
      memory = new byte[Math.min(length, in.remaining() + 1)];
      in.get(memory);
    }
    if (in.hasRemaining()) {
      throw new CorruptStateException("owner", in.remaining() + " bytes too many");
    }
    return new OwnerState(
        newestHour,
        settled,
        lookAt,
        (flags & AWAKE) != 0,
        (flags & LIVE) != 0,
        empty,
        open,
        memory);
  }

  @Override
  public boolean equals(final Object other) {
    return other instanceof OwnerState that && Arrays.equals(encode(), that.encode());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encode());
  }

  @Override
  public String toString() {
    return "OwnerState[settled=%d, lookAt=%d, awake=%s, open=%s]"
        .formatted(settled, lookAt, awake, open);
  }
}

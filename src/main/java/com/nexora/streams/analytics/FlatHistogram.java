package com.nexora.streams.analytics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A histogram whose byte[] is the state: it is never decoded to be changed.
 *
 * <p>A sketch kept as an object costs a read and a write of the whole of it for every event of a
 * stream; this one costs a copy and one counter. Merging is exact, and the bytes depend on the set
 * of values only, not on their order or on how they were split: replays, late events and merged
 * windows give identical bytes. An array is never changed once made, since caches hand it to
 * readers.
 *
 * <p>Values are whole millionths of a unit from 0 to {@link LogBins#MAX_VALUE}. At most {@value
 * #MAX_BINS} bins are kept, the lowest collapsing into the lowest kept one; that takes values
 * 4*10^17 apart. Format 1, big-endian, {@code docs/analytics.md}:
 *
 * <pre>
 *  0 version    1 byte, 1         14 minimum           8 bytes
 *  1 width      1, 2, 4 or 8      22 maximum           8 bytes
 *  2 first bin  2 bytes           30 sum              16 bytes
 *  4 bins       2 bytes           46 sum of squares   24 bytes
 *  6 count      8 bytes           70 counters         bins * width, then CRC-32C, 4 bytes
 * </pre>
 *
 * Zeros have no bin: they are what {@code count} exceeds the counters by.
 */
public final class FlatHistogram {

  /** How far a quantile is from the value it stands for, at most, as a part of that value. */
  public static final double RELATIVE_ERROR = 0.01;

  static final int MAX_BINS = 2_048;
  static final int COUNTERS = 70;
  static final int MIN_LENGTH = COUNTERS + Integer.BYTES;
  static final byte VERSION = 1;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  private FlatHistogram() {}

  /**
   * A new histogram that holds one value more.
   *
   * @param histogram what was there before, null for nothing
   * @param value in the metric's unit, kept to a millionth of it
   * @throws IllegalArgumentException if the value is negative, not a number or too large, see
   *     {@link Micros#refusal}
   * @throws CorruptStateException if the bytes are not a histogram
   */
  public static byte[] add(final byte @Nullable [] histogram, final double value) {
    final long micros = Micros.of(value);
    return histogram == null ? single(micros) : add(histogram, 0, histogram.length, micros);
  }

  /**
   * The histogram of all values of both.
   *
   * @throws CorruptStateException if the bytes are not histograms
   */
  public static byte[] merge(final byte[] a, final byte[] b) {
    return new HistogramSum().merge(a).merge(b).toBytes();
  }

  /**
   * The least value that at least the part {@code q} of all values do not exceed, to {@link
   * #RELATIVE_ERROR}; exact at both ends.
   *
   * @param q from 0 to 1
   * @throws CorruptStateException if the bytes are not a histogram
   */
  public static double quantile(final byte[] histogram, final double q) {
    return new HistogramSum().merge(histogram).quantile(q);
  }

  /** How many values a histogram holds. */
  public static long count(final byte[] histogram) {
    check(histogram, 0, histogram.length);
    return getLong(histogram, 6);
  }

  /** A histogram of one value, in millionths. */
  static byte[] single(final long micros) {
    final byte[] out = new byte[MIN_LENGTH + (micros == 0 ? 0 : 1)];
    out[0] = VERSION;
    out[1] = 1;
    if (micros != 0) {
      putShort(out, 2, LogBins.of(micros));
      putShort(out, 4, 1);
      out[COUNTERS] = 1;
    }
    putLong(out, 14, Long.MAX_VALUE);
    countIn(out, 0, micros);
    return seal(out);
  }

  /** As {@link #add(byte[], double)}, on a part of an array, in millionths. */
  static byte[] add(final byte[] in, final int at, final int length, final long micros) {
    check(in, at, length);
    final int first = getShort(in, at + 2);
    final int bins = getShort(in, at + 4);
    final int bin = micros == 0 ? first : LogBins.of(micros);
    if (micros == 0 || (bin >= first && bin < first + bins)) {
      final byte[] out = Arrays.copyOfRange(in, at, at + length);
      return addInPlace(out, 0, length, micros)
          ? out
          : new HistogramSum().merge(in, at, length).add(micros).toBytes();
    }
    final int newFirst = bins == 0 ? bin : Math.min(first, bin);
    final int newBins = Math.max(first + bins - 1, bin) - newFirst + 1;
    if (bins != 0 && newBins > MAX_BINS) {
      return new HistogramSum().merge(in, at, length).add(micros).toBytes();
    }
    return grow(in, at, newFirst, bins == 0 ? 1 : newBins, micros);
  }

  /**
   * Counts a value into a part of an array that the caller has made and shown to nobody, unless
   * that takes more bytes: then nothing changes and the answer is false.
   *
   * @throws CorruptStateException if the bytes are not a histogram
   */
  static boolean addInPlace(final byte[] own, final int at, final int length, final long micros) {
    check(own, at, length);
    if (micros != 0) {
      final int width = own[at + 1];
      final int bin = LogBins.of(micros) - getShort(own, at + 2);
      if (bin < 0
          || bin >= getShort(own, at + 4)
          || !increment(own, at + COUNTERS + bin * width, width)) {
        return false;
      }
    }
    countIn(own, at, micros);
    seal(own, at, length);
    return true;
  }

  /** A copy with more bins, of which the one of the new value holds 1. */
  private static byte[] grow(
      final byte[] in, final int at, final int newFirst, final int newBins, final long micros) {
    final int width = in[at + 1];
    final int bins = getShort(in, at + 4);
    final byte[] out = new byte[MIN_LENGTH + newBins * width];
    System.arraycopy(in, at, out, 0, COUNTERS);
    if (bins != 0) {
      final int shift = (getShort(in, at + 2) - newFirst) * width;
      System.arraycopy(in, at + COUNTERS, out, COUNTERS + shift, bins * width);
    }
    putShort(out, 2, newFirst);
    putShort(out, 4, newBins);
    increment(out, COUNTERS + (LogBins.of(micros) - newFirst) * width, width);
    countIn(out, 0, micros);
    return seal(out);
  }

  /** Adds 1 to a counter, or nothing and false if it would no longer fit its width. */
  private static boolean increment(final byte[] out, final int at, final int width) {
    final long next = getCounter(out, at, width) + 1;
    if (width < Long.BYTES && next >>> (8 * width) != 0) {
      return false;
    }
    putCounter(out, at, width, next);
    return true;
  }

  /** Counts a value in everywhere but in the bins. */
  private static void countIn(final byte[] out, final int at, final long micros) {
    putLong(out, at + 6, getLong(out, at + 6) + 1);
    putLong(out, at + 14, Math.min(getLong(out, at + 14), micros));
    putLong(out, at + 22, Math.max(getLong(out, at + 22), micros));
    addAt(out, at + 30, 2, 0, micros);
    addAt(out, at + 46, 3, Math.multiplyHigh(micros, micros), micros * micros);
  }

  /** Adds an unsigned 128-bit number to an unsigned number of two or three longs. */
  private static void addAt(
      final byte[] out, final int at, final int longs, final long high, final long low) {
    final int last = at + (longs - 1) * Long.BYTES;
    final long newLow = getLong(out, last) + low;
    putLong(out, last, newLow);
    final long carry = Long.compareUnsigned(newLow, low) < 0 ? 1 : 0;
    if (high == 0 && carry == 0) {
      return;
    }
    final int middle = last - Long.BYTES;
    final long addend = high + carry; // high < 2^62, so this cannot overflow
    final long newMiddle = getLong(out, middle) + addend;
    putLong(out, middle, newMiddle);
    if (longs == 3 && Long.compareUnsigned(newMiddle, addend) < 0) {
      putLong(out, at, getLong(out, at) + 1);
    }
  }

  /** Refuses bytes that are not one whole, undamaged histogram of a known version. */
  static void check(final byte[] in, final int at, final int length) {
    if (length < MIN_LENGTH || in.length - at < length) {
      throw new CorruptStateException("histogram", length + " bytes are too few");
    }
    if (in[at] != VERSION) {
      throw new CorruptStateException("histogram", "unknown version " + in[at]);
    }
    final int end = at + length - Integer.BYTES;
    if (getInt(in, end) != checksum(in, at, end)) {
      throw new CorruptStateException("histogram", "checksum of " + length + " bytes is wrong");
    }
    final int width = in[at + 1];
    final boolean knownWidth = width == 1 || width == 2 || width == 4 || width == 8;
    if (!knownWidth || length != MIN_LENGTH + getShort(in, at + 4) * width) {
      throw new CorruptStateException(
          "histogram", length + " bytes do not fit its bins of width " + width);
    }
  }

  /** Writes the checksum into the last four bytes. */
  static byte[] seal(final byte[] out) {
    seal(out, 0, out.length);
    return out;
  }

  private static void seal(final byte[] out, final int at, final int length) {
    final int end = at + length - Integer.BYTES;
    putInt(out, end, checksum(out, at, end));
  }

  static int checksum(final byte[] in, final int from, final int to) {
    final CRC32C crc = new CRC32C();
    crc.update(in, from, to - from);
    return (int) crc.getValue();
  }

  static long getCounter(final byte[] in, final int at, final int width) {
    return switch (width) {
      case 1 -> in[at] & 0xFFL;
      case 2 -> getShort(in, at);
      case 4 -> getInt(in, at) & 0xFFFF_FFFFL;
      default -> getLong(in, at);
    };
  }

  static void putCounter(final byte[] out, final int at, final int width, final long value) {
    switch (width) {
      case 1 -> out[at] = (byte) value;
      case 2 -> putShort(out, at, (int) value);
      case 4 -> putInt(out, at, (int) value);
      default -> putLong(out, at, value);
    }
  }

  static long getLong(final byte[] in, final int at) {
    return (long) LONG.get(in, at);
  }

  static void putLong(final byte[] out, final int at, final long value) {
    LONG.set(out, at, value);
  }

  static int getInt(final byte[] in, final int at) {
    return (int) INT.get(in, at);
  }

  static void putInt(final byte[] out, final int at, final int value) {
    INT.set(out, at, value);
  }

  /** Unsigned. */
  static int getShort(final byte[] in, final int at) {
    return (short) SHORT.get(in, at) & 0xFFFF;
  }

  static void putShort(final byte[] out, final int at, final int value) {
    SHORT.set(out, at, (short) value);
  }
}

package com.nexora.streams.analytics;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One owner's minute: event counts and one histogram per metric, in one flat byte[], so that an
 * event costs one read and one write of a store whatever it measures.
 *
 * <p>The bytes depend on the set of events only. That also decides which metrics share {@value
 * #OTHER} when there are too many: not those that came last but those whose names sort last, for a
 * name that once had to go can then never come back. Format 1, big-endian, {@code
 * docs/analytics.md}:
 *
 * <pre>
 *  0 version        1 byte, 1       33 metrics        2 bytes
 *  1 last arrival   8 bytes         35 for each metric, by name: length of the name (1 byte),
 *  9 events         8 bytes            name (UTF-8), length of its histogram (4 bytes)
 * 17 successes      8 bytes          . CRC-32C of all before, 4 bytes
 * 25 failures       8 bytes          . the histograms, in the same order
 * </pre>
 */
final class Pane {

  /** The metric that holds what an event took, in milliseconds. Always kept. */
  static final String RESPONSE_TIME = "responseTime";

  /** The metric that holds the values of all metrics that did not fit. */
  static final String OTHER = "other";

  /** How many metrics a pane keeps apart, besides {@link #RESPONSE_TIME} and {@link #OTHER}. */
  static final int MAX_METRICS = 64;

  /** Longest name of a metric of its own, in bytes of UTF-8; longer ones count under other. */
  static final int MAX_NAME = 128;

  /** Up to so many metrics are looked for one by one. */
  private static final int MAX_SCANNED = 16;

  private static final byte VERSION = 1;
  private static final int LAST_ARRIVAL = 1;
  private static final int EVENTS = 9;
  private static final int SUCCESSES = 17;
  private static final int FAILURES = 25;
  private static final int METRICS = 33;
  private static final int DIRECTORY = 35;
  private static final byte[] RESPONSE_TIME_NAME = name(RESPONSE_TIME);
  private static final byte[] OTHER_NAME = name(OTHER);

  private Pane() {}

  /** A metric's histogram where it lies. */
  record Section(byte[] name, byte[] in, int at, int length) {

    static Section whole(final byte[] name, final byte[] histogram) {
      return new Section(name, histogram, 0, histogram.length);
    }

    boolean isNamed(final byte[] other) {
      return Arrays.equals(name, other);
    }
  }

  /**
   * A new pane that holds one event more.
   *
   * @param pane what was there before, null for nothing
   * @param arrival when the event arrived, epoch milliseconds
   */
  static byte[] add(
      final byte @Nullable [] pane, final long arrival, final EventMetrics.Measured event) {
    final byte[] same = pane == null ? null : addInPlace(pane.clone(), event.values());
    return count(same == null ? rebuild(pane, event.values()) : same, arrival, event.outcome());
  }

  /**
   * Nearly every event meets a pane that has its metrics and their bins: then a copy and a few
   * counters are all, whatever else the pane holds. Null if the values need more bytes.
   */
  private static byte @Nullable [] addInPlace(
      final byte[] own, final List<EventMetrics.Value> values) {
    final int metrics = checkedMetrics(own);
    if (metrics > MAX_SCANNED && !values.isEmpty()) {
      return null;
    }
    final int histograms = directoryEnd(own, metrics) + Integer.BYTES;
    for (final EventMetrics.Value value : values) {
      if (!addInPlace(own, metrics, histograms, value)) {
        return null;
      }
    }
    return own;
  }

  private static boolean addInPlace(
      final byte[] own, final int metrics, final int histograms, final EventMetrics.Value value) {
    final byte[] name = value.name();
    int entry = DIRECTORY;
    int at = histograms;
    for (int i = 0; i < metrics; i++) {
      final int nameEnd = entry + 1 + (own[entry] & 0xFF);
      final int length = FlatHistogram.getInt(own, nameEnd);
      if (length < 0 || length > own.length - at) {
        throw new CorruptStateException("pane", "metric " + i + " reaches over the end");
      }
      if (Arrays.equals(own, entry + 1, nameEnd, name, 0, name.length)) {
        return FlatHistogram.addInPlace(own, at, length, value.micros());
      }
      entry = nameEnd + Integer.BYTES;
      at += length;
    }
    return false;
  }

  /** A pane of other length that holds these values too, whose counts are still those before. */
  private static byte[] rebuild(
      final byte @Nullable [] pane, final List<EventMetrics.Value> values) {
    final List<Section> sections = new ArrayList<>();
    if (pane != null) {
      readSections(pane, sections);
    }
    for (final EventMetrics.Value value : values) {
      put(sections, value);
    }
    final byte[] out = write(sections);
    if (pane != null) {
      System.arraycopy(pane, LAST_ARRIVAL, out, LAST_ARRIVAL, METRICS - LAST_ARRIVAL);
    } else {
      FlatHistogram.putLong(out, LAST_ARRIVAL, Long.MIN_VALUE);
    }
    return out;
  }

  private static byte[] count(
      final byte[] out, final long arrival, final EventMetrics.Outcome outcome) {
    FlatHistogram.putLong(out, LAST_ARRIVAL, Math.max(lastArrival(out), arrival));
    FlatHistogram.putLong(out, EVENTS, events(out) + 1);
    switch (outcome) {
      case SUCCESS -> FlatHistogram.putLong(out, SUCCESSES, successes(out) + 1);
      case FAILURE -> FlatHistogram.putLong(out, FAILURES, failures(out) + 1);
      case NONE -> {}
    }
    return seal(out);
  }

  /** The pane of all events of both, with the later arrival. */
  static byte[] merge(final byte[] a, final byte[] b) {
    return new PaneSum().merge(a).merge(b).toBytes();
  }

  /** Writes a pane of these counts and sections, which are in the order of their names. */
  static byte[] of(
      final long lastArrival,
      final long events,
      final long successes,
      final long failures,
      final List<Section> sections) {
    final List<Section> kept = new ArrayList<>(sections);
    while (isOverfull(kept)) {
      evictLast(kept);
    }
    final byte[] out = write(kept);
    FlatHistogram.putLong(out, LAST_ARRIVAL, lastArrival);
    FlatHistogram.putLong(out, EVENTS, events);
    FlatHistogram.putLong(out, SUCCESSES, successes);
    FlatHistogram.putLong(out, FAILURES, failures);
    return seal(out);
  }

  /** When the last event of a pane arrived, epoch milliseconds. */
  static long lastArrival(final byte[] pane) {
    return FlatHistogram.getLong(pane, LAST_ARRIVAL);
  }

  static long events(final byte[] pane) {
    return FlatHistogram.getLong(pane, EVENTS);
  }

  static long successes(final byte[] pane) {
    return FlatHistogram.getLong(pane, SUCCESSES);
  }

  static long failures(final byte[] pane) {
    return FlatHistogram.getLong(pane, FAILURES);
  }

  /**
   * Appends the sections of a pane, in the order of their names.
   *
   * @throws CorruptStateException if the bytes are not a pane
   */
  static void readSections(final byte[] pane, final List<Section> sections) {
    final int metrics = checkedMetrics(pane);
    final int directoryEnd = directoryEnd(pane, metrics);
    int entry = DIRECTORY;
    int at = directoryEnd + Integer.BYTES;
    for (int i = 0; i < metrics; i++) {
      final int nameEnd = entry + 1 + (pane[entry] & 0xFF);
      final int length = FlatHistogram.getInt(pane, nameEnd);
      if (length < 0 || length > pane.length - at) {
        throw new CorruptStateException("pane", "metric " + i + " reaches over the end");
      }
      sections.add(new Section(Arrays.copyOfRange(pane, entry + 1, nameEnd), pane, at, length));
      entry = nameEnd + Integer.BYTES;
      at += length;
    }
    if (at != pane.length) {
      throw new CorruptStateException("pane", (pane.length - at) + " bytes too many");
    }
  }

  /** How many metrics a pane has, if it can be one. */
  private static int checkedMetrics(final byte[] pane) {
    if (pane.length < DIRECTORY + Integer.BYTES) {
      throw new CorruptStateException("pane", pane.length + " bytes are too few");
    }
    if (pane[0] != VERSION) {
      throw new CorruptStateException("pane", "unknown version " + pane[0]);
    }
    return FlatHistogram.getShort(pane, METRICS);
  }

  /** Where the directory ends and its checksum begins. */
  private static int directoryEnd(final byte[] pane, final int metrics) {
    int end = DIRECTORY;
    for (int i = 0; i < metrics && end < pane.length; i++) {
      end += 1 + (pane[end] & 0xFF) + Integer.BYTES;
    }
    if (end > pane.length - Integer.BYTES
        || FlatHistogram.getInt(pane, end) != FlatHistogram.checksum(pane, 0, end)) {
      throw new CorruptStateException("pane", "checksum of its directory is wrong");
    }
    return end;
  }

  /** Counts one value into its section, or makes one. */
  private static void put(final List<Section> sections, final EventMetrics.Value value) {
    final byte[] name = value.name().length > MAX_NAME ? OTHER_NAME : value.name();
    int at = find(sections, name);
    if (at < 0 && isPastTheLast(sections, name, -at - 1)) {
      put(sections, new EventMetrics.Value(OTHER_NAME, value.micros()));
      return;
    }
    if (at >= 0) {
      final Section section = sections.get(at);
      sections.set(
          at,
          Section.whole(
              section.name(),
              FlatHistogram.add(section.in(), section.at(), section.length(), value.micros())));
      return;
    }
    at = -at - 1;
    sections.add(at, Section.whole(name, FlatHistogram.single(value.micros())));
    if (isOverfull(sections)) {
      evictLast(sections);
    }
  }

  /** Whether a new name has no place, since there are enough that sort before it. */
  private static boolean isPastTheLast(
      final List<Section> sections, final byte[] name, final int at) {
    if (isReserved(name)) {
      return false;
    }
    int before = 0;
    for (int i = 0; i < at; i++) {
      before += isReserved(sections.get(i).name()) ? 0 : 1;
    }
    return before >= MAX_METRICS;
  }

  private static boolean isOverfull(final List<Section> sections) {
    if (sections.size() <= MAX_METRICS) {
      return false;
    }
    int named = 0;
    for (final Section section : sections) {
      named += isReserved(section.name()) ? 0 : 1;
    }
    return named > MAX_METRICS;
  }

  /** Moves the metric whose name sorts last to the others. */
  private static void evictLast(final List<Section> sections) {
    int last = sections.size() - 1;
    while (isReserved(sections.get(last).name())) {
      last--;
    }
    final Section evicted = sections.remove(last);
    final HistogramSum sum = new HistogramSum().merge(evicted.in(), evicted.at(), evicted.length());
    final int at = find(sections, OTHER_NAME);
    if (at >= 0) {
      final Section other = sections.get(at);
      sum.merge(other.in(), other.at(), other.length());
      sections.set(at, Section.whole(OTHER_NAME, sum.toBytes()));
    } else {
      sections.add(-at - 1, Section.whole(OTHER_NAME, sum.toBytes()));
    }
  }

  private static boolean isReserved(final byte[] name) {
    return Arrays.equals(name, RESPONSE_TIME_NAME) || Arrays.equals(name, OTHER_NAME);
  }

  /** Index of a name, or -(place to insert) - 1. */
  private static int find(final List<Section> sections, final byte[] name) {
    int low = 0;
    int high = sections.size();
    while (low < high) {
      final int middle = (low + high) >>> 1;
      final int order = Arrays.compareUnsigned(sections.get(middle).name(), name);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return -low - 1;
  }

  /** A pane of these sections whose counts are 0 and whose checksum is missing. */
  private static byte[] write(final List<Section> sections) {
    int directory = DIRECTORY;
    int histograms = 0;
    for (final Section section : sections) {
      directory += 1 + section.name().length + Integer.BYTES;
      histograms += section.length();
    }
    final byte[] out = new byte[directory + Integer.BYTES + histograms];
    out[0] = VERSION;
    FlatHistogram.putShort(out, METRICS, sections.size());
    int entry = DIRECTORY;
    int at = directory + Integer.BYTES;
    for (final Section section : sections) {
      final byte[] name = section.name();
      out[entry] = (byte) name.length;
      System.arraycopy(name, 0, out, entry + 1, name.length);
      FlatHistogram.putInt(out, entry + 1 + name.length, section.length());
      entry += 1 + name.length + Integer.BYTES;
      System.arraycopy(section.in(), section.at(), out, at, section.length());
      at += section.length();
    }
    return out;
  }

  private static byte[] seal(final byte[] out) {
    final int metrics = FlatHistogram.getShort(out, METRICS);
    int end = DIRECTORY;
    for (int i = 0; i < metrics; i++) {
      end += 1 + (out[end] & 0xFF) + Integer.BYTES;
    }
    FlatHistogram.putInt(out, end, FlatHistogram.checksum(out, 0, end));
    return out;
  }

  static byte[] name(final String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }
}

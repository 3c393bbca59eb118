package com.nexora.streams.correlation;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * When a finding's threat was detected. Only distinct milliseconds are kept, as offsets into the
 * five-minute bucket: at most 300,000 small numbers, whatever a noisy detector sends.
 */
final class Detections {

  private final long bucketStart;
  private int[] offsets = new int[0];
  private long count;
  private @Nullable Moment first;
  private @Nullable Moment last;

  Detections(final long bucketStart) {
    this.bucketStart = bucketStart;
  }

  /** Folds in a detection that was not seen before. */
  void add(final Moment moment) {
    count++;
    first = first == null || moment.isBefore(first) ? moment : first;
    last = last == null || last.isBefore(moment) ? moment : last;
    final int offset = (int) (moment.time() - bucketStart);
    final int at = Arrays.binarySearch(offsets, offset);
    if (at < 0) {
      final int[] more = Arrays.copyOf(offsets, offsets.length + 1);
      System.arraycopy(offsets, -at - 1, more, -at, offsets.length + at + 1);
      more[-at - 1] = offset;
      offsets = more;
    }
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** Number of detections. */
  long count() {
    return count;
  }

  /** The earliest by (time, event id). */
  Moment first() {
    if (first == null) {
      throw new IllegalStateException("a finding without a detection");
    }
    return first;
  }

  /** The latest by (time, event id). */
  Moment last() {
    return last == null ? first() : last;
  }

  /** Whether there is a detection at exactly this millisecond. */
  boolean isAt(final long time) {
    return Arrays.binarySearch(offsets, (int) (time - bucketStart)) >= 0;
  }

  /**
   * Whether a time lies within five minutes of a detection, bounds included. The bucket is no wider
   * than the reach, so there is no gap between the first and the last.
   */
  boolean reach(final long time) {
    return count > 0
        && time >= first().time() - FindingId.FIVE_MINUTES
        && time <= last().time() + FindingId.FIVE_MINUTES;
  }

  void writeTo(final StateWriter out) {
    out.number(count);
    first().writeTo(out);
    last().writeTo(out);
    out.number(offsets.length);
    int before = 0;
    for (final int offset : offsets) {
      out.number(offset - before);
      before = offset;
    }
  }

  static Detections readFrom(final StateReader in, final long bucketStart) {
    final Detections detections = new Detections(bucketStart);
    detections.count = in.number();
    detections.first = Moment.readFrom(in);
    detections.last = Moment.readFrom(in);
    detections.offsets = new int[in.count()];
    int before = 0;
    for (int i = 0; i < detections.offsets.length; i++) {
      before += in.count();
      detections.offsets[i] = before;
    }
    return detections;
  }
}

package com.nexora.streams.analytics;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What the detector wants to know of a minute, read from the pane's bytes without making a
 * histogram of them: quantiles by counting through the bins.
 */
record MinuteFigures(long events, long successes, long failures, List<Values> metrics) {

  private static final double[] QUANTILES = {0.25, 0.5, 0.75, 0.95};

  /**
   * The values of one metric, in its unit.
   *
   * @param quarter least value that a quarter of all does not exceed, and so on
   */
  record Values(
      String name, long count, double quarter, double median, double threeQuarters, double p95) {}

  /**
   * Reads a pane.
   *
   * @throws CorruptStateException if the bytes are not a pane
   */
  static MinuteFigures of(final byte[] pane) {
    final List<Pane.Section> sections = new ArrayList<>();
    Pane.readSections(pane, sections);
    final List<Values> metrics = new ArrayList<>(sections.size());
    for (final Pane.Section section : sections) {
      metrics.add(values(section));
    }
    return new MinuteFigures(Pane.events(pane), Pane.successes(pane), Pane.failures(pane), metrics);
  }

  long ended() {
    return successes + failures;
  }

  private static Values values(final Pane.Section section) {
    final byte[] in = section.in();
    final int at = section.at();
    FlatHistogram.check(in, at, section.length());
    final long count = FlatHistogram.getLong(in, at + 6);
    final long[] found = new long[QUANTILES.length];
    final int width = in[at + 1];
    final int first = FlatHistogram.getShort(in, at + 2);
    final int bins = FlatHistogram.getShort(in, at + 4);
    if (first + bins - 1 > LogBins.LAST_BIN) {
      throw new CorruptStateException("histogram", "bin " + (first + bins) + " does not exist");
    }
    long above = 0;
    int next = QUANTILES.length - 1;
    for (int bin = bins - 1; bin >= 0 && next >= 0; bin--) {
      above += FlatHistogram.getCounter(in, at + FlatHistogram.COUNTERS + bin * width, width);
      while (next >= 0 && above > count - rank(next, count)) {
        found[next--] = (long) LogBins.middle(first + bin);
      }
    }
    final long min = FlatHistogram.getLong(in, at + 14);
    final long max = FlatHistogram.getLong(in, at + 22);
    for (int i = 0; i < found.length; i++) {
      found[i] = Math.max(min, Math.min(max, found[i]));
    }
    return new Values(
        new String(section.name(), StandardCharsets.UTF_8),
        count,
        Micros.units(found[0]),
        Micros.units(found[1]),
        Micros.units(found[2]),
        Micros.units(found[3]));
  }

  private static long rank(final int quantile, final long count) {
    return Math.max(1, (long) Math.ceil(QUANTILES[quantile] * count));
  }
}

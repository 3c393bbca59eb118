package com.nexora.streams.analytics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Windows side by side while their panes come in.
 *
 * <p>Only the window that is being filled is kept as a working copy, which is large; panes come in
 * the order of time, once per partition, so that hardly ever one must be opened again.
 */
final class PaneSteps {

  private final long[] edges;
  private final byte[][] done;
  private int open = -1;
  private PaneSum sum = new PaneSum();

  /**
   * @param edges where windows begin, and the end of the last one, ascending, at least two
   */
  PaneSteps(final long... edges) {
    this.edges = edges;
    this.done = new byte[edges.length - 1][];
  }

  /** Adds the pane that starts at this time. */
  void merge(final long start, final byte[] pane) {
    final int found = Arrays.binarySearch(edges, start);
    final int step = found >= 0 ? found : -found - 2;
    if (step != open) {
      close();
      open = step;
    }
    sum.merge(pane);
  }

  private void close() {
    if (open < 0) {
      return;
    }
    final byte[] before = done[open];
    if (before != null) {
      sum.merge(before);
    }
    done[open] = sum.toBytes();
    sum = new PaneSum();
    open = -1;
  }

  /** One window per step. */
  List<WindowMetrics> windows(final double... quantiles) {
    close();
    final List<WindowMetrics> windows = new ArrayList<>(done.length);
    for (int i = 0; i < done.length; i++) {
      final byte[] pane = done[i];
      final PaneSum all = pane == null ? new PaneSum() : new PaneSum().merge(pane);
      windows.add(WindowMetrics.of(edges[i], edges[i + 1], all, quantiles));
    }
    return windows;
  }
}

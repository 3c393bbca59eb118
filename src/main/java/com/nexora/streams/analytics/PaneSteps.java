package com.nexora.streams.analytics;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The windows of a series while its panes come in.
 *
 * <p>Only the window that is being filled is kept as a working copy, which is large; panes come in
 * the order of time, once per partition, so that hardly ever one must be opened again.
 */
final class PaneSteps {

  private final long from;
  private final long stepMs;
  private final byte[] @Nullable [] done;
  private int open = -1;
  private PaneSum sum = new PaneSum();

  PaneSteps(final long from, final long stepMs, final int steps) {
    this.from = from;
    this.stepMs = stepMs;
    this.done = new byte[steps][];
  }

  /** Adds the pane that starts at this time. */
  void merge(final long start, final byte[] pane) {
    final int step = (int) ((start - from) / stepMs);
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
      final long start = from + i * stepMs;
      windows.add(WindowMetrics.of(start, start + stepMs, all, quantiles));
    }
    return windows;
  }
}

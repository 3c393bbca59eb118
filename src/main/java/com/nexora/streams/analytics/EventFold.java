package com.nexora.streams.analytics;

import com.nexora.events.AgentEvent;
import java.nio.charset.StandardCharsets;
import java.util.function.ObjDoubleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads events and counts them into panes for whoever keeps panes elsewhere than in our topology.
 *
 * <p>So that a comparison with another engine compares engines, not two ways of reading a payload.
 * Not thread-safe.
 */
public final class EventFold {

  private static final EventMetrics.Measured NOTHING =
      new EventMetrics.Measured(
          EventMetrics.Outcome.NONE, java.util.List.of(), java.util.List.of(), false);

  private final EventMetrics metrics;
  private EventMetrics.Measured measured = NOTHING;

  /**
   * @param paths where a payload holds its measurements
   */
  public EventFold(final MetricPaths paths) {
    metrics = new EventMetrics(paths);
  }

  /** Reads one event, which the other methods are then about. */
  public void read(final AgentEvent event) {
    measured = metrics.of(event);
  }

  /**
   * The pane with the event counted in.
   *
   * @param pane what was there before, null for nothing
   * @param arrival when the event arrived, epoch milliseconds
   */
  public byte[] addTo(final byte @Nullable [] pane, final long arrival) {
    return Pane.add(pane, arrival, measured);
  }

  /** 1 if the event ended well, -1 if badly, 0 if it has not ended. */
  public int outcome() {
    return switch (measured.outcome()) {
      case SUCCESS -> 1;
      case FAILURE -> -1;
      case NONE -> 0;
    };
  }

  /** Tells every value of the event, by the metric's name and in its unit. */
  public void forEachValue(final ObjDoubleConsumer<String> consumer) {
    for (final EventMetrics.Value value : measured.values()) {
      consumer.accept(
          new String(value.name(), StandardCharsets.UTF_8), Micros.units(value.micros()));
    }
  }

  /**
   * What panes of one window amount to.
   *
   * @param from start of the window, epoch milliseconds
   * @param to end, exclusive, epoch milliseconds
   */
  public static WindowMetrics window(final long from, final long to, final Iterable<byte[]> panes) {
    final PaneSum sum = new PaneSum();
    panes.forEach(sum::merge);
    return WindowMetrics.of(from, to, sum);
  }
}

package com.nexora.streams.analytics;

import java.util.Arrays;
import java.util.Optional;

/**
 * The windows that can be asked for. A window is the last so many whole minutes up to and with the
 * one that is running, since panes are minutes; a day is the last 96 whole quarters of an hour,
 * since only they are kept that long.
 */
public enum Window {
  ONE_MINUTE("1min", 1),
  FIVE_MINUTES("5min", 5),
  FIFTEEN_MINUTES("15min", 15),
  ONE_HOUR("1hour", 60),
  ONE_DAY("1day", 1_440);

  private final String label;
  private final int minutes;

  Window(final String label, final int minutes) {
    this.label = label;
    this.minutes = minutes;
  }

  /** As users write it. */
  public String label() {
    return label;
  }

  /** Its length in minutes. */
  public int minutes() {
    return minutes;
  }

  /** The window of a label, empty if there is none. */
  public static Optional<Window> of(final String label) {
    return Arrays.stream(values()).filter(window -> window.label.equals(label)).findFirst();
  }

  /** When the window of this time starts, epoch milliseconds. */
  long start(final long at) {
    return end(at) - minutes * PaneKey.MINUTE_MS;
  }

  /** When the window of this time ends, exclusive, epoch milliseconds. */
  long end(final long at) {
    final Resolution smallest = this == ONE_DAY ? Resolution.QUARTER : Resolution.MINUTE;
    return smallest.start(at) + smallest.ms();
  }
}

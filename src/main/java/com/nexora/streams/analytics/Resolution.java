package com.nexora.streams.analytics;

/** How long a time a pane holds. Starts are whole multiples of it since 1970, UTC. */
enum Resolution {
  MINUTE(1),
  QUARTER(15),
  HOUR(60);

  private final long ms;

  Resolution(final int minutes) {
    ms = minutes * PaneKey.MINUTE_MS;
  }

  /** Its length, milliseconds. */
  long ms() {
    return ms;
  }

  /** Start of the pane that a time lies in, both epoch milliseconds. */
  long start(final long time) {
    return Math.floorDiv(time, ms) * ms;
  }
}

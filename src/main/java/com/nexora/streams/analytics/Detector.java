package com.nexora.streams.analytics;

import org.jspecify.annotations.Nullable;

/**
 * Says what is unusual about the minutes of one agent. What it remembers between two looks is
 * bytes, which its caller keeps.
 */
interface Detector {

  /** Finds nothing unusual, for where nobody wants to know. */
  Detector NONE =
      new Detector() {
        @Override
        public boolean isDue(final byte[] pane, final EventMetrics.Outcome outcome) {
          return false;
        }

        @Override
        public Verdict observe(
            final byte @Nullable [] memory,
            final long minute,
            final byte[] pane,
            final String eventId,
            final long eventTime) {
          return new Verdict(memory, java.util.List.of(), false);
        }

        @Override
        public Verdict settle(
            final byte @Nullable [] memory, final long minute, final byte @Nullable [] pane) {
          return new Verdict(memory, java.util.List.of(), false);
        }
      };

  /** Whether a minute that is still running is worth a look now; cheap, asked for each event. */
  boolean isDue(byte[] pane, EventMetrics.Outcome outcome);

  /**
   * Looks at a minute that is still running.
   *
   * @param minute its start, epoch milliseconds
   * @param eventId the event that was counted last
   */
  Verdict observe(
      byte @Nullable [] memory, long minute, byte[] pane, String eventId, long eventTime);

  /**
   * Judges a minute for good; minutes come in order, each at most once.
   *
   * @param pane null if there was no event
   */
  Verdict settle(byte @Nullable [] memory, long minute, byte @Nullable [] pane);
}

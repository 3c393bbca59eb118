package com.nexora.streams.analytics;

import org.jspecify.annotations.Nullable;

/** One figure of an agent that is watched: what is normal for it, and what is wrong with it now. */
final class Track {

  /** What kind of figure it is, which decides how far from normal is far. */
  enum Kind {
    /** Median of a minute's response times, logarithm of milliseconds. */
    RESPONSE_TIME,
    /** P95 over median of a minute's response times, logarithm. */
    TAIL,
    /** Failures among the events that ended. */
    ERROR_RATE,
    /** Events of a minute that has any. */
    THROUGHPUT,
    /** Whether a minute has any event. */
    SILENCE,
    /** Median of a minute's values of a named metric, logarithm. */
    NAMED;

    static final int FIXED = NAMED.ordinal();
  }

  final Kind kind;
  final String name;
  final Baseline baseline = new Baseline();

  /** Standard deviation of the single values of a minute. */
  double within;

  /** How many values a minute usually has. */
  double usual;

  /** Minute of the last value, for names that go out of use. */
  long lastSeen;

  @Nullable Incident incident;

  Track(final Kind kind, final String name) {
    this.kind = kind;
    this.name = name;
  }

  /** Name of the metric in alerts. */
  String metric() {
    return switch (kind) {
      case RESPONSE_TIME, TAIL -> Pane.RESPONSE_TIME;
      case ERROR_RATE -> "errorRate";
      case THROUGHPUT -> "throughput";
      case SILENCE -> "silence";
      case NAMED -> name;
    };
  }

  /** Whether it is about values that a minute may lack although it has events. */
  boolean isOfValues() {
    return kind == Kind.RESPONSE_TIME || kind == Kind.NAMED;
  }

  /** Learns what a minute's values are like apart from where they lie. */
  void learnSample(final long count, final double spread, final int memory) {
    final int n = Math.max(1, baseline.minutes(Baseline.ALL));
    final double gain = Math.max(1.0 / memory, 1.0 / n);
    usual = (float) (usual + gain * (count - usual));
    if (count >= 4) {
      final double most = within == 0 ? spread : Math.min(spread, 2 * within);
      within = (float) (within + (within == 0 ? 1 : gain) * (most - within));
    }
  }
}

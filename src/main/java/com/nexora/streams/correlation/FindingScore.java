package com.nexora.streams.correlation;

/**
 * The score of one finding: its own threat and every other signal, as one sum per tactic.
 *
 * @param sums the added evidence
 * @param own the event behind the finding's own factor
 * @param signals how many signals carry evidence
 * @param criticality weight of the entity
 */
record FindingScore(CorrelationScore sums, Sighting own, int signals, double criticality) {

  /**
   * Scores a finding.
   *
   * @param criticality weight of the entity: 0.5, 1, 2 or 4
   */
  static FindingScore of(final FindingState state, final double criticality) {
    final Sighting own = state.own().surest();
    final CorrelationScore sums = new CorrelationScore();
    sums.plus(own.tactic(), own.evidenceMicros());
    state
        .own()
        .tactics()
        .forEach(
            (tactic, micros) -> {
              if (!tactic.equals(own.tactic())) {
                sums.alsoSeenWith(tactic, micros);
              }
            });
    state
        .signals()
        .otherTactics()
        .forEach((tactic, micros) -> sums.alsoSeenWith(tactic.name(), micros));
    int signals = own.evidenceMicros() > 0 ? 1 : 0;
    for (final Signal signal : state.signals().all()) {
      sums.plus(signal.tactic(), signal.decayedMicros());
      signals++;
    }
    return new FindingScore(sums, own, signals, criticality);
  }

  /** The correlation score, 0-100. */
  int score() {
    return sums.score(criticality);
  }

  /** The score by which a finding is kept, see {@link CorrelationScore#widestScore}. */
  int widestScore() {
    return sums.widestScore(criticality);
  }

  /** The score without one of its factors, 0-100. */
  int scoreWithout(final String tactic, final long decayedMicros) {
    return sums.scoreWithout(tactic, decayedMicros, criticality);
  }

  /** Part of the evidence, 0-1. */
  double share(final long decayedMicros) {
    return sums.totalMicros() == 0 ? 0 : (double) decayedMicros / sums.totalMicros();
  }
}

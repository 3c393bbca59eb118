package com.nexora.streams.correlation;

import java.util.HashMap;
import java.util.Map;

/**
 * How risky an entity stands at a moment: the reference score with a half-life of six hours over
 * every signal of its findings that are not resolved. A signal that several findings share counts
 * once, with its strongest event.
 */
final class StandingRisk {

  private static final String OWN = "threat";

  private final long at;
  private final Map<String, Term> terms = new HashMap<>();
  private double criticality;

  private record Term(String tactic, long decayedMicros) {}

  /**
   * @param at the asked time, epoch milliseconds
   */
  StandingRisk(final long at) {
    this.at = at;
  }

  /** Adds an open finding. */
  void add(final FindingState finding) {
    final FindingId id = finding.id();
    final Sighting own = finding.own().surest();
    // A finding's own threat is another finding's other threat: one signal, one identity.
    final String ownKey = OWN + Signal.Key.text(id.threatId(), id.bucket());
    add(ownKey, own.tactic(), own.time(), own.evidenceMicros());
    for (final Signal signal : finding.signals().all()) {
      final String prefix = signal.key().kind() == Signal.Kind.OTHER_THREAT ? OWN : "";
      add(prefix + signal.key().text(), signal.tactic(), signal.time(), signal.evidenceMicros());
    }
    criticality = Math.max(criticality, finding.criticality());
  }

  /** The risk, 0-100; 0 without open findings. */
  int score() {
    final CorrelationScore sums = new CorrelationScore();
    terms.values().forEach(term -> sums.plus(term.tactic, term.decayedMicros));
    return sums.score(criticality);
  }

  private void add(
      final String key, final String tactic, final long time, final long evidenceMicros) {
    if (time > at) {
      return;
    }
    final long decayed =
        CorrelationScore.decayedMicros(
            evidenceMicros, at - time, CorrelationScore.STANDING_HALF_LIFE_MS);
    terms.merge(
        key,
        new Term(tactic, decayed),
        (known, next) -> known.decayedMicros >= next.decayedMicros ? known : next);
  }
}

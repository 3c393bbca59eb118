package com.nexora.streams.correlation;

import java.util.HashMap;
import java.util.Map;

/**
 * Decayed noisy-OR (REQUIREMENTS section 12): how likely it is that at least one of several
 * doubtful signals is right, more so when they come from different tactics.
 *
 * <p>Evidence is kept as whole millionths, so that sums do not depend on the order of adding, and
 * the transcendental functions are {@link StrictMath}'s, so that every machine gives the same bits.
 * Rounding is half up.
 */
final class CorrelationScore {

  static final long FINDING_HALF_LIFE_MS = 300_000;
  static final long STANDING_HALF_LIFE_MS = 6 * 3_600_000L;

  /** A tactic widens the score when its evidence is above this: 0.05. */
  private static final long TACTIC_FLOOR_MICROS = 50_000;

  private static final double MICROS = 1e6;
  private static final double SUREST = 0.99;

  private final Breadth shown = new Breadth();
  private final Breadth widest = new Breadth();
  private long total;

  /** Evidence per tactic, and how many tactics have enough of it. */
  private static final class Breadth {

    private final Map<String, Long> byTactic = new HashMap<>();
    private int tactics;

    void add(final String tactic, final long micros) {
      if (!tactic.isEmpty()) {
        final long before = byTactic.getOrDefault(tactic, 0L);
        byTactic.put(tactic, before + micros);
        tactics += widens(before + micros) - widens(before);
      }
    }

    int without(final String tactic, final long micros) {
      final long sum = byTactic.getOrDefault(tactic, 0L);
      return tactics + widens(sum - micros) - widens(sum);
    }

    private static int widens(final long micros) {
      return micros > TACTIC_FLOOR_MICROS ? 1 : 0;
    }
  }

  /**
   * Evidence of one signal, in millionths: {@code -ln(1 - min(0.99, s/10 * c))}.
   *
   * @param severity 0-10; outside values count as the nearest bound, no number as 0
   * @param confidence 0-1, likewise
   */
  static long evidenceMicros(final double severity, final double confidence) {
    final double x = Math.min(SUREST, clamp(severity, 10) / 10 * clamp(confidence, 1));
    return Math.round(-StrictMath.log(1 - x) * MICROS);
  }

  /** Evidence at an age: {@code e * 2^(-age / half-life)}, in millionths. */
  static long decayedMicros(final long evidenceMicros, final long ageMs, final long halfLifeMs) {
    return ageMs == 0
        ? evidenceMicros
        : Math.round(evidenceMicros * StrictMath.pow(2, -(double) ageMs / halfLifeMs));
  }

  /** Adds a signal's decayed evidence. */
  CorrelationScore plus(final String tactic, final long decayedMicros) {
    total += decayedMicros;
    shown.add(tactic, decayedMicros);
    widest.add(tactic, decayedMicros);
    return this;
  }

  /**
   * Notes that a signal was also seen with another tactic, by a weaker event. That adds nothing to
   * the evidence and does not show in {@link #score}, see {@link #widestScore}.
   */
  void alsoSeenWith(final String tactic, final long decayedMicros) {
    widest.add(tactic, decayedMicros);
  }

  /** Sum of the decayed evidence, in millionths. */
  long totalMicros() {
    return total;
  }

  /**
   * The score.
   *
   * @param criticality weight of the entity on the odds: 0.5, 1, 2 or 4
   * @return 0-100
   */
  int score(final double criticality) {
    return score(total, shown.tactics, criticality);
  }

  /**
   * The score if every tactic that a signal was ever seen with counts. Where a signal's strongest
   * event changes its tactic, the score itself may fall by a little; this one only rises with more
   * events, so that a decision by it does not depend on their order. Never below the score.
   */
  int widestScore(final double criticality) {
    return score(total, Math.max(shown.tactics, widest.tactics), criticality);
  }

  /** The score as it would be without one of the signals that were added. */
  int scoreWithout(final String tactic, final long decayedMicros, final double criticality) {
    return score(
        total - decayedMicros,
        tactic.isEmpty() ? shown.tactics : shown.without(tactic, decayedMicros),
        criticality);
  }

  private static int score(final long micros, final int tactics, final double criticality) {
    final double width = 1 + 0.15 * (Math.max(1, tactics) - 1);
    final double p = 1 - StrictMath.exp(-width * micros / MICROS);
    return (int) Math.round(100 * criticality * p / (1 - p + criticality * p));
  }

  private static double clamp(final double value, final double most) {
    return value > 0 ? Math.min(value, most) : 0;
  }
}

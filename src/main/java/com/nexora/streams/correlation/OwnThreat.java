package com.nexora.streams.correlation;

import java.util.Comparator;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A finding's own threat: its strongest detection, its strongest escalation and the highest score
 * any of them gave. All three are maxima in a total order.
 */
final class OwnThreat {

  private static final int MOST_TACTICS = 32;

  /** Most evidence first, then earliest, then smallest id. */
  private static final Comparator<Sighting> SUREST_FIRST =
      Comparator.comparingLong(Sighting::evidenceMicros).reversed().thenComparing(Sighting::moment);

  /** Highest score first, then earliest, then smallest id. */
  private static final Comparator<Sighting> WORST_FIRST =
      Comparator.comparingDouble(Sighting::score).reversed().thenComparing(Sighting::moment);

  private @Nullable Sighting detection;
  private @Nullable Sighting escalation;
  private @Nullable Sighting worst;
  private final StrongestByKey<String> tactics = new StrongestByKey<>(MOST_TACTICS);

  /** Folds in a detection of the finding or an escalation that applies to it. */
  void add(final Sighting sighting) {
    if (sighting.isDetection()) {
      detection = first(SUREST_FIRST, detection, sighting);
    } else {
      escalation = first(SUREST_FIRST, escalation, sighting);
    }
    worst = first(WORST_FIRST, worst, sighting);
    if (!sighting.tactic().isEmpty()) {
      tactics.add(sighting.tactic(), sighting.evidenceMicros());
    }
  }

  /** Every tactic that the threat was seen with, and the most evidence for it. */
  Map<String, Long> tactics() {
    return tactics.all();
  }

  /**
   * The event that gives the finding its own factor. An escalation that leaves tactic, technique or
   * name empty speaks of the same threat as the detection it raises, and takes them from there.
   */
  Sighting surest() {
    final Sighting base = known(detection);
    final Sighting raised = escalation;
    if (raised == null || SUREST_FIRST.compare(base, raised) <= 0) {
      return base;
    }
    return new Sighting(
        raised.kind(),
        raised.time(),
        raised.eventId(),
        raised.threatId(),
        raised.score(),
        raised.confidence(),
        orElse(raised.tactic(), base.tactic()),
        orElse(raised.technique(), base.technique()),
        orElse(raised.name(), base.name()));
  }

  /** The event with the highest threat score. */
  Sighting worst() {
    return known(worst);
  }

  void writeTo(final StateWriter out) {
    write(out, detection);
    write(out, escalation);
    write(out, worst);
    tactics.writeTo(out, out::text);
  }

  static OwnThreat readFrom(final StateReader in) {
    final OwnThreat own = new OwnThreat();
    own.detection = read(in);
    own.escalation = read(in);
    own.worst = read(in);
    own.tactics.readFrom(in, in::text);
    return own;
  }

  private static void write(final StateWriter out, final @Nullable Sighting sighting) {
    out.flag(sighting != null);
    if (sighting != null) {
      sighting.writeTo(out);
    }
  }

  private static @Nullable Sighting read(final StateReader in) {
    return in.flag() ? Sighting.readFrom(in) : null;
  }

  private static Sighting first(
      final Comparator<Sighting> order, final @Nullable Sighting known, final Sighting next) {
    final BinaryOperator<Sighting> earlier = BinaryOperator.minBy(order);
    return known == null ? next : earlier.apply(known, next);
  }

  private static Sighting known(final @Nullable Sighting sighting) {
    if (sighting == null) {
      throw new IllegalStateException("a finding without a detection");
    }
    return sighting;
  }

  private static String orElse(final String text, final String other) {
    return text.isEmpty() ? other : text;
  }
}

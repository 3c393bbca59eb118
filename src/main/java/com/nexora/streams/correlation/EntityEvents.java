package com.nexora.streams.correlation;

import com.nexora.events.NHIEvent;
import com.nexora.events.RemediationEvent;
import com.nexora.events.ThreatEvent;
import com.nexora.streams.ocsf.OcsfSignals;
import org.jspecify.annotations.Nullable;

/**
 * Takes from the input records what correlation remembers. Free texts are cut to a length: a
 * finding repeats them many times and must stay far below the size that a topic takes.
 */
final class EntityEvents {

  private static final int SHORT_TEXT = 64;
  private static final int LONG_TEXT = 256;

  private EntityEvents() {}

  static Activity activity(final NHIEvent event, final OcsfSignals signals) {
    return new Activity(
        event.getTimestamp(),
        event.getEventId(),
        cut(event.getEventType(), SHORT_TEXT),
        signals.risk(),
        signals.deviation(),
        criticality(event.getMetadata().get("criticality")));
  }

  static Sighting sighting(final ThreatEvent event) {
    return new Sighting(
        kind(event.getEventType()),
        event.getTimestamp(),
        event.getEventId(),
        event.getThreatId(),
        bounded(event.getThreatScore(), 10),
        bounded(event.getConfidence(), 1),
        cut(event.getTactic(), SHORT_TEXT),
        cut(event.getTechnique(), SHORT_TEXT),
        cut(event.getName(), LONG_TEXT));
  }

  static Remedy remedy(final RemediationEvent event) {
    return new Remedy(
        event.getTimestamp(),
        event.getEventId(),
        cut(event.getEventType(), SHORT_TEXT),
        cut(event.getAction(), LONG_TEXT),
        cut(event.getActor(), LONG_TEXT),
        cut(event.getOutcome(), SHORT_TEXT));
  }

  /** What the step answers: the finding if it names one, else the threat, else nothing. */
  static Remedy.@Nullable Target target(final RemediationEvent event) {
    if (event.getFindingId() != null) {
      return Remedy.Target.finding(event.getFindingId());
    }
    return event.getThreatId() == null ? null : Remedy.Target.threat(event.getThreatId());
  }

  /** The weight behind a word or number; 0 if it is neither. */
  static double criticality(final @Nullable String stated) {
    if (stated == null) {
      return 0;
    }
    return switch (stated.trim()) {
      case "low", "0.5" -> 0.5;
      case "medium", "1", "1.0" -> 1;
      case "high", "2", "2.0" -> 2;
      case "critical", "4", "4.0" -> 4;
      default -> 0;
    };
  }

  private static Sighting.Kind kind(final String eventType) {
    for (final Sighting.Kind kind : Sighting.Kind.values()) {
      if (kind.eventType().equals(eventType)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "threat event of type '"
            + cut(eventType, SHORT_TEXT)
            + "': the gate lets in none but "
            + "threat.detected, threat.escalated and threat.resolved");
  }

  private static double bounded(final double value, final double most) {
    return value > 0 ? Math.min(value, most) : 0;
  }

  /** The first characters; never half of a surrogate pair. */
  private static String cut(final String text, final int most) {
    if (text.length() <= most) {
      return text;
    }
    return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
  }
}

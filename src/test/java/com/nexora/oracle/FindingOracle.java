package com.nexora.oracle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Findings as REQUIREMENTS N3-N5, N9 and section 12 define them, by brute force over the whole
 * input.
 */
public final class FindingOracle {

  private static final long WINDOW_MS = 300_000;
  private static final Comparator<Input> ORDER =
      Comparator.comparingLong(Input::time).thenComparing(i -> i.text("event_id"));

  /** What is compared of a finding. */
  public record Finding(
      String tenant,
      String entity,
      String threatId,
      double threatScore,
      int correlationScore,
      String status,
      long timestamp,
      long evidence,
      List<String[]> lifecycle) {

    /** Whether the compared fields of a finding that was put out are these. */
    public boolean sameAs(
        final double score,
        final int correlation,
        final String state,
        final long time,
        final long count) {
      return score == threatScore
          && correlation == correlationScore
          && state.equals(status)
          && time == timestamp
          && count == evidence;
    }
  }

  private record Signal(String tactic, long micros, long undecayed) {

    static final Comparator<Signal> STRENGTH =
        Comparator.comparingLong(Signal::micros).thenComparingLong(Signal::undecayed);
  }

  private FindingOracle() {}

  /** Expected findings by id. */
  public static Map<String, Finding> findings(final List<Input> distinct) {
    final Map<String, List<Input>> activity = new HashMap<>();
    final Map<String, List<Input>> threats = new HashMap<>();
    for (final Input input : distinct) {
      if ("NHIEvent".equals(input.schema())) {
        activity.computeIfAbsent(entity(input), k -> new ArrayList<>()).add(input);
      } else if ("ThreatEvent".equals(input.schema())) {
        threats.computeIfAbsent(entity(input), k -> new ArrayList<>()).add(input);
      }
    }
    final Map<String, Finding> found = new TreeMap<>();
    threats.forEach(
        (entity, events) ->
            entityFindings(events, activity.getOrDefault(entity, List.of()), found));
    return found;
  }

  private static String entity(final Input input) {
    return input.text("tenant_id") + "\u0000" + input.text("entity_id");
  }

  private static void entityFindings(
      final List<Input> threats, final List<Input> activity, final Map<String, Finding> found) {
    final Map<String, List<Input>> groups = new TreeMap<>();
    for (final Input threat : threats) {
      if (threat.text("event_type").equals("threat.detected")) {
        groups
            .computeIfAbsent(
                threat.text("threat_id") + "\u0000" + Math.floorDiv(threat.time(), WINDOW_MS),
                k -> new ArrayList<>())
            .add(threat);
      }
    }
    for (final List<Input> detections : groups.values()) {
      final Input any = detections.get(0);
      final List<Input> joined =
          activity.stream().filter(n -> age(n, detections) <= WINDOW_MS).toList();
      if (joined.isEmpty()) {
        continue;
      }
      final Finding finding = finding(detections, joined, threats);
      if (finding != null) {
        found.put(
            Ids.contentId(
                any.text("tenant_id"),
                any.text("entity_id"),
                any.text("threat_id"),
                Math.floorDiv(any.time(), WINDOW_MS)),
            finding);
      }
    }
  }

  private static long age(final Input event, final List<Input> detections) {
    return detections.stream()
        .mapToLong(d -> Math.abs(d.time() - event.time()))
        .min()
        .orElseThrow();
  }

  private static Finding finding(
      final List<Input> detections, final List<Input> joined, final List<Input> threats) {
    final Input first = detections.stream().min(ORDER).orElseThrow();
    final List<Input> lifecycle =
        threats.stream()
            .filter(t -> t.text("threat_id").equals(first.text("threat_id")))
            .filter(t -> !t.text("event_type").equals("threat.detected"))
            .filter(t -> ORDER.compare(t, first) >= 0)
            .sorted(ORDER)
            .toList();
    final List<Input> own = new ArrayList<>(detections);
    lifecycle.stream()
        .filter(t -> t.text("event_type").equals("threat.escalated"))
        .forEach(own::add);
    final double threatScore =
        own.stream().mapToDouble(t -> (Double) t.fields().get("threat_score")).max().orElseThrow();

    final List<Signal> signals = new ArrayList<>();
    signals.add(ownSignal(own, detections));
    signals.addAll(others(first, detections, threats));
    signals.addAll(activitySignals(detections, joined));

    final double criticality =
        joined.stream()
            .mapToDouble(
                n ->
                    "high".equals(((Map<?, ?>) n.fields().get("metadata")).get("criticality"))
                        ? 2
                        : 0)
            .max()
            .orElse(0);
    final int score = score(signals, criticality == 0 ? 1 : criticality);
    if (threatScore < 7.0 && (signals.size() < 2 || score < 60)) {
      return null;
    }
    return new Finding(
        first.text("tenant_id"),
        first.text("entity_id"),
        first.text("threat_id"),
        threatScore,
        score,
        status(detections, lifecycle),
        first.time(),
        joined.size(),
        lifecycle.stream()
            .map(t -> new String[] {t.text("event_type"), t.text("event_id")})
            .toList());
  }

  /**
   * The strongest event of the finding's own threat; an escalation without a tactic has its
   * detection's.
   */
  private static Signal ownSignal(final List<Input> own, final List<Input> detections) {
    final Signal strongest = strongest(own);
    return strongest.tactic().isEmpty() && strongest.micros() > strongest(detections).micros()
        ? new Signal(strongest(detections).tactic(), strongest.micros(), strongest.micros())
        : strongest;
  }

  private static Signal strongest(final List<Input> events) {
    return events.stream()
        .sorted(ORDER)
        .map(t -> new Signal(t.text("tactic"), evidence(t), evidence(t)))
        .max(Signal.STRENGTH)
        .orElseThrow();
  }

  private static List<Signal> others(
      final Input first, final List<Input> detections, final List<Input> threats) {
    final Map<String, List<Input>> byIdentity = new TreeMap<>();
    for (final Input threat : threats) {
      final long bucket = Math.floorDiv(threat.time(), WINDOW_MS);
      final boolean own =
          threat.text("threat_id").equals(first.text("threat_id"))
              && (bucket == Math.floorDiv(first.time(), WINDOW_MS)
                  || threat.text("event_type").equals("threat.escalated"));
      if (!own
          && !threat.text("event_type").equals("threat.resolved")
          && age(threat, detections) <= WINDOW_MS) {
        byIdentity
            .computeIfAbsent(threat.text("threat_id") + "\u0000" + bucket, k -> new ArrayList<>())
            .add(threat);
      }
    }
    final List<Signal> signals = new ArrayList<>();
    byIdentity.forEach(
        (identity, events) ->
            signals.add(
                events.stream()
                    .sorted(ORDER)
                    .map(
                        t ->
                            new Signal(
                                t.text("tactic"),
                                decayed(evidence(t), age(t, detections)),
                                evidence(t)))
                    .max(Signal.STRENGTH)
                    .orElseThrow()));
    return signals;
  }

  private static List<Signal> activitySignals(
      final List<Input> detections, final List<Input> joined) {
    final Map<String, Long> best = new TreeMap<>();
    for (final Input event : joined) {
      final String body = event.text("ocsf_event");
      final int colon = body.lastIndexOf(':');
      if (colon > 0) {
        final double value = Double.parseDouble(body.substring(colon + 1, body.indexOf('}')));
        final boolean risk = body.contains("risk_score");
        final long micros =
            decayed(evidence(risk ? value : 10 * value, 0.5), age(event, detections));
        best.merge(
            (risk ? "risk" : "deviation") + Math.floorDiv(event.time(), WINDOW_MS),
            micros,
            Math::max);
      }
    }
    return best.entrySet().stream().map(e -> new Signal("", e.getValue(), 0)).toList();
  }

  private static long evidence(final Input threat) {
    return evidence(
        (Double) threat.fields().get("threat_score"), (Double) threat.fields().get("confidence"));
  }

  private static long evidence(final double severity, final double confidence) {
    return Math.round(-Math.log(1 - Math.min(0.99, severity / 10 * confidence)) * 1e6);
  }

  private static long decayed(final long micros, final long ageMs) {
    return Math.round(micros * Math.pow(2, -(double) ageMs / WINDOW_MS));
  }

  private static int score(final List<Signal> signals, final double criticality) {
    final Map<String, Long> tactics = new HashMap<>();
    long sum = 0;
    for (final Signal signal : signals) {
      sum += signal.micros();
      if (!signal.tactic().isEmpty()) {
        tactics.merge(signal.tactic(), signal.micros(), Long::sum);
      }
    }
    final long k = Math.max(1, tactics.values().stream().filter(t -> t > 50_000).count());
    final double p = 1 - Math.exp(-(1 + 0.15 * (k - 1)) * sum / 1e6);
    return (int) Math.round(100 * (criticality * p / (criticality * p + 1 - p)));
  }

  private static String status(final List<Input> detections, final List<Input> lifecycle) {
    final List<Input> all = new ArrayList<>(detections);
    all.addAll(lifecycle);
    all.sort(ORDER);
    String status = "open";
    for (final Input event : all) {
      status =
          switch (event.text("event_type")) {
            case "threat.resolved" -> "resolved";
            case "threat.escalated" -> "escalated";
            default -> status.equals("resolved") ? "open" : status;
          };
    }
    return status;
  }
}

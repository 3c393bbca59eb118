package com.nexora.streams.correlation;

import com.nexora.events.CorrelatedThreat;
import com.nexora.events.Evidence;
import com.nexora.events.Factor;
import com.nexora.events.LifecycleStep;
import com.nexora.events.NHIEvent;
import com.nexora.events.RemediationEvent;
import com.nexora.events.RemediationStep;
import com.nexora.events.ThreatEvent;
import com.nexora.streams.catalogue.ContentId;
import com.nexora.streams.ocsf.DetectionFinding;
import com.nexora.streams.ocsf.OcsfSignals;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/**
 * What the findings of a set of events should be, computed from the whole set at once, the slow and
 * plain way: REQUIREMENTS N3 to N5 and section 12 written down a second time.
 */
final class Reference {

  private static final long FIVE = 300_000;

  private final int threshold;
  private final double configured;

  Reference(final int threshold, final double configured) {
    this.threshold = threshold;
    this.configured = configured;
  }

  private record Candidate(
      String kind,
      String id,
      long bucket,
      String eventId,
      long time,
      String tactic,
      double s,
      double c,
      long age) {

    long e() {
      return evidence(s, c);
    }

    long decayed() {
      return decay(e(), age);
    }

    String signal() {
      return id + "@" + bucket * FIVE;
    }

    static final Comparator<Candidate> BEST =
        Comparator.comparingLong(Candidate::decayed)
            .thenComparingLong(Candidate::e)
            .reversed()
            .thenComparingLong(Candidate::time)
            .thenComparing(Candidate::eventId);
  }

  static long evidence(final double s, final double c) {
    return Math.round(-StrictMath.log(1 - Math.min(0.99, s / 10 * c)) * 1e6);
  }

  static long decay(final long e, final long age) {
    return Math.round(e * StrictMath.pow(2, -age / 300_000.0));
  }

  /** The score from factors and criticality alone, as any consumer can compute it. */
  static int score(final List<Factor> factors, final double criticality) {
    final Map<String, Long> perTactic = new HashMap<>();
    long sum = 0;
    for (final Factor factor : factors) {
      sum += factor.getDecayedMicros();
      if (!factor.getTactic().isEmpty()) {
        perTactic.merge(factor.getTactic(), factor.getDecayedMicros(), Long::sum);
      }
    }
    final long k = Math.max(1, perTactic.values().stream().filter(e -> e > 50_000).count());
    return score(sum, k, criticality);
  }

  private static int score(final long micros, final long k, final double m) {
    final double p = 1 - StrictMath.exp(-(1 + 0.15 * (k - 1)) * micros / 1e6);
    return (int) Math.round(100 * m * p / (1 - p + m * p));
  }

  /** Kept findings by id. */
  Map<String, CorrelatedThreat> findings(final List<? extends SpecificRecord> events) {
    final Map<String, CorrelatedThreat> findings = new TreeMap<>();
    final Set<ThreatEvent> threats = only(events, ThreatEvent.class);
    final Set<NHIEvent> activity = only(events, NHIEvent.class);
    final Set<RemediationEvent> remediations = only(events, RemediationEvent.class);
    threats.stream()
        .filter(t -> t.getEventType().equals("threat.detected"))
        .collect(
            Collectors.groupingBy(
                t ->
                    List.of(
                        t.getTenantId(),
                        t.getEntityId(),
                        t.getThreatId(),
                        Math.floorDiv(t.getTimestamp(), FIVE))))
        .forEach(
            (group, detections) -> {
              final CorrelatedThreat finding = finding(detections, threats, activity, remediations);
              if (finding != null) {
                findings.put(finding.getFindingId(), finding);
              }
            });
    return findings;
  }

  private CorrelatedThreat finding(
      final List<ThreatEvent> found,
      final Set<ThreatEvent> threats,
      final Set<NHIEvent> allActivity,
      final Set<RemediationEvent> allSteps) {
    final Comparator<ThreatEvent> inTime =
        Comparator.comparingLong(ThreatEvent::getTimestamp).thenComparing(ThreatEvent::getEventId);
    final List<ThreatEvent> detections = found.stream().sorted(inTime).toList();
    final ThreatEvent first = detections.get(0);
    final long bucket = Math.floorDiv(first.getTimestamp(), FIVE);
    final List<NHIEvent> joined =
        allActivity.stream()
            .filter(n -> n.getTenantId().equals(first.getTenantId()))
            .filter(n -> n.getEntityId().equals(first.getEntityId()))
            .filter(n -> age(detections, n.getTimestamp()) <= FIVE)
            .toList();
    if (joined.isEmpty()) {
      return null;
    }
    final List<ThreatEvent> ofEntity =
        threats.stream()
            .filter(t -> t.getTenantId().equals(first.getTenantId()))
            .filter(t -> t.getEntityId().equals(first.getEntityId()))
            .sorted(inTime)
            .toList();
    final List<ThreatEvent> lifecycle =
        ofEntity.stream()
            .filter(t -> !t.getEventType().equals("threat.detected"))
            .filter(t -> t.getThreatId().equals(first.getThreatId()))
            .filter(t -> inTime.compare(t, first) >= 0)
            .toList();
    final List<ThreatEvent> raising =
        Stream.concat(
                detections.stream(),
                lifecycle.stream().filter(t -> t.getEventType().equals("threat.escalated")))
            .toList();
    final Comparator<ThreatEvent> surestFirst =
        Comparator.comparingLong((ThreatEvent t) -> evidence(t.getThreatScore(), t.getConfidence()))
            .reversed()
            .thenComparing(inTime);
    final ThreatEvent surest = raising.stream().min(surestFirst).orElseThrow();
    final ThreatEvent base = detections.stream().min(surestFirst).orElseThrow();
    final ThreatEvent worst =
        raising.stream()
            .min(
                Comparator.comparingDouble(ThreatEvent::getThreatScore)
                    .reversed()
                    .thenComparing(inTime))
            .orElseThrow();
    final String tactic = orElse(surest.getTactic(), base.getTactic());
    final Candidate own =
        new Candidate(
            "threat",
            first.getThreatId(),
            bucket,
            surest.getEventId(),
            surest.getTimestamp(),
            tactic,
            surest.getThreatScore(),
            surest.getConfidence(),
            0);
    final List<Candidate> candidates = candidates(detections, ofEntity, joined, first, bucket);
    final List<Candidate> signals = new ArrayList<>();
    candidates.stream()
        .filter(c -> c.decayed() > 0)
        .collect(Collectors.groupingBy(c -> c.kind + c.signal()))
        .values()
        .forEach(same -> signals.add(same.stream().min(Candidate.BEST).orElseThrow()));
    final double criticality =
        joined.stream()
            .mapToDouble(
                n ->
                    Map.of("low", 0.5, "medium", 1.0, "high", 2.0, "critical", 4.0)
                        .getOrDefault(n.getMetadata().getOrDefault("criticality", ""), configured))
            .max()
            .orElseThrow();
    final List<Candidate> all = new ArrayList<>(signals);
    all.add(own);
    final long total = all.stream().mapToLong(Candidate::decayed).sum();
    if (worst.getThreatScore() < 7
        && (all.stream().filter(c -> c.decayed() > 0).count() < 2
            || widest(own, raising, candidates, total, all, criticality) < threshold)) {
      return null;
    }
    final List<Factor> factors = factors(all, total, criticality);
    final Map<String, Long> shares = new HashMap<>();
    signals.stream()
        .filter(c -> c.kind.startsWith("nhi"))
        .forEach(c -> shares.merge(c.eventId, c.decayed(), Long::sum));
    final List<Evidence> evidence =
        joined.stream()
            .sorted(
                Comparator.comparingLong((NHIEvent n) -> -shares.getOrDefault(n.getEventId(), 0L))
                    .thenComparing(NHIEvent::getEventId))
            .limit(20)
            .map(
                n ->
                    new Evidence(
                        n.getEventId(),
                        n.getEventType(),
                        n.getTimestamp(),
                        total == 0
                            ? 0.0
                            : (double) shares.getOrDefault(n.getEventId(), 0L) / total))
            .toList();
    final NHIEvent nearest =
        joined.stream()
            .min(
                Comparator.comparingLong((NHIEvent n) -> age(detections, n.getTimestamp()))
                    .thenComparingLong(NHIEvent::getTimestamp)
                    .thenComparing(NHIEvent::getEventId))
            .orElseThrow();
    final String findingId =
        ContentId.hex(
            first.getTenantId(), first.getEntityId(), first.getThreatId(), Long.toString(bucket));
    final CorrelatedThreat finding =
        CorrelatedThreat.newBuilder()
            .setFindingId(findingId)
            .setTenantId(first.getTenantId())
            .setEntityId(first.getEntityId())
            .setThreatId(first.getThreatId())
            .setStatus(status(detections, lifecycle, inTime))
            .setThreatScore(worst.getThreatScore())
            .setCorrelationScore(score(factors, criticality))
            .setCriticality(criticality)
            .setConfidence(surest.getConfidence())
            .setTactic(tactic)
            .setTechnique(orElse(surest.getTechnique(), base.getTechnique()))
            .setName(orElse(surest.getName(), base.getName()))
            .setTimestamp(first.getTimestamp())
            .setFirstSeen(
                Stream.concat(
                        Stream.of(first.getTimestamp()),
                        joined.stream().map(NHIEvent::getTimestamp))
                    .min(Comparator.naturalOrder())
                    .orElseThrow())
            .setLastSeen(
                Stream.of(
                        detections.stream().map(ThreatEvent::getTimestamp),
                        lifecycle.stream().map(ThreatEvent::getTimestamp),
                        joined.stream().map(NHIEvent::getTimestamp))
                    .flatMap(times -> times)
                    .max(Comparator.naturalOrder())
                    .orElseThrow())
            .setThreatEventId(worst.getEventId())
            .setNhiEventId(nearest.getEventId())
            .setThreatEventCount(detections.size())
            .setFactors(factors)
            .setEvidence(evidence)
            .setEvidenceCount(joined.size())
            .setLifecycle(
                last50(lifecycle).stream()
                    .map(t -> new LifecycleStep(t.getEventId(), t.getEventType(), t.getTimestamp()))
                    .toList())
            .setRemediations(steps(allSteps, first, findingId))
            .build();
    finding.setOcsfEvent(DetectionFinding.json(finding));
    return finding;
  }

  /** The fold of the life cycle, step by step. */
  private static String status(
      final List<ThreatEvent> detections,
      final List<ThreatEvent> lifecycle,
      final Comparator<ThreatEvent> inTime) {
    String status = "open";
    for (final ThreatEvent step :
        Stream.concat(detections.stream(), lifecycle.stream()).sorted(inTime).toList()) {
      status =
          switch (step.getEventType()) {
            case "threat.escalated" -> "escalated";
            case "threat.resolved" -> "resolved";
            default -> status.equals("resolved") ? "open" : status;
          };
    }
    return status;
  }

  private static List<Candidate> candidates(
      final List<ThreatEvent> detections,
      final List<ThreatEvent> ofEntity,
      final List<NHIEvent> joined,
      final ThreatEvent first,
      final long bucket) {
    final List<Candidate> candidates = new ArrayList<>();
    for (final ThreatEvent t : ofEntity) {
      final boolean own = t.getThreatId().equals(first.getThreatId());
      final long itsBucket = Math.floorDiv(t.getTimestamp(), FIVE);
      final boolean isDetection = t.getEventType().equals("threat.detected");
      final long age = age(detections, t.getTimestamp());
      if (!t.getEventType().equals("threat.resolved")
          && age <= FIVE
          && (!own || isDetection && itsBucket != bucket)) {
        candidates.add(
            new Candidate(
                "other-threat",
                t.getThreatId(),
                itsBucket,
                t.getEventId(),
                t.getTimestamp(),
                t.getTactic(),
                t.getThreatScore(),
                t.getConfidence(),
                age));
      }
    }
    for (final NHIEvent n : joined) {
      final OcsfSignals signals = OcsfSignals.read(n.getOcsfEvent());
      final long age = age(detections, n.getTimestamp());
      final long itsBucket = Math.floorDiv(n.getTimestamp(), FIVE);
      for (final String kind : List.of("nhi-risk", "nhi-deviation")) {
        final double s = kind.equals("nhi-risk") ? signals.risk() : 10 * signals.deviation();
        candidates.add(
            new Candidate(
                kind, kind, itsBucket, n.getEventId(), n.getTimestamp(), "", s, 0.5, age));
      }
    }
    return candidates;
  }

  /** The score if each tactic counts that any event of a signal had. */
  private static int widest(
      final Candidate own,
      final List<ThreatEvent> raising,
      final List<Candidate> candidates,
      final long total,
      final List<Candidate> winners,
      final double criticality) {
    final Map<String, Long> perSignalAndTactic = new HashMap<>();
    for (final ThreatEvent t : raising) {
      perSignalAndTactic.merge(
          "own|" + t.getTactic(), evidence(t.getThreatScore(), t.getConfidence()), Math::max);
    }
    perSignalAndTactic.merge("own|" + own.tactic, own.decayed(), Math::max);
    candidates.forEach(
        c ->
            perSignalAndTactic.merge(c.kind + c.signal() + "|" + c.tactic, c.decayed(), Math::max));
    final Map<String, Long> perTactic = new HashMap<>();
    perSignalAndTactic.forEach(
        (key, e) -> perTactic.merge(key.substring(key.lastIndexOf('|') + 1), e, Long::sum));
    perTactic.remove("");
    final long k = perTactic.values().stream().filter(e -> e > 50_000).count();
    return score(total, Math.max(1, k), criticality);
  }

  private static List<Factor> factors(
      final List<Candidate> all, final long total, final double criticality) {
    final List<Factor> plain =
        all.stream()
            .sorted(
                Comparator.comparingLong(Candidate::decayed)
                    .reversed()
                    .thenComparing(Candidate::signal)
                    .thenComparing(Candidate::kind)
                    .thenComparing(Candidate::eventId))
            .map(
                c ->
                    new Factor(
                        c.kind,
                        c.signal(),
                        c.eventId,
                        c.tactic,
                        c.s,
                        c.c,
                        c.age,
                        c.e(),
                        c.decayed(),
                        total == 0 ? 0.0 : (double) c.decayed() / total,
                        0))
            .toList();
    for (final Factor factor : plain) {
      final List<Factor> others = plain.stream().filter(f -> f != factor).toList();
      factor.setScoreWithout(score(others, criticality));
    }
    return plain;
  }

  private static List<RemediationStep> steps(
      final Set<RemediationEvent> all, final ThreatEvent first, final String findingId) {
    return all.stream()
        .filter(r -> r.getTenantId().equals(first.getTenantId()))
        .filter(r -> r.getEntityId().equals(first.getEntityId()))
        .filter(
            r ->
                r.getFindingId() != null
                    ? r.getFindingId().equals(findingId)
                    : first.getThreatId().equals(r.getThreatId()))
        .sorted(
            Comparator.comparingLong(RemediationEvent::getTimestamp)
                .thenComparing(RemediationEvent::getEventId))
        .map(
            r ->
                new RemediationStep(
                    r.getEventId(),
                    r.getEventType(),
                    r.getAction(),
                    r.getActor(),
                    r.getOutcome(),
                    r.getTimestamp()))
        .toList();
  }

  private static List<ThreatEvent> last50(final List<ThreatEvent> lifecycle) {
    return lifecycle.subList(Math.max(0, lifecycle.size() - 50), lifecycle.size());
  }

  private static long age(final List<ThreatEvent> detections, final long time) {
    return detections.stream()
        .mapToLong(d -> Math.abs(d.getTimestamp() - time))
        .min()
        .orElseThrow();
  }

  private static String orElse(final String text, final String other) {
    return text.isEmpty() ? other : text;
  }

  private static <T> Set<T> only(final List<?> events, final Class<T> type) {
    return events.stream()
        .filter(type::isInstance)
        .map(type::cast)
        .collect(Collectors.toCollection(HashSet::new));
  }
}

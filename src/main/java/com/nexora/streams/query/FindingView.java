package com.nexora.streams.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.nexora.events.CorrelatedThreat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A finding with its factors and evidence as JSON; the OCSF body is an object, not text. */
record FindingView(
    String findingId,
    String tenantId,
    String entityId,
    String threatId,
    String status,
    double threatScore,
    int correlationScore,
    double criticality,
    double confidence,
    String tactic,
    String technique,
    String name,
    @Nullable String timestamp,
    @Nullable String firstSeen,
    @Nullable String lastSeen,
    String threatEventId,
    String nhiEventId,
    long threatEventCount,
    List<Factor> factors,
    List<Evidence> evidence,
    long evidenceCount,
    List<Step> lifecycle,
    List<Remediation> remediations,
    JsonNode ocsf) {

  /** One signal of the score; the score can be recomputed from these. */
  record Factor(
      String kind,
      String signalId,
      String eventId,
      String tactic,
      double severity,
      double confidence,
      long ageMs,
      long evidenceMicros,
      long decayedMicros,
      double share,
      int scoreWithout) {}

  /** One event of the identity near the threat. */
  record Evidence(String eventId, String eventType, @Nullable String timestamp, double share) {}

  /** An escalation or resolution. */
  record Step(String eventId, String eventType, @Nullable String timestamp) {}

  /** A step against the finding. */
  record Remediation(
      String eventId,
      String eventType,
      String action,
      String actor,
      String outcome,
      @Nullable String timestamp) {}

  static FindingView of(final CorrelatedThreat finding) {
    return new FindingView(
        finding.getFindingId(),
        finding.getTenantId(),
        finding.getEntityId(),
        finding.getThreatId(),
        finding.getStatus(),
        finding.getThreatScore(),
        finding.getCorrelationScore(),
        finding.getCriticality(),
        finding.getConfidence(),
        finding.getTactic(),
        finding.getTechnique(),
        finding.getName(),
        Times.iso(finding.getTimestamp()),
        Times.iso(finding.getFirstSeen()),
        Times.iso(finding.getLastSeen()),
        finding.getThreatEventId(),
        finding.getNhiEventId(),
        finding.getThreatEventCount(),
        finding.getFactors().stream().map(FindingView::factor).toList(),
        finding.getEvidence().stream().map(FindingView::evidence).toList(),
        finding.getEvidenceCount(),
        finding.getLifecycle().stream()
            .map(s -> new Step(s.getEventId(), s.getEventType(), Times.iso(s.getTimestamp())))
            .toList(),
        finding.getRemediations().stream().map(FindingView::remediation).toList(),
        Json.embedded(finding.getOcsfEvent()));
  }

  private static Factor factor(final com.nexora.events.Factor factor) {
    return new Factor(
        factor.getKind(),
        factor.getSignalId(),
        factor.getEventId(),
        factor.getTactic(),
        factor.getSeverity(),
        factor.getConfidence(),
        factor.getAgeMs(),
        factor.getEvidenceMicros(),
        factor.getDecayedMicros(),
        factor.getShare(),
        factor.getScoreWithout());
  }

  private static Evidence evidence(final com.nexora.events.Evidence evidence) {
    return new Evidence(
        evidence.getEventId(),
        evidence.getEventType(),
        Times.iso(evidence.getTimestamp()),
        evidence.getShare());
  }

  private static Remediation remediation(final com.nexora.events.RemediationStep step) {
    return new Remediation(
        step.getEventId(),
        step.getEventType(),
        step.getAction(),
        step.getActor(),
        step.getOutcome(),
        Times.iso(step.getTimestamp()));
  }
}

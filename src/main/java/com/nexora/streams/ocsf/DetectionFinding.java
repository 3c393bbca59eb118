package com.nexora.streams.ocsf;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.nexora.events.CorrelatedThreat;
import com.nexora.events.Evidence;
import com.nexora.events.RemediationStep;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * A finding as an OCSF 1.1.0 Detection Finding (class 2004), so that any tool that reads OCSF can
 * read ours.
 *
 * <p>A function of the finding: attributes stand in a fixed order, times are event times, and no
 * profile is used, hence no attribute that belongs to one.
 */
public final class DetectionFinding {

  private static final JsonFactory JSON = new JsonFactory();

  private static final int CATEGORY_FINDINGS = 2;
  private static final int CLASS_DETECTION_FINDING = 2004;
  private static final int ANALYTIC_RULE = 1;

  private DetectionFinding() {}

  /** What a finding's status means in OCSF. */
  private enum Activity {
    CREATE(1, "Create", 1, "New"),
    UPDATE(2, "Update", 2, "In Progress"),
    CLOSE(3, "Close", 4, "Resolved");

    private final int id;
    private final String caption;
    private final int statusId;
    private final String status;

    Activity(final int id, final String caption, final int statusId, final String status) {
      this.id = id;
      this.caption = caption;
      this.statusId = statusId;
      this.status = status;
    }

    static Activity of(final CorrelatedThreat finding) {
      return switch (finding.getStatus()) {
        case "resolved" -> CLOSE;
        case "escalated" -> UPDATE;
        default -> CREATE;
      };
    }
  }

  /** An enumerated value with its caption. */
  private record Level(int id, String caption) {

    static Level ofSeverity(final double threatScore) {
      if (threatScore >= 9) {
        return new Level(5, "Critical");
      }
      if (threatScore >= 7) {
        return new Level(4, "High");
      }
      if (threatScore >= 4) {
        return new Level(3, "Medium");
      }
      return threatScore > 0 ? new Level(2, "Low") : new Level(1, "Informational");
    }

    static Level ofConfidence(final double confidence) {
      if (confidence >= 0.7) {
        return new Level(3, "High");
      }
      return confidence >= 0.4 ? new Level(2, "Medium") : new Level(1, "Low");
    }

    static Level ofRisk(final int score) {
      if (score >= 90) {
        return new Level(4, "Critical");
      }
      if (score >= 70) {
        return new Level(3, "High");
      }
      if (score >= 40) {
        return new Level(2, "Medium");
      }
      return score > 0 ? new Level(1, "Low") : new Level(0, "Info");
    }
  }

  /** The finding's OCSF body; its own {@code ocsf_event} is not read. */
  public static String json(final CorrelatedThreat finding) {
    final StringWriter text = new StringWriter(2048);
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartObject();
      writeClass(out, finding);
      writeMetadata(out, finding);
      writeFindingInfo(out, finding);
      writeRatings(out, finding);
      writeResource(out, finding);
      writeEvidences(out, finding);
      writeRemediation(out, finding);
      out.writeEndObject();
    } catch (final IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return text.toString();
  }

  private static void writeClass(final JsonGenerator out, final CorrelatedThreat finding)
      throws IOException {
    final Activity activity = Activity.of(finding);
    out.writeNumberField("activity_id", activity.id);
    out.writeStringField("activity_name", activity.caption);
    out.writeNumberField("category_uid", CATEGORY_FINDINGS);
    out.writeStringField("category_name", "Findings");
    out.writeNumberField("class_uid", CLASS_DETECTION_FINDING);
    out.writeStringField("class_name", "Detection Finding");
    out.writeNumberField("type_uid", CLASS_DETECTION_FINDING * 100L + activity.id);
    out.writeStringField("type_name", "Detection Finding: " + activity.caption);
    out.writeNumberField("status_id", activity.statusId);
    out.writeStringField("status", activity.status);
    out.writeNumberField("time", finding.getTimestamp());
    out.writeNumberField("start_time", finding.getFirstSeen());
    out.writeNumberField("end_time", finding.getLastSeen());
    out.writeNumberField("count", clamp(finding.getThreatEventCount()));
    out.writeStringField("message", title(finding) + " against " + finding.getEntityId());
  }

  private static void writeMetadata(final JsonGenerator out, final CorrelatedThreat finding)
      throws IOException {
    out.writeObjectFieldStart("metadata");
    out.writeStringField("version", "1.1.0");
    out.writeObjectFieldStart("product");
    out.writeStringField("name", "Nexora Streams");
    out.writeStringField("vendor_name", "Nexora");
    out.writeEndObject();
    out.writeStringField("tenant_uid", finding.getTenantId());
    out.writeStringField("correlation_uid", finding.getFindingId());
    out.writeEndObject();
  }

  private static void writeFindingInfo(final JsonGenerator out, final CorrelatedThreat finding)
      throws IOException {
    out.writeObjectFieldStart("finding_info");
    out.writeStringField("uid", finding.getFindingId());
    out.writeStringField("title", title(finding));
    out.writeArrayFieldStart("types");
    out.writeString("threat correlation");
    out.writeEndArray();
    out.writeNumberField("created_time", finding.getTimestamp());
    out.writeNumberField("first_seen_time", finding.getFirstSeen());
    out.writeNumberField("last_seen_time", finding.getLastSeen());
    out.writeObjectFieldStart("analytic");
    out.writeStringField("name", "decayed noisy-OR");
    out.writeStringField("uid", "threat-correlation");
    out.writeNumberField("type_id", ANALYTIC_RULE);
    out.writeStringField("type", "Rule");
    out.writeEndObject();
    writeAttack(out, finding);
    out.writeArrayFieldStart("related_events");
    writeRelated(out, finding.getThreatEventId(), "threat");
    writeRelated(out, finding.getNhiEventId(), "activity");
    out.writeEndArray();
    out.writeEndObject();
  }

  private static void writeAttack(final JsonGenerator out, final CorrelatedThreat finding)
      throws IOException {
    final String tactic = finding.getTactic();
    final String technique = finding.getTechnique();
    if (tactic.isEmpty() && technique.isEmpty()) {
      return;
    }
    out.writeArrayFieldStart("attacks");
    out.writeStartObject();
    writeUid(out, "tactic", tactic);
    writeUid(out, "technique", technique);
    out.writeEndObject();
    out.writeEndArray();
  }

  private static void writeUid(final JsonGenerator out, final String field, final String uid)
      throws IOException {
    if (!uid.isEmpty()) {
      out.writeObjectFieldStart(field);
      out.writeStringField("uid", uid);
      out.writeEndObject();
    }
  }

  private static void writeRelated(final JsonGenerator out, final String uid, final String type)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("uid", uid);
    out.writeStringField("type", type);
    out.writeEndObject();
  }

  private static void writeRatings(final JsonGenerator out, final CorrelatedThreat finding)
      throws IOException {
    final Level severity = Level.ofSeverity(finding.getThreatScore());
    out.writeNumberField("severity_id", severity.id);
    out.writeStringField("severity", severity.caption);
    final Level confidence = Level.ofConfidence(finding.getConfidence());
    out.writeNumberField("confidence_id", confidence.id);
    out.writeStringField("confidence", confidence.caption);
    out.writeNumberField("confidence_score", Math.round(100 * finding.getConfidence()));
    final Level risk = Level.ofRisk(finding.getCorrelationScore());
    out.writeNumberField("risk_level_id", risk.id);
    out.writeStringField("risk_level", risk.caption);
    out.writeNumberField("risk_score", finding.getCorrelationScore());
  }

  private static void writeResource(final JsonGenerator out, final CorrelatedThreat finding)
      throws IOException {
    out.writeArrayFieldStart("resources");
    out.writeStartObject();
    out.writeStringField("uid", finding.getEntityId());
    out.writeStringField("type", "Non-human identity");
    out.writeStringField("criticality", Double.toString(finding.getCriticality()));
    out.writeEndObject();
    out.writeEndArray();
  }

  private static void writeEvidences(final JsonGenerator out, final CorrelatedThreat finding)
      throws IOException {
    out.writeArrayFieldStart("evidences");
    for (final Evidence evidence : finding.getEvidence()) {
      out.writeStartObject();
      out.writeObjectFieldStart("data");
      out.writeStringField("event_id", evidence.getEventId());
      out.writeStringField("event_type", evidence.getEventType());
      out.writeNumberField("time", evidence.getTimestamp());
      out.writeNumberField("share", evidence.getShare());
      out.writeEndObject();
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void writeRemediation(final JsonGenerator out, final CorrelatedThreat finding)
      throws IOException {
    if (finding.getRemediations().isEmpty()) {
      return;
    }
    final StringBuilder description = new StringBuilder();
    for (final RemediationStep step : finding.getRemediations()) {
      description
          .append(description.length() == 0 ? "" : "; ")
          .append(step.getAction())
          .append(" by ")
          .append(step.getActor())
          .append(step.getOutcome().isEmpty() ? "" : ": " + step.getOutcome());
    }
    out.writeObjectFieldStart("remediation");
    out.writeStringField("desc", description.toString());
    out.writeEndObject();
  }

  private static String title(final CorrelatedThreat finding) {
    return finding.getName().isEmpty() ? "Threat " + finding.getThreatId() : finding.getName();
  }

  private static long clamp(final long count) {
    return Math.min(count, Integer.MAX_VALUE);
  }
}

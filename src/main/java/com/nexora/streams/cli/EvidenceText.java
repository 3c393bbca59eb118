package com.nexora.streams.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nexora.streams.audit.evidence.Evidence;
import com.nexora.streams.audit.evidence.EvidenceCheck;
import com.nexora.streams.audit.note.Checkpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.avro.generic.GenericRecord;

/** How the verdict on one entry's evidence looks on a terminal and as JSON. */
final class EvidenceText {

  private EvidenceText() {}

  static String text(final Evidence evidence, final EvidenceCheck.Verdict verdict) {
    final List<String> lines = new ArrayList<>();
    final GenericRecord entry = verdict.entry();
    if (entry != null) {
      lines.add(AuditReportText.printable("entry " + entry));
    }
    if (verdict.judgement() != null) {
      lines.add("signed by " + AuditReportText.printable(verdict.judgement().log().toString()));
      if (!verdict.judgement().cosigners().isEmpty()) {
        lines.add("cosigned by " + verdict.judgement().cosigners());
      }
    }
    for (final EvidenceCheck.Finding finding : verdict.findings()) {
      lines.add(
          finding.kind().label().toUpperCase(Locale.ROOT)
              + ": "
              + AuditReportText.printable(finding.detail()));
    }
    final Checkpoint checkpoint = evidence.proof().checkpoint().checkpoint();
    lines.add(
        AuditReportText.printable(
            verdict.findings().isEmpty()
                ? "intact: leaf %d of %s".formatted(evidence.proof().index(), checkpoint)
                : "NOT PROVEN: leaf %d of %s".formatted(evidence.proof().index(), checkpoint)));
    return String.join(System.lineSeparator(), lines);
  }

  static String json(final Evidence evidence, final EvidenceCheck.Verdict verdict) {
    final ObjectNode root =
        JsonNodeFactory.instance
            .objectNode()
            .put("intact", verdict.findings().isEmpty())
            .put("exitCode", verdict.exitCode())
            .put("origin", evidence.proof().checkpoint().checkpoint().origin())
            .put("leafIndex", evidence.proof().index())
            .put("size", evidence.proof().checkpoint().checkpoint().size());
    if (verdict.judgement() != null) {
      root.put("signedBy", verdict.judgement().log().toString());
      final ArrayNode cosigners = root.putArray("cosigners");
      verdict.judgement().cosigners().forEach(cosigners::add);
    }
    final ArrayNode findings = root.putArray("findings");
    verdict
        .findings()
        .forEach(f -> findings.addObject().put("kind", f.kind().label()).put("detail", f.detail()));
    final GenericRecord entry = verdict.entry();
    if (entry != null) {
      root.put("entry", entry.toString());
    }
    return root.toPrettyString();
  }
}

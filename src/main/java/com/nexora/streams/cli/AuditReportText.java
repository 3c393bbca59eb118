package com.nexora.streams.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nexora.streams.audit.AuditReport;
import com.nexora.streams.audit.Damage;
import com.nexora.streams.audit.DamageKind;
import com.nexora.streams.audit.LogReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How a verdict on the audit trail looks on a terminal and as JSON. */
final class AuditReportText {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int MOST_TENANTS = 20;
  private static final int MOST_DAMAGES = 100;

  private AuditReportText() {}

  /**
   * What could be looked at.
   *
   * @param hmacs whether keys of the HMACs were given
   * @param checkpoints whether keys of checkpoints were given
   */
  record Checked(boolean hmacs, boolean checkpoints) {}

  static String text(final AuditReport report, final Checked checked) {
    final List<String> lines = new ArrayList<>();
    for (final LogReport log : report.logs()) {
      if (log.records() > 0 || log.signed() != null) {
        log(lines, log);
      }
    }
    final List<Damage> damages = report.damages();
    damages.stream().limit(MOST_DAMAGES).forEach(damage -> lines.add(line(damage)));
    if (damages.size() > MOST_DAMAGES) {
      lines.add("... and %,d more".formatted(damages.size() - MOST_DAMAGES));
    }
    if (!checked.hmacs()) {
      lines.add("HMACs were not checked: give --hmac-keys FILE");
    }
    if (!checked.checkpoints()) {
      lines.add("checkpoints were not checked, a cut tail would not show: give --key VKEY");
    }
    lines.add(
        "%s: %,d records in %d logs"
            .formatted(
                report.intact() ? "intact" : "DAMAGED: " + counts(report),
                report.records(),
                report.logs().size()));
    return String.join(System.lineSeparator(), lines);
  }

  static String json(final AuditReport report, final Checked checked) {
    final ObjectNode root =
        NODES
            .objectNode()
            .put("intact", report.intact())
            .put("exitCode", report.exitCode())
            .put("records", report.records())
            .put("hmacsChecked", checked.hmacs())
            .put("checkpointsChecked", checked.checkpoints());
    final ArrayNode notes = root.putArray("notes");
    report.notes().forEach(damage -> notes.add(node(damage)));
    final ArrayNode logs = root.putArray("logs");
    for (final LogReport log : report.logs()) {
      final ObjectNode node =
          logs.addObject()
              .put("log", log.logId())
              .put("records", log.records())
              .put("firstLeaf", log.firstLeaf())
              .put("lastLeaf", log.lastLeaf())
              .put("headHash", log.headHash())
              .put("root", log.root())
              .put("expired", log.expired())
              .put("erased", log.erased());
      signed(node, log.signed());
      final ArrayNode tenants = node.putArray("tenants");
      log.tenants()
          .forEach(
              (tenantId, head) ->
                  tenants
                      .addObject()
                      .put("tenant", tenantId)
                      .put("sequence", head.sequence())
                      .put("headHash", head.leafHash()));
      final ObjectNode counts = node.putObject("counts");
      log.counts().forEach((kind, count) -> counts.put(kind.label(), count));
      final ArrayNode damages = node.putArray("damages");
      log.damages().forEach(damage -> damages.add(node(damage)));
    }
    return root.toPrettyString();
  }

  private static void signed(final ObjectNode node, final LogReport.@Nullable Signed signed) {
    if (signed != null) {
      node.putObject("checkpoint")
          .put("size", signed.size())
          .put("time", signed.time() < 0 ? null : Instant.ofEpochMilli(signed.time()).toString())
          .put("place", signed.place())
          .put("compared", signed.compared())
          .put("entriesBeyond", signed.beyond());
    }
  }

  private static void log(final List<String> lines, final LogReport log) {
    lines.add(
        "log %s: %,d entries, leaf %d to %d, head %s"
            .formatted(
                log.logId(),
                log.records(),
                log.firstLeaf(),
                log.lastLeaf(),
                log.headHash() == null ? "unknown" : log.headHash()));
    if (log.root() != null) {
      lines.add("  root " + log.root());
    }
    final LogReport.Signed signed = log.signed();
    if (signed != null) {
      lines.add(
          "  checkpoint of size %,d%s at %s; %,d checkpoints have the log's roots; %,d entries since"
              .formatted(
                  signed.size(),
                  signed.time() < 0 ? "" : " of " + Instant.ofEpochMilli(signed.time()),
                  signed.place(),
                  signed.compared(),
                  signed.beyond()));
    }
    if (log.expired() > 0) {
      lines.add("  %,d entries at the beginning have expired".formatted(log.expired()));
    }
    if (log.erased() > 0) {
      lines.add(
          "  %,d entries cannot be read any more, since their subjects were erased"
              .formatted(log.erased()));
    }
    log.tenants().entrySet().stream()
        .limit(MOST_TENANTS)
        .forEach(
            tenant ->
                lines.add(
                    "  tenant %s: %,d entries, head %s"
                        .formatted(
                            printable(tenant.getKey()),
                            tenant.getValue().sequence(),
                            tenant.getValue().leafHash())));
    if (log.tenants().size() > MOST_TENANTS) {
      lines.add("  ... and %,d more tenants".formatted(log.tenants().size() - MOST_TENANTS));
    }
  }

  private static String line(final Damage damage) {
    final StringBuilder line =
        new StringBuilder(damage.kind().label().toUpperCase(java.util.Locale.ROOT))
            .append(": log ")
            .append(damage.logId());
    if (damage.firstLeaf() >= 0) {
      line.append(", leaf ").append(damage.firstLeaf());
      if (damage.count() > 1) {
        line.append(" to ").append(damage.lastLeaf());
      }
    }
    if (damage.offset() >= 0) {
      line.append(", offset ").append(damage.offset());
    }
    if (damage.tenantId() != null) {
      line.append(", tenant ").append(printable(damage.tenantId()));
    }
    return line.append(": ").append(printable(damage.detail())).toString();
  }

  private static ObjectNode node(final Damage damage) {
    return NODES
        .objectNode()
        .put("kind", damage.kind().label())
        .put("log", damage.logId())
        .put("firstLeaf", damage.firstLeaf())
        .put("lastLeaf", damage.lastLeaf())
        .put("offset", damage.offset())
        .put("tenant", damage.tenantId())
        .put("detail", damage.detail());
  }

  private static String counts(final AuditReport report) {
    final Map<DamageKind, Long> counts = new EnumMap<>(DamageKind.class);
    report.notes().forEach(note -> counts.merge(note.kind(), note.count(), Long::sum));
    report.logs().forEach(log -> log.counts().forEach((k, n) -> counts.merge(k, n, Long::sum)));
    return counts.entrySet().stream()
        .map(count -> "%,d %s".formatted(count.getValue(), count.getKey().label()))
        .collect(Collectors.joining(", "));
  }

  /** A forged name must not move the cursor of a terminal. */
  static String printable(final String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}

package com.nexora.streams.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nexora.streams.imports.ImportReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How the results of imports and simulations look on a terminal and as JSON. */
final class FeedReport {

  private FeedReport() {}

  static String text(final ImportReport report) {
    final List<String> lines = new ArrayList<>();
    report.getRefusals().forEach(refusal -> lines.add("! " + refusal));
    final long hidden = report.getRefused() - report.getRefusals().size();
    if (hidden > 0) {
      lines.add("! and %,d more".formatted(hidden));
    }
    lines.addAll(topics(report.getSentByTopic()));
    lines.add(
        "%,d accepted, %,d duplicate within the input, %,d refused"
            .formatted(report.getAccepted(), report.getDuplicates(), report.getRefused()));
    return String.join(System.lineSeparator(), lines);
  }

  static String json(final ImportReport report) {
    final ObjectNode root =
        JsonNodeFactory.instance
            .objectNode()
            .put("accepted", report.getAccepted())
            .put("duplicates", report.getDuplicates())
            .put("refused", report.getRefused())
            .put("shiftMillis", report.getShiftMillis());
    report.getSentByTopic().forEach(root.putObject("sentByTopic")::put);
    final ArrayNode refusals = root.putArray("refusals");
    report
        .getRefusals()
        .forEach(
            refusal ->
                refusals
                    .addObject()
                    .put("file", refusal.file())
                    .put("line", refusal.line())
                    .put("reason", refusal.reason()));
    return root.toPrettyString();
  }

  /**
   * @param seed of the scenario
   * @param start of the scenario, ISO-8601 UTC
   */
  static String text(
      final long sent, final Map<String, Long> byTopic, final long seed, final String start) {
    final List<String> lines = new ArrayList<>(topics(byTopic));
    lines.add("%,d sent; again the same with --seed %d --start %s".formatted(sent, seed, start));
    return String.join(System.lineSeparator(), lines);
  }

  /**
   * @param seed of the scenario
   * @param start of the scenario, ISO-8601 UTC
   */
  static String json(
      final long sent, final Map<String, Long> byTopic, final long seed, final String start) {
    final ObjectNode root =
        JsonNodeFactory.instance
            .objectNode()
            .put("sent", sent)
            .put("seed", seed)
            .put("start", start);
    byTopic.forEach(root.putObject("sentByTopic")::put);
    return root.toPrettyString();
  }

  private static List<String> topics(final Map<String, Long> sentByTopic) {
    return sentByTopic.entrySet().stream()
        .map(entry -> "  %-20s %,d".formatted(entry.getKey(), entry.getValue()))
        .toList();
  }
}

package com.nexora.streams.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nexora.streams.catalogue.Durations;
import com.nexora.streams.catalogue.TopicCatalogue;
import com.nexora.streams.catalogue.TopicSpec;
import com.nexora.streams.runtime.TopicChange;
import com.nexora.streams.runtime.TopicPlan;
import java.util.ArrayList;
import java.util.List;

/** How catalogue and plans look on a terminal and as JSON. */
final class TopicsReport {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private TopicsReport() {}

  static String text(final TopicCatalogue catalogue) {
    final List<String> lines = new ArrayList<>();
    final int width =
        catalogue.topics().stream().mapToInt(topic -> topic.name().length()).max().orElse(5);
    final String row = "%-" + width + "s  %10s  %8s  %9s  %-9s  %s";
    lines.add(row.formatted("TOPIC", "PARTITIONS", "REPLICAS", "RETENTION", "GROUP", "HOLDS"));
    for (final TopicSpec topic : catalogue.topics()) {
      lines.add(
          row.formatted(
              topic.name(),
              topic.partitions(),
              topic.replication(),
              retention(topic),
              topic.group(),
              topic.description()));
    }
    lines.add("%d topics, profile %s".formatted(catalogue.topics().size(), catalogue.profile()));
    return String.join(System.lineSeparator(), lines);
  }

  private static String retention(final TopicSpec topic) {
    if (topic.compacted()) {
      return "compacted";
    }
    return topic.retention().map(time -> Durations.text(time.toMillis())).orElse("forever");
  }

  static String json(final TopicCatalogue catalogue) {
    final ObjectNode root = NODES.objectNode().put("profile", catalogue.profile());
    final ArrayNode topics = root.putArray("topics");
    for (final TopicSpec topic : catalogue.topics()) {
      final ObjectNode node = topics.addObject();
      node.put("name", topic.name());
      node.put("group", topic.group());
      node.put("coPartitioned", topic.coPartitioned());
      node.put("partitions", topic.partitions());
      node.put("replication", topic.replication());
      node.put("key", topic.key());
      node.put("value", topic.value());
      node.put("deadLetters", topic.deadLetters());
      node.put("description", topic.description());
      final ObjectNode configs = node.putObject("configs");
      topic.configs().forEach(configs::put);
    }
    return root.toPrettyString();
  }

  static String text(final TopicPlan plan, final boolean applied) {
    final List<String> lines = new ArrayList<>();
    plan.changes().forEach(change -> lines.add("+ " + change.sentence()));
    plan.refusals().forEach(refusal -> lines.add("! " + refusal.sentence()));
    plan.notes().forEach(note -> lines.add("  " + note));
    lines.add(verdict(plan, applied));
    return String.join(System.lineSeparator(), lines);
  }

  private static String verdict(final TopicPlan plan, final boolean applied) {
    if (!plan.refusals().isEmpty()) {
      return "%d refused%s".formatted(plan.refusals().size(), applied ? ", nothing changed" : "");
    }
    if (plan.changes().isEmpty()) {
      return "the cluster is as the catalogue says";
    }
    return applied
        ? "%d changes made".formatted(plan.changes().size())
        : "%d changes to make: run \"nexora topics apply\"".formatted(plan.changes().size());
  }

  static String json(final TopicPlan plan, final boolean applied) {
    final ObjectNode root = NODES.objectNode().put("applied", applied && plan.refusals().isEmpty());
    final ArrayNode changes = root.putArray("changes");
    plan.changes().forEach(change -> changes.add(json(change)));
    final ArrayNode refusals = root.putArray("refusals");
    plan.refusals()
        .forEach(r -> refusals.addObject().put("topic", r.topic()).put("reason", r.sentence()));
    final ArrayNode notes = root.putArray("notes");
    plan.notes().forEach(notes::add);
    return root.toPrettyString();
  }

  private static ObjectNode json(final TopicChange change) {
    final ObjectNode node = NODES.objectNode().put("topic", change.topic());
    if (change instanceof TopicChange.Create create) {
      node.put("change", "create").put("partitions", create.spec().partitions());
      node.put("replication", create.spec().replication());
    } else if (change instanceof TopicChange.Grow grow) {
      node.put("change", "grow").put("from", grow.from()).put("to", grow.to());
    } else if (change instanceof TopicChange.Configure configure) {
      node.put("change", "configure").put("config", configure.config());
      node.put("from", configure.from()).put("to", configure.to());
    }
    return node;
  }
}

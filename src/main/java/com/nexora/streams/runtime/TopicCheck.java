package com.nexora.streams.runtime;

import com.nexora.streams.catalogue.TopicCatalogue;
import com.nexora.streams.catalogue.TopicSpec;
import com.nexora.streams.runtime.ClusterTopics.ClusterTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Tells before the start what would go wrong later without an error: Kafka Streams checks the
 * co-partitioning of joins only, not of merged streams or shared stores, and nobody checks what a
 * record's timestamp means.
 */
public final class TopicCheck {

  private static final String APPLY = "Run \"nexora topics apply\" to make the difference";
  private static final String PLAN = "Run \"nexora topics plan\" to see the difference";

  private TopicCheck() {}

  /** Problems as sentences, empty if the application may start on this cluster. */
  public static List<String> problems(final TopicCatalogue catalogue, final ClusterTopics cluster) {
    final List<String> problems = new ArrayList<>();
    missing(catalogue, cluster, problems);
    for (final String group : catalogue.coPartitionedGroups()) {
      unequal(group, catalogue, cluster, problems);
    }
    for (final TopicSpec wanted : catalogue.topics()) {
      cluster.find(wanted.name()).ifPresent(is -> settings(wanted, is, problems));
    }
    return List.copyOf(problems);
  }

  private static void missing(
      final TopicCatalogue catalogue, final ClusterTopics cluster, final List<String> problems) {
    final List<String> names =
        catalogue.topics().stream()
            .map(TopicSpec::name)
            .filter(name -> cluster.find(name).isEmpty())
            .toList();
    if (names.size() == 1) {
      problems.add("topic %s is missing. %s.".formatted(names.get(0), APPLY));
    } else if (!names.isEmpty()) {
      problems.add(
          "%d topics are missing: %s. %s."
              .formatted(names.size(), String.join(", ", names), APPLY));
    }
  }

  private static void unequal(
      final String group,
      final TopicCatalogue catalogue,
      final ClusterTopics cluster,
      final List<String> problems) {
    final List<ClusterTopic> present =
        catalogue.group(group).stream()
            .flatMap(topic -> cluster.find(topic.name()).stream())
            .toList();
    if (present.isEmpty()) {
      return;
    }
    final int wanted = catalogue.group(group).get(0).partitions();
    final ClusterTopic reference =
        present.stream()
            .filter(topic -> topic.partitions() == wanted)
            .findFirst()
            .orElse(present.get(0));
    for (final ClusterTopic topic : present) {
      if (topic.partitions() != reference.partitions()) {
        problems.add(
            "topic %s has %d partitions, %s has %d: both %s and must be equal. %s; Kafka cannot shrink a topic."
                .formatted(
                    topic.name(),
                    topic.partitions(),
                    reference.name(),
                    reference.partitions(),
                    purpose(group),
                    PLAN));
      }
    }
    if (reference.partitions() != wanted) {
      problems.add(
          "topics of group %s have %d partitions, the catalogue says %d: the application's own topics would not fit theirs. Set partitions of group %s to %d in the catalogue and give that file to the application."
              .formatted(group, reference.partitions(), wanted, group, reference.partitions()));
    }
  }

  private static String purpose(final String group) {
    return switch (group) {
      case "entity" -> "feed the state of an entity";
      case "audit" -> "belong to the audit trail";
      default -> "are in the group " + group;
    };
  }

  private static void settings(
      final TopicSpec wanted, final ClusterTopic is, final List<String> problems) {
    if (!"LogAppendTime".equals(is.config("message.timestamp.type"))) {
      problems.add(
          "topic %s has message.timestamp.type=%s: all expiry is by arrival, and an imported incident would vanish at the first retention check. %s."
              .formatted(wanted.name(), is.config("message.timestamp.type"), APPLY));
    }
    final String cleanup = Objects.requireNonNull(wanted.configs().get("cleanup.policy"));
    if (!cleanup.equals(is.config("cleanup.policy"))) {
      problems.add(
          "topic %s has cleanup.policy=%s, it must be %s or records are lost. %s."
              .formatted(wanted.name(), is.config("cleanup.policy"), cleanup, PLAN));
    }
  }
}

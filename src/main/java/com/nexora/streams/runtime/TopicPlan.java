package com.nexora.streams.runtime;

import com.nexora.streams.catalogue.SuspendedExpiry;
import com.nexora.streams.catalogue.TopicCatalogue;
import com.nexora.streams.catalogue.TopicSpec;
import com.nexora.streams.runtime.ClusterTopics.ClusterTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The difference between the catalogue and a cluster, split into what may be done and what is
 * refused.
 *
 * <p>Refused is whatever could lose or misplace data that is already there: fewer partitions (Kafka
 * cannot), more partitions of a topic on whose keys state is built (old records of a key would stay
 * on one partition and new ones go to another), a shorter retention or another clean-up (Kafka
 * would delete at its next check). The last two and growth without state behind it can be allowed.
 *
 * @param changes steps in the order they are made
 * @param refusals what stands in the way; a plan with refusals is not applied at all
 * @param notes what differs and is left alone
 */
public record TopicPlan(List<TopicChange> changes, List<Refusal> refusals, List<String> notes) {

  public TopicPlan {
    changes = List.copyOf(changes);
    refusals = List.copyOf(refusals);
    notes = List.copyOf(notes);
  }

  /** Something that is not done, and what can be done about it. */
  public record Refusal(String topic, String sentence) {}

  /**
   * What the caller takes on.
   *
   * @param grow add partitions to topics on whose keys no state is built; order per key is lost
   *     around that moment
   * @param loss shorten retention and change clean-up of topics that hold records
   */
  public record Allowed(boolean grow, boolean loss) {

    /** Nothing that could lose or reorder a record. */
    public static final Allowed NOTHING = new Allowed(false, false);
  }

  /** Whether the cluster is as the catalogue says. */
  public boolean isEmpty() {
    return changes.isEmpty() && refusals.isEmpty();
  }

  /** Compares; asks nobody. */
  public static TopicPlan between(
      final TopicCatalogue catalogue, final ClusterTopics cluster, final Allowed allowed) {
    final Draft draft = new Draft(cluster, allowed);
    catalogue.topics().forEach(draft::compare);
    return new TopicPlan(draft.changes, draft.refusals, draft.notes);
  }

  /** Collects one plan. */
  private static final class Draft {

    private final ClusterTopics cluster;
    private final Allowed allowed;
    private final List<TopicChange> changes = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    Draft(final ClusterTopics cluster, final Allowed allowed) {
      this.cluster = cluster;
      this.allowed = allowed;
    }

    void compare(final TopicSpec wanted) {
      final Optional<ClusterTopic> found = cluster.find(wanted.name());
      if (found.isEmpty()) {
        create(wanted);
        return;
      }
      comparePartitions(wanted, found.get());
      compareConfigs(wanted, found.get());
      if (found.get().replication() != wanted.replication()) {
        notes.add(
            "topic %s has %d copies, the catalogue says %d: left alone, moving copies is the work of kafka-reassign-partitions"
                .formatted(wanted.name(), found.get().replication(), wanted.replication()));
      }
    }

    private void create(final TopicSpec wanted) {
      if (wanted.replication() > cluster.brokers()) {
        refuse(
            wanted,
            "topic %s needs %d copies, the cluster has %d brokers: add brokers, or use a profile with fewer copies, as in --profile dev"
                .formatted(wanted.name(), wanted.replication(), cluster.brokers()));
      } else {
        changes.add(new TopicChange.Create(wanted));
      }
    }

    private void comparePartitions(final TopicSpec wanted, final ClusterTopic is) {
      if (is.partitions() == wanted.partitions()) {
        return;
      }
      final String differ =
          "topic %s has %d partitions, the catalogue says %d"
              .formatted(wanted.name(), is.partitions(), wanted.partitions());
      if (is.partitions() > wanted.partitions()) {
        refuse(
            wanted,
            "%s: Kafka cannot shrink a topic. Set partitions of group %s to %d in the catalogue, or delete the topic yourself if its records may go"
                .formatted(differ, wanted.group(), is.partitions()));
      } else if (wanted.keyedState() && is.written()) {
        refuse(
            wanted,
            "%s: state is built per key, and more partitions would leave old records of a key apart from new ones. Set partitions of group %s to %d in the catalogue, or replay the topic into a new cluster"
                .formatted(differ, wanted.group(), is.partitions()));
      } else if (!allowed.grow()) {
        refuse(
            wanted,
            "%s: growing it reorders its keys%s. Allow it with --allow-grow"
                .formatted(differ, is.written() ? "" : " (it is empty yet)"));
      } else {
        changes.add(new TopicChange.Grow(wanted.name(), is.partitions(), wanted.partitions()));
      }
    }

    private void compareConfigs(final TopicSpec wanted, final ClusterTopic is) {
      for (final Map.Entry<String, String> config : wanted.configs().entrySet()) {
        final String key = config.getKey();
        final @Nullable String now = is.config(key);
        if (config.getValue().equals(now)) {
          continue;
        }
        if (key.startsWith("retention.")
            && SuspendedExpiry.FOR_EVER.equals(is.config("retention.ms"))) {
          notes.add(
              "topic %s expires nothing, the catalogue says %s=%s: left alone, a legal hold stands; lifting the last one puts it back (\"nexora privacy release\")"
                  .formatted(wanted.name(), key, config.getValue()));
          continue;
        }
        if (is.written() && !allowed.loss() && loses(key, now, config.getValue())) {
          refuse(
              wanted,
              "topic %s has %s=%s, the catalogue says %s: Kafka could delete records at its next check. Allow it with --allow-loss, or put %s into the catalogue"
                  .formatted(wanted.name(), key, now, config.getValue(), now));
        } else {
          changes.add(new TopicChange.Configure(wanted.name(), key, now, config.getValue()));
        }
      }
    }

    private static boolean loses(final String key, final @Nullable String from, final String to) {
      return switch (key) {
        case "cleanup.policy" -> true;
        case "retention.ms", "retention.bytes" -> from == null || bound(to) < bound(from);
        default -> false;
      };
    }

    /** -1 is Kafka's word for no bound. */
    private static long bound(final String value) {
      final long number = Long.parseLong(value);
      return number < 0 ? Long.MAX_VALUE : number;
    }

    private void refuse(final TopicSpec topic, final String sentence) {
      refusals.add(new Refusal(topic.name(), sentence));
    }
  }
}

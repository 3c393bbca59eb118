package com.nexora.streams.runtime;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The topics of a cluster as they are, as far as the catalogue is concerned.
 *
 * @param brokers number of brokers that could hold a copy
 * @param topics by name; only those that the catalogue names
 */
public record ClusterTopics(int brokers, Map<String, ClusterTopic> topics) {

  public ClusterTopics {
    topics = Map.copyOf(topics);
  }

  /**
   * One topic as it is.
   *
   * @param name name of the topic
   * @param partitions number of partitions
   * @param replication smallest number of copies of a partition
   * @param configs effective settings by Kafka's names, defaults included
   * @param written whether a record was ever written to it, also if it is gone by now
   */
  public record ClusterTopic(
      String name, int partitions, int replication, Map<String, String> configs, boolean written) {

    public ClusterTopic {
      configs = Map.copyOf(configs);
    }

    @Nullable String config(final String key) {
      return configs.get(key);
    }
  }

  public Optional<ClusterTopic> find(final String name) {
    return Optional.ofNullable(topics.get(name));
  }
}

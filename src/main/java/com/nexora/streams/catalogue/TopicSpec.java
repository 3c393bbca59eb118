package com.nexora.streams.catalogue;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * One topic as the catalogue wants it in one environment.
 *
 * @param name name of the topic
 * @param group name of the group whose size it shares
 * @param coPartitioned whether all topics of the group must have the same number of partitions
 * @param partitions number of partitions
 * @param replication number of copies
 * @param configs Kafka's topic settings that the catalogue decides, by Kafka's names, sorted
 * @param key what the record key is
 * @param value full name of the Avro record, or json, bytes, signed-note
 * @param deadLetters whether a dead letter queue stands beside it
 * @param description what the topic is for
 */
public record TopicSpec(
    String name,
    String group,
    boolean coPartitioned,
    int partitions,
    short replication,
    Map<String, String> configs,
    String key,
    String value,
    boolean deadLetters,
    String description) {

  /** Whether only the last value per key is kept. */
  public boolean compacted() {
    return configs.getOrDefault("cleanup.policy", "").contains("compact");
  }

  /**
   * Whether state is built on which partition a key lies in, so that more partitions would tear it
   * apart: old records of a key stay where they are, new ones go elsewhere.
   */
  public boolean keyedState() {
    return coPartitioned || compacted();
  }

  /** How long records are kept; empty if time alone never deletes one. */
  public Optional<Duration> retention() {
    final String millis = configs.getOrDefault("retention.ms", "-1");
    return "-1".equals(millis)
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(Long.parseLong(millis)));
  }

  /** Whether the value is an Avro record in Confluent's wire format. */
  public boolean avro() {
    return value.indexOf('.') > 0;
  }
}

package com.nexora.streams.runtime;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.streams.StreamsConfig;

/**
 * What may follow the prefix {@code kafka.}: every setting of Kafka's clients and of Kafka Streams,
 * also aimed at one client ({@code producer.}, {@code main.consumer.}), except the ones on which
 * the product's guarantees rest.
 *
 * <p>Kafka only warns of unknown names; a mistyped security setting must stop the start instead.
 */
final class KafkaNames {

  private static final List<ConfigDef> DEFINITIONS =
      List.of(
          StreamsConfig.configDef(),
          ConsumerConfig.configDef(),
          ProducerConfig.configDef(),
          AdminClientConfig.configDef());

  private static final List<String> CLIENT_PREFIXES =
      List.of(
          "main.consumer.",
          "restore.consumer.",
          "global.consumer.",
          "consumer.",
          "producer.",
          "admin.");

  /** Prefix of settings for internal topics; the broker knows their names. */
  private static final String TOPIC_PREFIX = "topic.";

  /** What the product decides itself, and the setting of ours that says it, if any. */
  private static final Map<String, String> OURS =
      Map.ofEntries(
          Map.entry("application.id", ConfigKeys.APPLICATION_ID),
          Map.entry("application.server", HttpKeys.HTTP_ADVERTISED_HOST),
          Map.entry("group.instance.id", ConfigKeys.INSTANCE_ID),
          Map.entry("state.dir", ConfigKeys.STATE_DIR),
          Map.entry("num.stream.threads", ConfigKeys.THREADS),
          Map.entry("num.standby.replicas", ConfigKeys.STANDBY_REPLICAS),
          Map.entry("replication.factor", ConfigKeys.REPLICATION_FACTOR),
          Map.entry("commit.interval.ms", ConfigKeys.COMMIT_INTERVAL),
          Map.entry("statestore.cache.max.bytes", ConfigKeys.CACHE_BYTES),
          Map.entry("session.timeout.ms", ConfigKeys.SESSION_TIMEOUT),
          Map.entry("transaction.timeout.ms", ConfigKeys.TRANSACTION_TIMEOUT),
          Map.entry("processing.guarantee", ""),
          Map.entry("ensure.explicit.internal.resource.naming", ""),
          Map.entry("rocksdb.config.setter", ""),
          Map.entry("default.key.serde", ""),
          Map.entry("default.value.serde", ""),
          Map.entry("group.id", ""),
          Map.entry("transactional.id", ""),
          Map.entry("isolation.level", ""),
          Map.entry("enable.auto.commit", ""),
          Map.entry("enable.idempotence", ""),
          Map.entry("acks", ""));

  private KafkaNames() {}

  /** Why a name may not be passed through, or nothing if it may. */
  static Optional<String> refusal(final String name) {
    final String bare = bare(name);
    final String ours = OURS.get(bare);
    if (ours != null) {
      return Optional.of(
          ours.isEmpty()
              ? "is fixed, because exactly-once processing rests on it. Remove it."
              : "is set by the product. Use " + ours + " instead.");
    }
    if (name.startsWith(TOPIC_PREFIX) || known().contains(bare)) {
      return Optional.empty();
    }
    return Optional.of(
        "is no setting of Kafka's clients."
            + NearestName.of(bare, known())
                .map(near -> " Did you mean " + ConfigKeys.KAFKA_PREFIX + near + "?")
                .orElse(""));
  }

  /** Whether a value of this name must never be printed. */
  static boolean isSecret(final String name) {
    final String bare = bare(name);
    return DEFINITIONS.stream()
        .map(definition -> definition.configKeys().get(bare))
        .anyMatch(key -> key != null && key.type() == ConfigDef.Type.PASSWORD);
  }

  /** The name behind the part of an environment variable that follows {@code NEXORA_KAFKA_}. */
  static String fromEnvironment(final String shouted) {
    final List<String> prefixes = new ArrayList<>(CLIENT_PREFIXES);
    prefixes.add(0, "");
    for (final String prefix : prefixes) {
      for (final String name : known()) {
        if (EnvironmentNames.shout(prefix + name).equals(shouted)) {
          return prefix + name;
        }
      }
    }
    return shouted.toLowerCase(Locale.ROOT).replace('_', '.');
  }

  private static Set<String> known() {
    final Set<String> names = new HashSet<>();
    DEFINITIONS.forEach(definition -> names.addAll(definition.names()));
    return names;
  }

  private static String bare(final String name) {
    for (final String prefix : CLIENT_PREFIXES) {
      if (name.startsWith(prefix)) {
        return name.substring(prefix.length());
      }
    }
    return name;
  }
}

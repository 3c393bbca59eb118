package com.nexora.streams.runtime;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;

/**
 * What the brokers say about themselves at the start: topics, their partitions and time stamps, and
 * the transaction protocol.
 *
 * @param partitions partition count by topic
 * @param timestampTypes message.timestamp.type by topic
 * @param transactionVersion finalised transaction.version, 0 if the brokers have none
 */
public record ClusterView(
    Map<String, Integer> partitions, Map<String, String> timestampTypes, int transactionVersion) {

  private static final String TIMESTAMP_TYPE = "message.timestamp.type";

  /**
   * Asks the brokers.
   *
   * @param topics topics whose settings matter; those that do not exist are left out
   * @throws StartupException if no broker answers within the time
   */
  static ClusterView read(
      final NexoraConfig config, final Collection<String> topics, final Duration timeout) {
    final Admin admin;
    try {
      admin = Admin.create(StreamsProperties.admin(config));
    } catch (final org.apache.kafka.common.KafkaException e) {
      throw new StartupException(
          "cannot make a Kafka client for " + config.bootstrapServers() + ": " + e.getMessage(), e);
    }
    try {
      final long deadline = System.nanoTime() + timeout.toNanos();
      final var existing = await(admin.listTopics().names(), deadline, config);
      final var wanted = topics.stream().filter(existing::contains).toList();
      final Map<String, Integer> partitions = new TreeMap<>();
      await(admin.describeTopics(wanted).allTopicNames(), deadline, config)
          .forEach((topic, description) -> partitions.put(topic, description.partitions().size()));
      final Map<String, String> timestamps = new TreeMap<>();
      await(
              admin
                  .describeConfigs(
                      wanted.stream()
                          .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                          .toList())
                  .all(),
              deadline,
              config)
          .forEach(
              (resource, settings) ->
                  timestamps.put(resource.name(), settings.get(TIMESTAMP_TYPE).value()));
      final FinalizedVersionRange transactions =
          await(admin.describeFeatures().featureMetadata(), deadline, config)
              .finalizedFeatures()
              .get("transaction.version");
      return new ClusterView(
          partitions, timestamps, transactions == null ? 0 : transactions.maxVersionLevel());
    } finally {
      admin.close(Duration.ZERO); // a plain close waits a minute for brokers that do not answer
    }
  }

  private static <T> T await(
      final KafkaFuture<T> future, final long deadline, final NexoraConfig config) {
    try {
      return future.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (final TimeoutException e) {
      throw unreachable(config, "no answer in time", e);
    } catch (final ExecutionException e) {
      final Throwable cause = e.getCause() == null ? e : e.getCause();
      throw unreachable(config, cause.getClass().getSimpleName() + ": " + cause.getMessage(), e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(config, "interrupted", e);
    }
  }

  private static StartupException unreachable(
      final NexoraConfig config, final String why, final Throwable cause) {
    return new StartupException(
        "Kafka at "
            + config.bootstrapServers()
            + " cannot be used: "
            + why
            + ". Check that the brokers run, that "
            + ConfigKeys.BOOTSTRAP_SERVERS
            + " names them, and kafka.security.protocol.",
        cause);
  }
}

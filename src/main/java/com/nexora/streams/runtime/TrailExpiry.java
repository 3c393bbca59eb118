package com.nexora.streams.runtime;

import com.nexora.streams.audit.RecordsTopic;
import com.nexora.streams.catalogue.SuspendedExpiry;
import com.nexora.streams.catalogue.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;

/**
 * The settings by which Kafka deletes what is old of the trail: sealed entries of every retention
 * class, and the checkpoints that prove them.
 *
 * <p>Kafka deletes whole segments of a topic and knows no tenant, so a hold on one tenant keeps all
 * of a topic. Reads and changes topics; keeps nothing itself.
 */
final class TrailExpiry implements AutoCloseable {

  private static final int TIMEOUT_SECONDS = 15;
  private static final String UNBOUNDED = "-1";

  private final Admin admin;

  /** A change of one setting of a topic. */
  record Change(String topic, String setting, String from, String to) {

    SuspendedExpiry before() {
      return new SuspendedExpiry(topic, setting, from);
    }
  }

  /**
   * @param clients settings of Kafka clients; those that no admin client has are left out
   */
  TrailExpiry(final Map<String, Object> clients) {
    final Map<String, Object> settings = new HashMap<>(clients);
    settings.keySet().retainAll(AdminClientConfig.configNames());
    settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "nexora-privacy");
    admin = Admin.create(settings);
  }

  /** What must change so that nothing of the trail expires; empty if nothing does. */
  List<Change> toSuspend() {
    final List<Change> changes = new ArrayList<>();
    settings()
        .forEach(
            (topic, values) -> {
              final String time = values.get(TopicConfig.RETENTION_MS_CONFIG);
              final String bytes = values.get(TopicConfig.RETENTION_BYTES_CONFIG);
              if (time != null && !UNBOUNDED.equals(time) && !isSuspended(time)) {
                changes.add(
                    new Change(
                        topic, TopicConfig.RETENTION_MS_CONFIG, time, SuspendedExpiry.FOR_EVER));
              }
              if (bytes != null && !UNBOUNDED.equals(bytes)) {
                changes.add(
                    new Change(topic, TopicConfig.RETENTION_BYTES_CONFIG, bytes, UNBOUNDED));
              }
            });
    return changes;
  }

  /** What must change so that topics are as they were; those that somebody changed since stay. */
  List<Change> toResume(final Collection<SuspendedExpiry> suspended) {
    final Map<String, Map<String, String>> settings = settings();
    final List<Change> changes = new ArrayList<>();
    for (final SuspendedExpiry before : suspended) {
      final String now =
          settings.getOrDefault(before.topic(), Map.of()).getOrDefault(before.setting(), "");
      final String raised =
          before.setting().equals(TopicConfig.RETENTION_MS_CONFIG)
              ? SuspendedExpiry.FOR_EVER
              : UNBOUNDED;
      if (now.equals(raised)) {
        changes.add(new Change(before.topic(), before.setting(), now, before.value()));
      }
    }
    return changes;
  }

  /**
   * Asks the brokers whether they would make the changes.
   *
   * @throws KafkaException if they cannot be made, or may not be by this principal
   */
  void check(final List<Change> changes) {
    alter(changes, true);
  }

  /**
   * Makes the changes.
   *
   * @throws KafkaException if not all could be made
   */
  void apply(final List<Change> changes) {
    alter(changes, false);
  }

  private static boolean isSuspended(final String time) {
    return SuspendedExpiry.FOR_EVER.equals(time);
  }

  private void alter(final List<Change> changes, final boolean onlyCheck) {
    final Map<ConfigResource, Collection<AlterConfigOp>> operations = new HashMap<>();
    for (final Change change : changes) {
      operations
          .computeIfAbsent(resource(change.topic()), topic -> new ArrayList<>())
          .add(
              new AlterConfigOp(
                  new ConfigEntry(change.setting(), change.to()), AlterConfigOp.OpType.SET));
    }
    admin
        .incrementalAlterConfigs(operations, new AlterConfigsOptions().validateOnly(onlyCheck))
        .values()
        .forEach((topic, answer) -> get("change", topic, answer));
  }

  private Map<String, Map<String, String>> settings() {
    final TreeSet<String> topics = new TreeSet<>(get(admin.listTopics().names()));
    topics.removeIf(
        topic -> RecordsTopic.logId(topic, 0).isEmpty() && !topic.equals(Topics.AUDIT_CHECKPOINTS));
    final Map<String, Map<String, String>> settings = new HashMap<>();
    admin
        .describeConfigs(topics.stream().map(TrailExpiry::resource).toList())
        .values()
        .forEach((topic, answer) -> settings.put(topic.name(), values(get("read", topic, answer))));
    return settings;
  }

  private static Map<String, String> values(final Config config) {
    final Map<String, String> values = new HashMap<>();
    config.entries().stream()
        .filter(entry -> entry.value() != null)
        .forEach(entry -> values.put(entry.name(), entry.value()));
    return values;
  }

  private static ConfigResource resource(final String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  private static <T> T get(
      final String what, final ConfigResource topic, final KafkaFuture<T> answer) {
    try {
      return get(answer);
    } catch (final InterruptException e) {
      throw e;
    } catch (final KafkaException e) {
      throw new KafkaException(
          "cannot %s the retention of topic %s: %s".formatted(what, topic.name(), e.getMessage()),
          e);
    }
  }

  private static <T> T get(final KafkaFuture<T> answer) {
    try {
      return answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (final InterruptedException e) {
      throw new InterruptException("interrupted while changing topics", e);
    } catch (final TimeoutException e) {
      throw new KafkaException("no broker answered in time", e);
    } catch (final ExecutionException e) {
      if (e.getCause() instanceof KafkaException cause) {
        throw cause;
      }
      throw new KafkaException(e.getCause());
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}

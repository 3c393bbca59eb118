package com.nexora.streams.runtime;

import com.nexora.streams.catalogue.TopicCatalogue;
import com.nexora.streams.catalogue.TopicSpec;
import com.nexora.streams.runtime.ClusterTopics.ClusterTopic;
import com.nexora.streams.runtime.ProvisioningException.Cause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Brings the topics of a cluster to what the catalogue says; never deletes, never shrinks.
 *
 * <p>Thinking is {@link TopicPlan}'s, this class only asks and does. Doing the same twice changes
 * nothing the second time.
 */
public final class TopicProvisioner {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Admin admin;

  /** The caller closes the client. */
  public TopicProvisioner(final Admin admin) {
    this.admin = admin;
  }

  /**
   * The difference, without making it.
   *
   * @throws ProvisioningException if no broker answers
   */
  public TopicPlan plan(final TopicCatalogue catalogue, final TopicPlan.Allowed allowed) {
    return TopicPlan.between(catalogue, read(catalogue), allowed);
  }

  /**
   * Makes a plan's changes and returns when all brokers know the topics.
   *
   * @throws ProvisioningException if the plan has refusals (then nothing is changed) or the cluster
   *     refuses a step
   */
  public void apply(final TopicPlan plan) {
    if (!plan.refusals().isEmpty()) {
      throw new ProvisioningException(
          Cause.REFUSED,
          plan.refusals().stream()
              .map(TopicPlan.Refusal::sentence)
              .collect(Collectors.joining(System.lineSeparator())),
          null);
    }
    create(only(plan, TopicChange.Create.class));
    grow(only(plan, TopicChange.Grow.class));
    configure(only(plan, TopicChange.Configure.class));
    awaitVisible(only(plan, TopicChange.Create.class));
  }

  /**
   * Plans and applies without any allowance: what a start on an own, possibly reused, cluster does.
   *
   * @throws ProvisioningException as {@link #apply}
   */
  public void ensure(final TopicCatalogue catalogue) {
    apply(plan(catalogue, TopicPlan.Allowed.NOTHING));
  }

  /**
   * Problems that keep the application from starting, as sentences; empty if all is well.
   *
   * @throws ProvisioningException if no broker answers
   */
  public List<String> problems(final TopicCatalogue catalogue) {
    return TopicCheck.problems(catalogue, read(catalogue));
  }

  /**
   * The catalogue's topics as the cluster has them.
   *
   * @throws ProvisioningException if no broker answers
   */
  public ClusterTopics read(final TopicCatalogue catalogue) {
    final int brokers = get("describe the cluster", admin.describeCluster().nodes()).size();
    final Set<String> present = new TreeSet<>(get("list topics", admin.listTopics().names()));
    present.retainAll(catalogue.topics().stream().map(TopicSpec::name).toList());
    final Map<String, TopicDescription> descriptions =
        get("describe topics", admin.describeTopics(present).allTopicNames());
    final Map<ConfigResource, Config> configs =
        get(
            "read topic settings",
            admin.describeConfigs(present.stream().map(TopicProvisioner::resource).toList()).all());
    final Set<String> written = written(descriptions.values());
    final Map<String, ClusterTopic> topics = new HashMap<>();
    descriptions.forEach(
        (name, description) ->
            topics.put(
                name,
                new ClusterTopic(
                    name,
                    description.partitions().size(),
                    copies(description),
                    values(Optional.ofNullable(configs.get(resource(name)))),
                    written.contains(name))));
    return new ClusterTopics(brokers, topics);
  }

  private Set<String> written(final Collection<TopicDescription> topics) {
    final Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (final TopicDescription topic : topics) {
      topic
          .partitions()
          .forEach(
              p -> ends.put(new TopicPartition(topic.name(), p.partition()), OffsetSpec.latest()));
    }
    final Map<TopicPartition, ListOffsetsResultInfo> offsets =
        get("read topic ends", admin.listOffsets(ends).all());
    return offsets.entrySet().stream()
        .filter(end -> end.getValue().offset() > 0)
        .map(end -> end.getKey().topic())
        .collect(Collectors.toSet());
  }

  private static int copies(final TopicDescription description) {
    return description.partitions().stream().mapToInt(p -> p.replicas().size()).min().orElse(0);
  }

  private static Map<String, String> values(final Optional<Config> config) {
    final Map<String, String> values = new TreeMap<>();
    config.stream()
        .flatMap(c -> c.entries().stream())
        .filter(entry -> entry.value() != null)
        .forEach(entry -> values.put(entry.name(), entry.value()));
    return values;
  }

  private void create(final List<TopicChange.Create> changes) {
    final List<NewTopic> topics =
        changes.stream()
            .map(TopicChange.Create::spec)
            .map(
                spec ->
                    new NewTopic(spec.name(), spec.partitions(), spec.replication())
                        .configs(spec.configs()))
            .toList();
    admin
        .createTopics(topics)
        .values()
        .forEach((name, result) -> getUnlessExists("create topic " + name, result));
  }

  private void grow(final List<TopicChange.Grow> changes) {
    final Map<String, NewPartitions> counts = new HashMap<>();
    changes.forEach(change -> counts.put(change.topic(), NewPartitions.increaseTo(change.to())));
    admin
        .createPartitions(counts)
        .values()
        .forEach((name, result) -> get("add partitions to topic " + name, result));
  }

  private void configure(final List<TopicChange.Configure> changes) {
    final Map<ConfigResource, Collection<AlterConfigOp>> operations =
        changes.stream()
            .collect(
                Collectors.groupingBy(
                    change -> resource(change.topic()),
                    Collectors.mapping(
                        TopicProvisioner::set, Collectors.toCollection(ArrayList::new))));
    admin
        .incrementalAlterConfigs(operations)
        .values()
        .forEach((topic, result) -> get("change settings of topic " + topic.name(), result));
  }

  private static AlterConfigOp set(final TopicChange.Configure change) {
    return new AlterConfigOp(
        new ConfigEntry(change.config(), change.to()), AlterConfigOp.OpType.SET);
  }

  private void awaitVisible(final List<TopicChange.Create> created) {
    final Set<String> names =
        created.stream().map(TopicChange::topic).collect(Collectors.toCollection(TreeSet::new));
    final long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!get("list topics", admin.listTopics().names()).containsAll(names)) {
      if (System.nanoTime() > deadline) {
        throw new ProvisioningException(
            Cause.FAILED,
            "the brokers accepted the topics but do not show them yet: try again",
            null);
      }
      try {
        Thread.sleep(50);
      } catch (final InterruptedException e) {
        throw interrupted(e);
      }
    }
  }

  private static ConfigResource resource(final String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  private static <T extends TopicChange> List<T> only(final TopicPlan plan, final Class<T> kind) {
    return plan.changes().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static void getUnlessExists(final String what, final KafkaFuture<Void> result) {
    try {
      get(what, result);
    } catch (final ProvisioningException e) {
      // Somebody else made it in the meantime; the next plan compares it.
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  private static <T> T get(final String what, final KafkaFuture<T> future) {
    try {
      return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (final TimeoutException e) {
      throw unreachable(what, e);
    } catch (final ExecutionException e) {
      final Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      if (cause instanceof org.apache.kafka.common.errors.TimeoutException) {
        throw unreachable(what, cause);
      }
      throw new ProvisioningException(
          Cause.FAILED, "cannot %s: %s".formatted(what, cause.getMessage()), cause);
    } catch (final InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static ProvisioningException unreachable(final String what, final Throwable cause) {
    return new ProvisioningException(
        Cause.UNREACHABLE,
        "cannot %s: no broker answered in time (%s). Check --bootstrap-server and that the broker runs"
            .formatted(what, cause.getMessage()),
        cause);
  }

  private static ProvisioningException interrupted(final InterruptedException e) {
    Thread.currentThread().interrupt();
    return new ProvisioningException(Cause.FAILED, "interrupted", e);
  }
}

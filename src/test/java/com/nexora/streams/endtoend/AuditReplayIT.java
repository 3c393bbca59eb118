package com.nexora.streams.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.oracle.AuditOracle;
import com.nexora.oracle.FindingOracle;
import com.nexora.oracle.Ids;
import com.nexora.oracle.Input;
import com.nexora.oracle.TrailOracle;
import com.nexora.oracle.Wire;
import com.nexora.oracle.Workload;
import com.nexora.streams.embedded.DevCluster;
import com.nexora.streams.embedded.DevPorts;
import com.nexora.streams.processkit.ActLoad;
import com.nexora.streams.processkit.Comparison;
import com.nexora.streams.processkit.Http;
import com.nexora.streams.processkit.Load;
import com.nexora.streams.processkit.RegistryCopy;
import com.nexora.streams.processkit.Topic;
import com.nexora.streams.processkit.TrailSettings;
import com.nexora.streams.processkit.Waiting;
import com.nexora.streams.query.NexoraServer;
import com.nexora.streams.runtime.NexoraApplication;
import com.nexora.streams.runtime.NexoraConfig;
import com.nexora.streams.runtime.TopicProvisioner;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One guarantee: what is replayed into an empty application on another cluster, whose registry gave
 * other ids to the schemas, is the same trail. From the inbox to the byte; from the sources the
 * same set of acts.
 *
 * <p>{@code -Dnexora.audit.replay} sets how many records the sources get.
 */
final class AuditReplayIT {

  private static final Path BASE =
      Path.of(System.getProperty("nexora.basedir", ".")).toAbsolutePath();
  private static final int RECORDS = Integer.getInteger("nexora.audit.replay", 2_000);
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final int WIRE_HEADER = 5;

  /** In an order that is not the one of the first time. */
  private static final List<String> SOURCES =
      List.of(
          "audit.acts",
          "audit.events",
          "performance.events",
          "task.events",
          "agent.events",
          "nhi.events",
          "threat.events");

  @TempDir private static Path directory;
  private static TrailSettings settings;
  private static DevCluster here;
  private static DevCluster elsewhere;
  private static TrailOracle oracle;
  private static Set<String> expected;

  @BeforeAll
  static void sealATrail() {
    settings = new TrailSettings(directory);
    final CompletableFuture<DevCluster> other =
        CompletableFuture.supplyAsync(
            () -> DevCluster.start(directory.resolve("elsewhere"), DevPorts.free(), Map.of()));
    here = DevCluster.start(directory.resolve("here"), DevPorts.free(), Map.of());
    elsewhere = other.join();
    for (int i = 0; i < 7; i++) {
      RegistryCopy.spendAnId(elsewhere.registryUrl(), "somebody-else-" + i);
    }
    final Wire wire = new Wire(here.registryUrl(), BASE.resolve("src/main/avro"));
    oracle = new TrailOracle(wire, settings.verifierKey());
    try (NexoraApplication application = start(here, "here")) {
      expected = report(wire);
      awaitSigned(here, expected.size());
    }
  }

  @AfterAll
  static void stop() {
    if (elsewhere != null) {
      elsewhere.close();
    }
    if (here != null) {
      here.close();
    }
  }

  @Test
  void shouldSealTheSameBytesWhenTheInboxIsReplayed() {
    // Given
    final Map<Integer, List<byte[]>> sealed = values(here, "audit.records");
    emptyElsewhere();

    // When
    try (NexoraApplication application = start(elsewhere, "inbox");
        RegistryCopy copy = copy()) {
      copy.copy("audit.inbox");
      awaitSigned(elsewhere, count(sealed));
    }

    // Then
    final Map<Integer, List<byte[]>> again = values(elsewhere, "audit.records");
    assertThat(schemaIds(again)).doesNotContainAnyElementsOf(schemaIds(sealed));
    assertThat(entries(again)).isEqualTo(entries(sealed));
    assertThat(bodies(again)).isEqualTo(bodies(sealed));
    assertThat(labels(elsewhere)).isEqualTo(labels(here));
    assertThat(oracle.roots(again)).isEqualTo(oracle.roots(sealed));
    assertThat(heads(elsewhere)).isEqualTo(heads(here));
    assertThat(oracle.damage(again, values(elsewhere, "audit.checkpoints"))).isEmpty();
    assertThat(encrypted(sealed)).as("encrypted entries among them").isPositive();
  }

  @Test
  void shouldSealTheSameActsWhenTheSourcesAreReplayed() {
    // Given
    final Set<String> before = acts(here);
    emptyElsewhere();

    // When
    try (NexoraApplication application = start(elsewhere, "sources");
        RegistryCopy copy = copy()) {
      SOURCES.forEach(copy::copy);
      awaitSigned(elsewhere, expected.size());
    }

    // Then
    assertThat(TrailOracle.differences(expected, before)).isEmpty();
    assertThat(TrailOracle.differences(before, acts(elsewhere))).isEmpty();
    assertThat(
            oracle.damage(
                values(elsewhere, "audit.records"), values(elsewhere, "audit.checkpoints")))
        .isEmpty();
  }

  /** Feeds all sources; the ids that must be in the trail. */
  private static Set<String> report(final Wire wire) {
    final List<Input> inputs =
        Workload.generate(7, RECORDS, System.currentTimeMillis() - 60 * 60_000L);
    final ActLoad load = ActLoad.start(here.bootstrapServers(), wire, "replay", 400);
    Load.send(here.bootstrapServers(), wire, inputs, 2_000);
    load.stop();
    final List<Input> distinct = new ArrayList<>(new LinkedHashSet<>(inputs));
    final Set<String> ids =
        new TreeSet<>(AuditOracle.acts(distinct, FindingOracle.findings(distinct)).keySet());
    ids.addAll(load.ids());
    ids.add(administrativeAct(wire));
    return ids;
  }

  private static String administrativeAct(final Wire wire) {
    final String id = Ids.contentId("admin-act", "acme", "privacy.hold.placed", "case-7", 1);
    ActLoad.sendOnce(
        here.bootstrapServers(),
        "acme".getBytes(StandardCharsets.UTF_8),
        new Input(
            "audit.acts",
            "AuditEvent",
            Map.of(
                "audit_id", id,
                "tenant_id", "acme",
                "event_type", "privacy.hold.placed",
                "category", "CONFIGURATION",
                "action", "privacy.hold.placed",
                "actor", "cli:officer",
                "occurred_at", System.currentTimeMillis()),
            false),
        wire);
    return id;
  }

  private static NexoraApplication start(final DevCluster cluster, final String name) {
    final NexoraApplication application =
        NexoraServer.assemble(NexoraConfig.of(settings.of(cluster, "replay-" + name, name)));
    application.start();
    if (!application.awaitReady(LIMIT)) {
      throw new AssertionError("the application did not get ready");
    }
    return application;
  }

  private static RegistryCopy copy() {
    return new RegistryCopy(
        here.bootstrapServers(),
        here.registryUrl(),
        elsewhere.bootstrapServers(),
        elsewhere.registryUrl());
  }

  /** Makes all topics of the other cluster anew that hold anything; its registry stays. */
  private static void emptyElsewhere() {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", elsewhere.bootstrapServers()))) {
      final Set<String> used = used(admin);
      admin.deleteTopics(used).all().get();
      Waiting.until(
          "topics gone",
          LIMIT,
          () -> topics(admin).stream().noneMatch(used::contains),
          () -> topics(admin).toString());
      new TopicProvisioner(admin).ensure(elsewhere.catalogue());
    } catch (final ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Set<String> used(final Admin admin)
      throws ExecutionException, InterruptedException {
    final Set<String> catalogue = new TreeSet<>();
    elsewhere.catalogue().topics().forEach(topic -> catalogue.add(topic.name()));
    final Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    admin
        .describeTopics(catalogue)
        .allTopicNames()
        .get()
        .forEach(
            (name, topic) ->
                topic
                    .partitions()
                    .forEach(
                        partition ->
                            ends.put(
                                new TopicPartition(name, partition.partition()),
                                OffsetSpec.latest())));
    final Set<String> used = new TreeSet<>();
    admin
        .listOffsets(ends)
        .all()
        .get()
        .forEach(
            (partition, end) -> {
              if (end.offset() > 0) {
                used.add(partition.topic());
              }
            });
    return used;
  }

  private static Set<String> topics(final Admin admin) {
    try {
      return admin.listTopics().names().get();
    } catch (final ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits until so many acts are sealed, all heads are shown and all of it is signed. */
  private static void awaitSigned(final DevCluster cluster, final int acts) {
    final Map<Integer, Integer> sizes = new TreeMap<>();
    final Map<Integer, Integer> signed = new TreeMap<>();
    Waiting.until(
        "sealing and signing " + acts,
        LIMIT,
        () -> {
          values(cluster, "audit.records")
              .forEach((partition, values) -> sizes.put(partition, values.size()));
          values(cluster, "audit.checkpoints")
              .forEach(
                  (partition, notes) ->
                      signed.put(partition, oracle.size(notes.get(notes.size() - 1))));
          return sizes.values().stream().mapToInt(Integer::intValue).sum() >= acts
              && sizes.equals(signed);
        },
        () -> sizes + " sealed, " + signed + " signed");
  }

  /** Ids in a trail, but for alerts that were opened: which there are hangs on the order. */
  private static Set<String> acts(final DevCluster cluster) {
    final List<String> damage = new ArrayList<>();
    final Set<String> ids = new TreeSet<>(oracle.ids(values(cluster, "audit.records"), damage));
    assertThat(damage).isEmpty();
    ids.removeAll(
        new Comparison(
                new Http("", ""),
                cluster.bootstrapServers(),
                new Wire(cluster.registryUrl(), BASE.resolve("src/main/avro")))
            .openings());
    return ids;
  }

  private static Map<Integer, List<byte[]>> values(final DevCluster cluster, final String topic) {
    final Map<Integer, List<byte[]>> values = new TreeMap<>();
    Topic.each(
        cluster.bootstrapServers(),
        topic,
        record ->
            values.computeIfAbsent(record.partition(), k -> new ArrayList<>()).add(record.value()));
    return values;
  }

  private static int count(final Map<Integer, List<byte[]>> records) {
    return records.values().stream().mapToInt(List::size).sum();
  }

  private static Set<Integer> schemaIds(final Map<Integer, List<byte[]>> records) {
    final Set<Integer> ids = new TreeSet<>();
    records.values().forEach(v -> v.forEach(value -> ids.add(ByteBuffer.wrap(value).getInt(1))));
    return ids;
  }

  /** Hashes of all entries in their order, to be compared without printing them whole. */
  private static List<String> entries(final Map<Integer, List<byte[]>> records) {
    return digests(records, oracle::entry);
  }

  /** The whole records but for the registry's id. */
  private static List<String> bodies(final Map<Integer, List<byte[]>> records) {
    return digests(records, AuditReplayIT::body);
  }

  /** Keys and headers of all sealed records in their order. */
  private static List<String> labels(final DevCluster cluster) {
    final Map<Integer, List<String>> labels = new TreeMap<>();
    Topic.each(
        cluster.bootstrapServers(),
        "audit.records",
        record -> {
          final StringBuilder label = new StringBuilder(Ids.hex(record.key()));
          record
              .headers()
              .forEach(h -> label.append(' ').append(h.key()).append('=').append(hex(h.value())));
          labels
              .computeIfAbsent(record.partition(), k -> new ArrayList<>())
              .add(record.partition() + " " + label);
        });
    return labels.values().stream().flatMap(List::stream).toList();
  }

  private static String hex(final byte[] value) {
    return value == null ? "null" : Ids.hex(value);
  }

  private static List<String> digests(
      final Map<Integer, List<byte[]>> records, final UnaryOperator<byte[]> part) {
    final List<String> digests = new ArrayList<>();
    records.forEach(
        (partition, values) ->
            values.forEach(
                value -> digests.add(partition + " " + Ids.hex(Ids.sha256(part.apply(value))))));
    return digests;
  }

  private static long encrypted(final Map<Integer, List<byte[]>> records) {
    return records.values().stream().flatMap(List::stream).filter(oracle::isEncrypted).count();
  }

  /** The last head of every log. */
  private static Map<String, String> heads(final DevCluster cluster) {
    final Map<String, String> heads = new TreeMap<>();
    Topic.each(
        cluster.bootstrapServers(),
        "audit.heads",
        record ->
            heads.put(
                new String(record.key(), StandardCharsets.UTF_8), Ids.hex(body(record.value()))));
    return heads;
  }

  private static byte[] body(final byte[] value) {
    return Arrays.copyOfRange(value, WIRE_HEADER, value.length);
  }
}

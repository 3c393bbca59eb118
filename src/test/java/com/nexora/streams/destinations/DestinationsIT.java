package com.nexora.streams.destinations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.events.AnalyticsAlert;
import com.nexora.events.DeadLetter;
import com.nexora.events.Destination;
import com.nexora.events.TenantConfig;
import com.nexora.streams.catalogue.OutputHeaders;
import com.nexora.streams.catalogue.TenantSettings;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.privacy.redact.Redactor;
import com.nexora.streams.runtime.DestinationsCompanion;
import com.nexora.streams.runtime.NexoraApplication;
import com.nexora.streams.runtime.NexoraConfig;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.HttpSchemaRegistry;
import com.nexora.streams.testkit.RunningCluster;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * One guarantee: a destination that is dead falls behind, hurts no other and loses nothing; what it
 * refuses is a dead letter; another tenant's items never come.
 */
@Timeout(120)
final class DestinationsIT {

  @RegisterExtension static final RunningCluster CLUSTER = RunningCluster.fresh();

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int COUNT = 200;

  private final Map<String, String> health = new ConcurrentHashMap<>();

  @Test
  void shouldOnlyFallBehindWhileItIsDead() throws Exception {
    final HttpSchemaRegistry registry =
        new HttpSchemaRegistry(Map.of("schema.registry.url", CLUSTER.registryUrl()));
    final AvroSerdes serdes =
        new AvroSerdes(registry, Map.of("schema.registry.url", CLUSTER.registryUrl()));
    try (registry;
        Receiver well = new Receiver();
        Receiver dead = new Receiver();
        KafkaProducer<byte[], byte[]> producer = producer();
        DestinationsReader destinations = new DestinationsReader(tools(producer, serdes))) {
      // Given
      dead.answers(request -> 503);
      well.answers(request -> request.body().contains("agent-13\"") ? 422 : 204);
      destinations.follow(
          Map.of(
              "acme",
              settings(webhook("well", well), webhook("dead", dead), Map.of("secret", "clear"))));
      assertThat(health.get("destinations of acme"))
          .contains("must not stand in the configuration");
      awaitGroup(spec("acme", "well").group("it"));
      awaitGroup(spec("acme", "dead").group("it"));
      assertThat(destinations.labels()).containsExactlyInAnyOrder("acme/well", "acme/dead");

      // When
      publish(producer, serdes, "acme", 0, COUNT);
      await(() -> ids(well).size() == COUNT - 1);
      await(() -> health.containsKey("destination acme/dead"));
      final int whileDead = ids(dead).size();
      dead.answers(request -> 204);

      // Then
      assertThat(whileDead).isZero();
      await(() -> ids(dead).size() >= COUNT);
      assertThat(ids(dead)).containsExactlyInAnyOrderElementsOf(expected(false));
      assertThat(ids(well)).containsExactlyInAnyOrderElementsOf(expected(true));
      await(() -> !health.containsKey("destination acme/dead"));
      final DeadLetter letter = onlyDeadLetter(serdes);
      assertThat(letter.getOriginalTopic()).isEqualTo(Topics.ANALYTICS_ALERTS);
      assertThat(letter.getReason()).isEqualTo("destination-refused");
      assertThat(letter.getErrorMessage()).contains("destination well", "422");

      // and whoever starts again goes on behind what was delivered
      destinations.follow(Map.of());
      assertThat(destinations.labels()).isEmpty();
      publish(producer, serdes, "acme", COUNT, COUNT + 5);
      destinations.follow(Map.of("acme", settings(webhook("dead", dead))));
      await(() -> ids(dead).size() >= COUNT + 5);
      assertThat(ids(dead)).doesNotHaveDuplicates().hasSize(COUNT + 5);
    }
  }

  @Test
  void shouldFollowTheTenantsSettingsWithinASecond(@TempDir final Path secrets) throws Exception {
    Files.createDirectories(secrets.resolve("live"));
    Files.writeString(secrets.resolve("live/hook"), "key\n");
    final NexoraConfig config =
        NexoraConfig.of(
            Map.of(
                "application.id",
                "live-destinations",
                "kafka.bootstrap.servers",
                CLUSTER.bootstrapServers(),
                "schema.registry.url",
                CLUSTER.registryUrl(),
                "topics.profile",
                "dev",
                "destinations.secrets.dir",
                secrets.toString(),
                "destinations.allowed.networks",
                "127.0.0.0/8"));
    final HttpSchemaRegistry registry = new HttpSchemaRegistry(config.schemaRegistry());
    final AvroSerdes serdes = new AvroSerdes(registry, config.schemaRegistry());
    final NexoraApplication application =
        new NexoraApplication(
            config,
            (settings, kafka) -> {
              throw new AssertionError("the graph is not needed");
            });
    final DestinationsCompanion companion = new DestinationsCompanion(serdes, Redactor.shipped());
    try (registry;
        Receiver receiver = new Receiver();
        KafkaProducer<byte[], byte[]> producer = producer()) {
      // Given
      companion.start(application);
      configure(producer, serdes, receiver, true);
      final String group = spec("live", "live").group("live-destinations");
      awaitGroup(group);

      // When
      publish(producer, serdes, "live", 0, 10);
      await(() -> ids(receiver).size() == 10);
      configure(producer, serdes, receiver, false);
      awaitNoMember(group);
      publish(producer, serdes, "live", 10, 20);
      configure(producer, serdes, receiver, true);

      // Then
      await(() -> ids(receiver).size() == 20);
      assertThat(ids(receiver)).doesNotHaveDuplicates();
      assertThat(application.health().summary().get("reasons").toString())
          .as("health is open to everybody")
          .contains("destinations that are not fed: 1;")
          .doesNotContain("live", "bad", "in-clear");
    } finally {
      companion.close();
    }
  }

  private static void configure(
      final KafkaProducer<byte[], byte[]> producer,
      final AvroSerdes serdes,
      final Receiver receiver,
      final boolean on) {
    final TenantConfig config =
        TenantConfig.newBuilder()
            .setTenantId("live")
            .setDestinations(
                List.of(
                    new Destination(
                        "webhook",
                        on,
                        Map.of(
                            "name",
                            "live",
                            "url",
                            receiver.url(),
                            "secret",
                            "file:hook",
                            "topics",
                            Topics.ANALYTICS_ALERTS)),
                    new Destination(
                        "webhook",
                        true,
                        Map.of("name", "bad", "url", receiver.url(), "secret", "in-clear"))))
            .build();
    producer.send(
        new ProducerRecord<>(
            Topics.TENANT_CONFIG,
            "live".getBytes(StandardCharsets.UTF_8),
            serdes.value(TenantConfig.class).serializer().serialize(Topics.TENANT_CONFIG, config)));
    producer.flush();
  }

  private static void awaitNoMember(final String group) throws Exception {
    try (Admin admin = CLUSTER.admin()) {
      await(
          () -> {
            try {
              return admin
                  .describeConsumerGroups(List.of(group))
                  .all()
                  .get()
                  .get(group)
                  .members()
                  .isEmpty();
            } catch (final Exception e) {
              return false;
            }
          });
    }
  }

  private DestinationsReader.Tools tools(
      final KafkaProducer<byte[], byte[]> producer, final AvroSerdes serdes) {
    return new DestinationsReader.Tools(
        "it",
        8,
        spec -> consumer(spec.group("it"), Math.min(50, spec.batchSize())),
        producer,
        serdes,
        Samples.secrets(Map.of("HOOK", "key")),
        Samples.LOCAL,
        Redactor.shipped(),
        (name, problem) -> {
          if (problem.isPresent()) {
            health.put(name, problem.get());
          } else {
            health.remove(name);
          }
        });
  }

  private static TenantSettings.Sink webhook(final String name, final Receiver receiver) {
    return new TenantSettings.Sink(
        "webhook",
        true,
        Map.of(
            "name",
            name,
            "url",
            receiver.url(),
            "secret",
            "env:HOOK",
            "topics",
            Topics.ANALYTICS_ALERTS));
  }

  private static TenantSettings settings(final TenantSettings.Sink first, final Object... others) {
    final List<TenantSettings.Sink> sinks = new ArrayList<>(List.of(first));
    for (final Object other : others) {
      if (other instanceof TenantSettings.Sink sink) {
        sinks.add(sink);
      } else {
        sinks.add(
            new TenantSettings.Sink(
                "webhook", true, Map.of("name", "bad", "url", "https://x", "secret", "clear")));
      }
    }
    final TenantConfig config =
        TenantConfig.newBuilder()
            .setTenantId("acme")
            .setDestinations(
                sinks.stream()
                    .map(
                        sink ->
                            new Destination(
                                sink.type(), sink.enabled(), new HashMap<>(sink.config())))
                    .toList())
            .build();
    return TenantSettings.of(config, Samples.settings());
  }

  private static DestinationSpec spec(final String tenantId, final String name) {
    return DestinationSpec.of(
        tenantId,
        new TenantSettings.Sink(
            "webhook", true, Map.of("name", name, "url", "https://x", "secret", "env:HOOK")),
        Samples.settings());
  }

  /** Waits until a destination has its place on all partitions. */
  private static void awaitGroup(final String group) throws Exception {
    try (Admin admin = CLUSTER.admin()) {
      await(
          () -> {
            try {
              return admin
                      .listConsumerGroupOffsets(group)
                      .partitionsToOffsetAndMetadata()
                      .get()
                      .size()
                  == 4;
            } catch (final Exception e) {
              return false;
            }
          });
    }
  }

  /** Every second alert is another tenant's, and one of them says acme in its header. */
  private static void publish(
      final KafkaProducer<byte[], byte[]> producer,
      final AvroSerdes serdes,
      final String owner,
      final int from,
      final int to)
      throws Exception {
    final var serializer = serdes.value(AnalyticsAlert.class).serializer();
    for (int i = from; i < to; i++) {
      for (final String tenant : List.of(owner, "globex")) {
        final AnalyticsAlert alert =
            AnalyticsAlert.newBuilder()
                .setAlertId(tenant + "-" + i)
                .setTenantId(tenant)
                .setEntityId("agent-" + i)
                .setMetric("errorRate")
                .setState("open")
                .setObserved(1)
                .setExpectedLow(0)
                .setExpectedHigh(0)
                .setUnusualness(7)
                .setTimestamp(i)
                .setOpenedAt(i)
                .build();
        producer.send(
            new ProducerRecord<>(
                Topics.ANALYTICS_ALERTS,
                i % 4,
                ("k" + i).getBytes(),
                serializer.serialize(Topics.ANALYTICS_ALERTS, alert),
                OutputHeaders.of(i == 7 ? owner : tenant, "alert.open", "c", 1)));
      }
    }
    producer.flush();
  }

  private static List<String> expected(final boolean withoutRefused) {
    return IntStream.range(0, COUNT)
        .filter(i -> !withoutRefused || i != 13)
        .mapToObj(i -> "acme-" + i)
        .toList();
  }

  private static List<String> ids(final Receiver receiver) {
    final List<String> ids = new ArrayList<>();
    for (final Receiver.Request request : receiver.accepted()) {
      try {
        for (final JsonNode event : JSON.readTree(request.body())) {
          ids.add(event.at("/data/alertId").asText());
        }
      } catch (final java.io.IOException e) {
        throw new AssertionError(e);
      }
    }
    return ids;
  }

  private static DeadLetter onlyDeadLetter(final AvroSerdes serdes) {
    final List<DeadLetter> letters = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer("letters", 100)) {
      final List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.DESTINATIONS_DLQ).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      final Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(
                record ->
                    letters.add(
                        serdes
                            .value(DeadLetter.class)
                            .deserializer()
                            .deserialize(record.topic(), record.value())));
      }
    }
    assertThat(letters).hasSize(1);
    return letters.get(0);
  }

  private static KafkaConsumer<byte[], byte[]> consumer(final String group, final int most) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers", CLUSTER.bootstrapServers(),
            "group.id", group,
            "isolation.level", "read_committed",
            "enable.auto.commit", "false",
            "auto.offset.reset", "latest",
            "partition.assignment.strategy", "org.apache.kafka.clients.consumer.RangeAssignor",
            "max.poll.records", most),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", CLUSTER.bootstrapServers(), "acks", "all"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static void await(final BooleanSupplier condition) throws InterruptedException {
    final long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline of the wait").isLessThan(deadline);
      Thread.sleep(20);
    }
  }
}

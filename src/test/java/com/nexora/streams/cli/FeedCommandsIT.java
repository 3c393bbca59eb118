package com.nexora.streams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.events.NHIEvent;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.HttpSchemaRegistry;
import com.nexora.streams.testkit.FreePorts;
import com.nexora.streams.testkit.RunningCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Imports and simulations against a real broker and a real registry. */
@Timeout(120)
final class FeedCommandsIT {

  @RegisterExtension static final RunningCluster CLUSTER = RunningCluster.fresh();

  @TempDir private Path dir;

  @Test
  void shouldStoreEverySampleUnderItsKeyInTheWireFormat() throws Exception {
    // Given
    final int before = read(Topics.NHI_EVENTS).size();

    // When
    final CommandRun run = feed(new ImportCommand(), "cloudtrail", "samples/cloudtrail.ndjson");

    // Then
    final List<ConsumerRecord<byte[], byte[]>> records = read(Topics.NHI_EVENTS);
    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("14 accepted, 0 duplicate within the input, 0 refused");
    assertThat(records).hasSize(before + 14);
    try (HttpSchemaRegistry registry =
        new HttpSchemaRegistry(Map.of("schema.registry.url", CLUSTER.registryUrl()))) {
      final var decoder = new AvroSerdes(registry, Map.of()).value(NHIEvent.class).deserializer();
      assertThat(records)
          .allSatisfy(
              record -> {
                final NHIEvent event = decoder.deserialize(Topics.NHI_EVENTS, record.value());
                assertThat(record.key())
                    .isEqualTo(EntityKey.bytes(event.getTenantId(), event.getEntityId()));
              });
    }
  }

  @Test
  void shouldSendTheGoodRecordsAndEndWithThreeWhenSomeAreRefused() throws Exception {
    // Given
    final String good = Files.readAllLines(Path.of("samples/threats.ndjson")).get(0);
    final String large = good.replace("recon-4711", "x".repeat(2 << 20));
    final Path file = dir.resolve("mixed.ndjson");
    Files.writeString(file, "{broken\n" + good + "\n" + large + "\n" + good + "\n");

    // When
    final CommandRun run = feed(new ImportCommand(), "threats", file.toString(), "--json");

    // Then
    final JsonNode report = new ObjectMapper().readTree(run.out());
    assertThat(run.exit()).isEqualTo(3);
    assertThat(report.get("accepted").longValue()).isOne();
    assertThat(report.get("duplicates").longValue()).isOne();
    assertThat(report.get("refused").longValue()).isEqualTo(2);
    assertThat(report.get("refusals"))
        .extracting(refusal -> refusal.get("line").longValue())
        .containsExactly(1L, 3L);
  }

  @Test
  void shouldMoveTheLastRecordToNow() throws Exception {
    // Given
    final long begin = System.currentTimeMillis();

    // When
    final CommandRun run =
        feed(new ImportCommand(), "agents", "--as-live", "samples/agents.ndjson", "--json");

    // Then
    final long shift = new ObjectMapper().readTree(run.out()).get("shiftMillis").longValue();
    final long last = java.time.Instant.parse("2026-01-15T10:01:19Z").toEpochMilli();
    assertThat(run.exit()).isZero();
    assertThat(last + shift).isBetween(begin, System.currentTimeMillis());
  }

  @Test
  void shouldSimulateAsManyEventsAsAsked() throws Exception {
    // Given
    final String[] arguments = {"--count", "500", "--rate", "5000", "--seed", "3", "--json"};

    // When
    final CommandRun run = feed(new SimulateCommand(), arguments);

    // Then
    final JsonNode summary = new ObjectMapper().readTree(run.out());
    assertThat(run.exit()).isZero();
    assertThat(summary.get("sent").longValue()).isEqualTo(500);
    assertThat(summary.get("sentByTopic").has(Topics.TASK_EVENTS)).isTrue();
  }

  @Test
  void shouldSayWithinSecondsThatNoBrokerAnswers() {
    // Given
    final String nowhere = "127.0.0.1:" + FreePorts.one();
    final long start = System.nanoTime();

    // When
    final CommandRun run =
        CommandRun.of(
            new ImportCommand(),
            "threats",
            "samples/threats.ndjson",
            "--bootstrap-server",
            nowhere,
            "--registry-url",
            "http://127.0.0.1:1");

    // Then
    assertThat(run.exit()).isOne();
    assertThat(run.err()).contains("no Kafka broker answers at " + nowhere);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void shouldSayThatNoRegistryAnswers() {
    // Given
    final String nowhere = "http://127.0.0.1:" + FreePorts.one();

    // When
    final CommandRun run =
        CommandRun.of(
            new ImportCommand(),
            "threats",
            "samples/threats.ndjson",
            "--bootstrap-server",
            CLUSTER.bootstrapServers(),
            "--registry-url",
            nowhere);

    // Then
    assertThat(run.exit()).isOne();
    assertThat(run.err()).contains(nowhere.substring("http://".length()));
  }

  private static CommandRun feed(final Object command, final String... arguments) {
    final List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(
        List.of(
            "--bootstrap-server", CLUSTER.bootstrapServers(),
            "--registry-url", CLUSTER.registryUrl()));
    return CommandRun.of(command, all.toArray(String[]::new));
  }

  /** Everything on a topic, up to its present end. */
  private static List<ConsumerRecord<byte[], byte[]>> read(final String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", CLUSTER.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      final List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      final long end =
          consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
      final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      final long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (records.size() < end && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
      return records;
    }
  }
}

package com.nexora.streams.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.oracle.Ids;
import com.nexora.oracle.Input;
import com.nexora.oracle.Wire;
import com.nexora.streams.audit.HmacKeys;
import com.nexora.streams.embedded.DevCluster;
import com.nexora.streams.embedded.DevPorts;
import com.nexora.streams.privacy.PrivacyKeys;
import com.nexora.streams.processkit.ApplicationProcess;
import com.nexora.streams.testkit.FreePorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One guarantee: an agent that turns slow under load is told once, and soon.
 *
 * <p>Soon is from the append of the event that tipped it, which the alert names, to the poll of a
 * read_committed consumer. The bound is wide, for machines that are shared; the figure itself is
 * printed, without the first alerts of a young JVM. {@code -Dnexora.latency.rate} sets the events
 * per second, {@code -Dnexora.latency.incidents} how many agents turn slow.
 */
final class AlertLatencyIT {

  private static final Path BASE =
      Path.of(System.getProperty("nexora.basedir", ".")).toAbsolutePath();
  private static final int RATE = Integer.getInteger("nexora.latency.rate", 2_000);
  private static final int AGENTS = RATE;
  private static final int INCIDENTS = Integer.getInteger("nexora.latency.incidents", 24);
  private static final int WARM_UP = INCIDENTS / 4;
  private static final int SPREAD = 997;
  private static final int HISTORY_MINUTES = 25;
  private static final long MINUTE = 60_000;
  private static final long BEFORE_INCIDENTS = 10;
  private static final Duration LIMIT = Duration.ofSeconds(180);
  private static final String TENANT = "acme";

  private final Random random = new Random(7);
  private final Map<String, Long> appended = new ConcurrentHashMap<>();
  private final Map<String, Long> latencies = new HashMap<>();
  private final List<String> opens = new ArrayList<>();
  private long serial;

  @Test
  void shouldTellEachSlowAgentOnceAndSoon(@TempDir final Path directory) throws Exception {
    // Given
    try (DevCluster cluster =
        DevCluster.start(directory.resolve("cluster"), DevPorts.free(), Map.of())) {
      final Wire wire = new Wire(cluster.registryUrl(), BASE.resolve("src/main/avro"));
      try (ApplicationProcess application =
              ApplicationProcess.start(directory.resolve("app"), settings(directory, cluster));
          KafkaProducer<byte[], byte[]> producer = producer(cluster);
          KafkaConsumer<byte[], byte[]> consumer = consumer(cluster)) {
        application.awaitReady(LIMIT);
        history(producer, wire);

        // When
        live(producer, consumer, wire);

        // Then
        assertThat(opens)
            .filteredOn(open -> open.endsWith("/responseTime"))
            .as(application::logTail)
            .hasSize(INCIDENTS)
            .doesNotHaveDuplicates();
        assertThat(report()).isLessThan(1_000);
      }
    }
  }

  /** Lets the agents that will turn slow have a baseline: minutes of the past, in order. */
  private void history(final KafkaProducer<byte[], byte[]> producer, final Wire wire) {
    final long from = System.currentTimeMillis() / MINUTE * MINUTE - HISTORY_MINUTES * MINUTE;
    for (int second = 0; second < HISTORY_MINUTES * 60; second++) {
      for (int agent = 0; agent < INCIDENTS; agent++) {
        send(producer, wire, agent, from + second * 1_000L, 100);
      }
    }
    producer.flush();
  }

  /**
   * One event per second and agent, those that turn slow spread over the second; second by second
   * another one does, and stays so.
   */
  private void live(
      final KafkaProducer<byte[], byte[]> producer,
      final KafkaConsumer<byte[], byte[]> consumer,
      final Wire wire) {
    final Set<Integer> told = ConcurrentHashMap.newKeySet();
    consumer.assign(
        consumer.partitionsFor("analytics.alerts").stream()
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList());
    final Thread reader = new Thread(() -> read(consumer, wire, told), "alerts");
    reader.start();
    final long start = System.nanoTime();
    long sent = 0;
    while (told.size() < INCIDENTS && System.nanoTime() - start < LIMIT.toNanos()) {
      final int agent = (int) (sent * SPREAD % AGENTS);
      final long second = sent / AGENTS;
      final boolean slow = agent < INCIDENTS && second >= BEFORE_INCIDENTS + agent;
      send(producer, wire, agent, System.currentTimeMillis(), slow ? 2_000 : 100);
      sent++;
      final long due = start + sent * 1_000_000_000L / RATE;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
    }
    LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
    reader.interrupt();
    try {
      reader.join();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(
      final KafkaConsumer<byte[], byte[]> consumer, final Wire wire, final Set<Integer> told) {
    while (!Thread.currentThread().isInterrupted()) {
      final Iterable<ConsumerRecord<byte[], byte[]>> records;
      try {
        records = consumer.poll(Duration.ofMillis(100));
      } catch (final org.apache.kafka.common.errors.InterruptException e) {
        Thread.interrupted();
        return;
      }
      final long now = System.currentTimeMillis();
      for (final ConsumerRecord<byte[], byte[]> record : records) {
        final GenericRecord alert = wire.decode("AnalyticsAlert", record.value());
        final String entity = alert.get("entity_id").toString();
        if (!alert.get("state").toString().equals("open") || entity.isEmpty()) {
          continue;
        }
        opens.add(entity + "/" + alert.get("metric"));
        final Long since = appended.get(alert.get("cause_event_id").toString());
        final boolean counts = Integer.parseInt(entity.substring("agent-".length())) >= WARM_UP;
        if (since != null && counts) {
          latencies.put(alert.get("alert_id").toString(), now - since);
        }
        if (alert.get("metric").toString().equals("responseTime")) {
          told.add(Integer.parseInt(entity.substring("agent-".length())));
        }
      }
    }
  }

  /** Prints how long it took, and answers the 95th percentile, milliseconds. */
  private long report() {
    final long[] sorted = latencies.values().stream().mapToLong(Long::longValue).sorted().toArray();
    assertThat(sorted).as("alerts that name the event that tipped them").isNotEmpty();
    final long p95 = sorted[(int) Math.ceil(0.95 * sorted.length) - 1];
    System.out.printf(
        Locale.ROOT,
        "alert latency at %d events/s, %d alerts: p50 %d ms, p95 %d ms, max %d ms; all %s; opened %s%n",
        RATE,
        sorted.length,
        sorted[(sorted.length - 1) / 2],
        p95,
        sorted[sorted.length - 1],
        Arrays.toString(sorted),
        new HashSet<>(opens).size());
    return p95;
  }

  private void send(
      final KafkaProducer<byte[], byte[]> producer,
      final Wire wire,
      final int agent,
      final long time,
      final double millis) {
    final String id = "e-" + serial++;
    final String name = "agent-" + agent;
    final Map<String, Object> fields = new HashMap<>();
    fields.put("event_id", id);
    fields.put("event_type", "performance.metric");
    fields.put("aggregate_type", "agent");
    fields.put("aggregate_id", name);
    fields.put("tenant_id", TENANT);
    fields.put("timestamp", time);
    fields.put(
        "payload",
        String.format(
            Locale.ROOT,
            "{\"duration_ms\":%.3f,\"result\":{\"status\":\"success\"}}",
            millis * Math.exp(0.5 * random.nextGaussian())));
    final Input input = new Input("performance.events", "AgentEvent", fields, false);
    producer.send(
        new ProducerRecord<>(input.topic(), Ids.entityKey(TENANT, name), wire.encode(input)),
        (metadata, error) -> {
          if (error == null && agent < INCIDENTS) {
            appended.put(id, metadata.timestamp());
          }
        });
  }

  private static KafkaProducer<byte[], byte[]> producer(final DevCluster cluster) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", cluster.bootstrapServers(), "acks", "all", "linger.ms", "2"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static KafkaConsumer<byte[], byte[]> consumer(final DevCluster cluster) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            cluster.bootstrapServers(),
            "isolation.level",
            "read_committed",
            "auto.offset.reset",
            "earliest"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static Map<String, String> settings(final Path directory, final DevCluster cluster)
      throws Exception {
    final Path secret = directory.resolve("jwt.key");
    Files.writeString(secret, "0123456789abcdef0123456789abcdef0123456789abcdef");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    final Path hmac = directory.resolve("hmac.keys");
    HmacKeys.generate(hmac);
    final Path privacy = directory.resolve("privacy.keys");
    PrivacyKeys.generate(privacy);
    final Map<String, String> settings = new HashMap<>();
    settings.put("application.id", "alert-latency-it");
    settings.put("instance.id", "one");
    settings.put("topics.profile", "dev");
    settings.put("kafka.bootstrap.servers", cluster.bootstrapServers());
    settings.put("schema.registry.url", cluster.registryUrl());
    settings.put("state.dir", directory.resolve("state").toString());
    settings.put("auth.jwt.hs256.secret.file", secret.toString());
    settings.put("audit.hmac.keys.file", hmac.toString());
    settings.put("privacy.keys.file", privacy.toString());
    settings.put("http.port", Integer.toString(FreePorts.one()));
    return settings;
  }
}

package com.nexora.streams.runtime;

import static com.nexora.streams.testkit.Events.threat;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AuditEvent;
import com.nexora.events.DeadLetter;
import com.nexora.events.ThreatEvent;
import com.nexora.streams.catalogue.BatchingInterceptor;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.ingest.GateTopology;
import com.nexora.streams.ingest.Gated;
import com.nexora.streams.processkit.Topic;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.HttpSchemaRegistry;
import com.nexora.streams.testkit.Events;
import com.nexora.streams.testkit.Rooms;
import com.nexora.streams.testkit.RunningCluster;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Poison of every kind among good events and good JSON, on a real broker under exactly-once, while
 * transactions are lost in the middle: every poison is one letter under its own coordinates, every
 * good record has its result once and in its order.
 *
 * <p>{@code -Dnexora.poison.records} makes a longer run of it.
 */
@Timeout(300)
final class PoisonIT {

  @RegisterExtension
  static final RunningCluster CLUSTER =
      RunningCluster.fresh().with("group.min.session.timeout.ms", "500");

  private static final int RECORDS = Integer.getInteger("nexora.poison.records", 10_000);
  private static final int ENTITIES = 20;
  private static final int LOGS = RECORDS / 4;
  private static final String OUT = "poison.out";
  private static final String OUT_LOGS = "poison.out.logs";

  /** Times that a step fails for what is not the record's fault, each at another place. */
  private final AtomicInteger outages = new AtomicInteger(2);

  private HttpSchemaRegistry registry;
  private AvroSerdes serdes;

  /** What becomes of the event of a number. */
  private enum Kind {
    GOOD(""),
    UNREADABLE("undecodable"),
    FAILING("processing-failed"),
    MISCAST("processing-failed"),
    OVERSIZE("output-too-large");

    private final String reason;

    Kind(final String reason) {
      this.reason = reason;
    }

    static Kind of(final int number) {
      return switch (number % 400) {
        case 17 -> UNREADABLE;
        case 118 -> FAILING;
        case 219 -> MISCAST;
        case 320 -> OVERSIZE;
        default -> GOOD;
      };
    }
  }

  @Test
  void shouldMakeOneLetterOfEachPoisonAndLoseAndDoubleAndMisplaceNothingGood() throws Exception {
    // Given
    registry = new HttpSchemaRegistry(Map.of("schema.registry.url", CLUSTER.registryUrl()));
    serdes = new AvroSerdes(registry, Map.of());
    try (Admin admin = CLUSTER.admin()) {
      admin
          .createTopics(
              List.of(new NewTopic(OUT, 4, (short) 1), new NewTopic(OUT_LOGS, 4, (short) 1)))
          .all()
          .get();
    }
    final Map<Integer, String> places = send(Topics.THREAT_EVENTS, RECORDS, this::threatOf);
    final Map<Integer, String> logs = send(Topics.LOGS_AUDIT, LOGS, PoisonIT::logOf);

    // When
    try (KafkaStreams streams = streams()) {
      streams.setUncaughtExceptionHandler(e -> StreamThreadExceptionResponse.REPLACE_THREAD);
      streams.start();
      awaitCommitted(OUT, RECORDS - poisons(RECORDS));
      awaitCommitted(OUT_LOGS, LOGS - poisons(LOGS));
      awaitCommitted(Topics.THREAT_EVENTS + Topics.DLQ_SUFFIX, poisons(RECORDS));
      awaitCommitted(Topics.LOGS_AUDIT + Topics.DLQ_SUFFIX, poisons(LOGS));
      Thread.sleep(500);
    }

    // Then
    assertThat(outages.get()).as("outages that are left").isZero();
    assertThat(results(OUT, AuditEvent::getTenantId)).isEqualTo(good(RECORDS));
    assertThat(results(OUT_LOGS, AuditEvent::getActor)).isEqualTo(good(LOGS));
    assertLetters(Topics.THREAT_EVENTS, places);
    assertLetters(Topics.LOGS_AUDIT, logs);
    registry.close();
  }

  private static int poisons(final int records) {
    return (int) IntStream.range(0, records).filter(n -> Kind.of(n) != Kind.GOOD).count();
  }

  /** The numbers of the good events of each entity, in their order. */
  private static Map<String, List<Integer>> good(final int records) {
    final Map<String, List<Integer>> good = new TreeMap<>();
    for (int number = 0; number < records; number++) {
      if (Kind.of(number) == Kind.GOOD) {
        good.computeIfAbsent(entity(number), id -> new ArrayList<>()).add(number);
      }
    }
    return good;
  }

  private static String entity(final int number) {
    return "entity-" + number % ENTITIES;
  }

  /** The numbers of the results of each entity, in their order. */
  private Map<String, List<Integer>> results(
      final String topic, final Function<AuditEvent, String> entity) {
    final Map<String, List<Integer>> results = new TreeMap<>();
    Topic.each(
        CLUSTER.bootstrapServers(),
        topic,
        record -> {
          final AuditEvent act =
              serdes.value(AuditEvent.class).deserializer().deserialize(topic, record.value());
          results
              .computeIfAbsent(entity.apply(act), id -> new ArrayList<>())
              .add(Integer.parseInt(act.getResource()));
        });
    return results;
  }

  private void assertLetters(final String topic, final Map<Integer, String> places) {
    final List<DeadLetter> letters = new ArrayList<>();
    Topic.each(
        CLUSTER.bootstrapServers(),
        topic + Topics.DLQ_SUFFIX,
        record ->
            letters.add(
                serdes
                    .value(DeadLetter.class)
                    .deserializer()
                    .deserialize(record.topic(), record.value())));
    final List<Tuple> expected = new ArrayList<>();
    places.forEach(
        (number, place) -> {
          if (Kind.of(number) != Kind.GOOD) {
            expected.add(Tuple.tuple(place, Kind.of(number).reason));
          }
        });
    assertThat(letters)
        .extracting(
            letter -> letter.getOriginalPartition() + "@" + letter.getOriginalOffset(),
            DeadLetter::getReason)
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(letters).allMatch(letter -> letter.getOriginalTopic().equals(topic));
  }

  /** Sends records of all kinds; tells at which partition and offset each one stands. */
  private Map<Integer, String> send(
      final String topic, final int records, final IntFunction<byte[]> valueOf) throws Exception {
    final Map<Integer, Future<RecordMetadata>> sent = new TreeMap<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", CLUSTER.bootstrapServers(), "linger.ms", "5"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int number = 0; number < records; number++) {
        final byte[] value =
            Kind.of(number) == Kind.UNREADABLE
                ? ("poison " + number).getBytes(StandardCharsets.UTF_8)
                : valueOf.apply(number);
        sent.put(
            number,
            producer.send(
                new ProducerRecord<>(topic, EntityKey.bytes("tenant-a", entity(number)), value)));
      }
    }
    final Map<Integer, String> places = new TreeMap<>();
    for (final Map.Entry<Integer, Future<RecordMetadata>> one : sent.entrySet()) {
      final RecordMetadata at = one.getValue().get();
      places.put(one.getKey(), at.partition() + "@" + at.offset());
    }
    return places;
  }

  private byte[] threatOf(final int number) {
    final ThreatEvent event = threat(Integer.toString(number)).entity(entity(number)).build();
    event.setEventId("event-" + number);
    event.setTimestamp(Instant.now().toEpochMilli());
    return serdes.value(ThreatEvent.class).serializer().serialize(Topics.THREAT_EVENTS, event);
  }

  private static byte[] logOf(final int number) {
    return """
        {"event_type":"omninode.logging.audit.v1","event_id":"%s",\
        "timestamp":"2026-01-05T08:00:00.000000Z","tenant_id":"tenant-a","namespace":"omninode",\
        "source":"test","correlation_id":null,"causation_id":null,\
        "schema_ref":"registry://omninode/logging/audit/v1","payload":{"tenant_id":"tenant-a",\
        "action":"data.access","actor":"%s","resource":"%d","outcome":"success","context":{}}}"""
        .formatted(new UUID(0, number), entity(number), number)
        .getBytes(StandardCharsets.UTF_8);
  }

  private KafkaStreams streams() {
    final Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "poison-it");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, CLUSTER.bootstrapServers());
    properties.put(StreamsConfig.STATE_DIR_CONFIG, CLUSTER.dataDir().resolve("poison").toString());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 50);
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    // A thread that died holds its partitions for so long.
    properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 1_500);
    properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 300);
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG),
        BatchingInterceptor.class.getName());
    properties.put(
        StreamsConfig.mainConsumerPrefix(BatchingInterceptor.TOPICS),
        String.join(",", GateTopology.topics()));
    new LastResort(CLUSTER.catalogue(), serdes).addTo(properties);
    final StreamsBuilder builder =
        new StreamsBuilder(new TopologyConfig(new StreamsConfig(properties)));
    final Gated gated = new Rooms(builder, TopologySettings.defaults(4, 4), serdes).gate();
    write(gated.threats().mapValues(event -> act(event), Named.as("fragile")), OUT);
    write(gated.logs().mapValues(log -> act(log), Named.as("fragile-logs")), OUT_LOGS);
    return new KafkaStreams(builder.build(properties), properties);
  }

  private void write(final KStream<byte[], AuditEvent> acts, final String topic) {
    acts.to(
        topic, Produced.with(Serdes.ByteArray(), serdes.value(AuditEvent.class)).withName(topic));
  }

  private AuditEvent act(final ThreatEvent event) {
    final int number = Integer.parseInt(event.getThreatId());
    if (number > RECORDS / 3 * (3 - outages.get()) && outages.getAndDecrement() > 0) {
      throw new KafkaException("an outage, for which no record can be blamed");
    }
    final AuditEvent act = Events.audit().id(event.getThreatId()).of(event.getEntityId()).build();
    act.setResource(event.getThreatId());
    return act(act);
  }

  private static AuditEvent act(final AuditEvent act) {
    switch (Kind.of(Integer.parseInt(act.getResource()))) {
      case FAILING -> throw new IllegalStateException("a mistake");
      case MISCAST -> {
        final Object text = "a mistake";
        return (AuditEvent) text;
      }
      case OVERSIZE -> act.setPayload("x".repeat(1_100_000));
      default -> {
        // as it is
      }
    }
    return act;
  }

  private static void awaitCommitted(final String topic, final int records) throws Exception {
    for (int i = 0; i < 400; i++) {
      if (Topic.count(CLUSTER.bootstrapServers(), topic) >= records) {
        return;
      }
      Thread.sleep(250);
    }
    assertThat(Topic.count(CLUSTER.bootstrapServers(), topic)).as(topic).isEqualTo(records);
  }
}

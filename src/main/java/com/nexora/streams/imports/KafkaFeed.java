package com.nexora.streams.imports;

import com.nexora.streams.catalogue.OutputHeaders;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.HttpSchemaRegistry;
import com.nexora.streams.schema.SchemaException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Events go to Kafka with canonical keys, acknowledged by all replicas, each once.
 *
 * <p>Whatever cannot be reached is said within seconds and by name: a producer alone would retry
 * for two minutes and then speak of a time-out.
 */
public final class KafkaFeed implements EventSink, AutoCloseable {

  private static final Duration REACH = Duration.ofSeconds(10);
  private static final int STORE_SECONDS = 60;

  private final String bootstrapServers;
  private final Producer<byte[], byte[]> producer;
  private final AvroSerdes serdes;
  private final AutoCloseable registry;
  private final Map<Class<?>, Serializer<SpecificRecord>> serializers = new HashMap<>();
  private final AtomicReference<@Nullable FeedException> failure = new AtomicReference<>();

  KafkaFeed(
      final String bootstrapServers,
      final Producer<byte[], byte[]> producer,
      final AvroSerdes serdes,
      final AutoCloseable registry) {
    this.bootstrapServers = bootstrapServers;
    this.producer = producer;
    this.serdes = serdes;
    this.registry = registry;
  }

  /**
   * Opens a feed after asking the cluster whether it is there.
   *
   * @param config client settings by Kafka's and Confluent's names, at least {@code
   *     bootstrap.servers} and {@code schema.registry.url}
   * @throws FeedException if no broker answers within 10 s
   */
  public static KafkaFeed open(final Map<String, Object> config) {
    return open(config, REACH);
  }

  static KafkaFeed open(final Map<String, Object> config, final Duration reach) {
    final String servers = String.valueOf(config.get("bootstrap.servers"));
    reach(config, servers, reach);
    final HttpSchemaRegistry registry = new HttpSchemaRegistry(config);
    try {
      return new KafkaFeed(
          servers,
          new KafkaProducer<>(
              producing(config, reach), new ByteArraySerializer(), new ByteArraySerializer()),
          new AvroSerdes(registry, config),
          registry);
    } catch (final KafkaException e) {
      registry.close();
      throw new FeedException("cannot make a Kafka producer: " + e.getMessage(), e);
    }
  }

  private static Map<String, Object> producing(
      final Map<String, Object> given, final Duration reach) {
    final Map<String, Object> config = new HashMap<>(given);
    config.keySet().retainAll(ProducerConfig.configNames());
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    config.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    config.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 * 1024);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, reach.toMillis());
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 15_000);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, STORE_SECONDS * 1_000);
    return config;
  }

  private static void reach(
      final Map<String, Object> kafka, final String servers, final Duration limit) {
    final Map<String, Object> config = new HashMap<>(kafka);
    config.keySet().retainAll(AdminClientConfig.configNames());
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) limit.toMillis());
    config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) limit.toMillis() / 2);
    try (Admin admin = Admin.create(config)) {
      admin.describeCluster().nodes().get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (final ExecutionException | TimeoutException | KafkaException e) {
      throw new FeedException(
          "no Kafka broker answers at "
              + servers
              + " within "
              + limit.toSeconds()
              + " s: start one (nexora dev), or name another with --bootstrap-server",
          e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FeedException("interrupted while reaching the broker at " + servers, e);
    }
  }

  @Override
  public void send(final Importable event) throws RefusedException {
    throwIfFailed();
    final Headers headers = headers(event);
    final byte[] value = encode(event, headers);
    if (value.length > FileImport.MAX_RECORD_BYTES) {
      throw new RefusedException(
          "the event has "
              + value.length
              + " bytes, at most "
              + FileImport.MAX_RECORD_BYTES
              + " are allowed");
    }
    try {
      producer.send(
          new ProducerRecord<>(event.topic(), null, null, event.key(), value, headers),
          (metadata, exception) -> {
            if (exception != null) {
              failure.compareAndSet(null, notStored(event.topic(), exception));
            }
          });
    } catch (final KafkaException e) {
      throw notStored(event.topic(), e);
    }
  }

  private static Headers headers(final Importable event) {
    final Headers headers = new RecordHeaders();
    headers.add(OutputHeaders.TENANT_ID, Utils.utf8(event.tenantId()));
    return headers;
  }

  private byte[] encode(final Importable event, final Headers headers) {
    try {
      return serializers
          .computeIfAbsent(event.event().getClass(), this::serializer)
          .serialize(event.topic(), headers, event.event());
    } catch (final SchemaException e) {
      throw new FeedException("the event cannot be encoded: " + e.getMessage(), e);
    }
  }

  @SuppressWarnings("unchecked")
  private Serializer<SpecificRecord> serializer(final Class<?> type) {
    return serdes.value((Class<SpecificRecord>) type).serializer();
  }

  @Override
  public void flush() {
    producer.flush();
    throwIfFailed();
  }

  private void throwIfFailed() {
    final FeedException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  private FeedException notStored(final String topic, final Exception cause) {
    return new FeedException(
        "the broker at "
            + bootstrapServers
            + " does not store events on "
            + topic
            + " ("
            + cause.getMessage()
            + "): is it up, and do the topics exist (nexora topics plan)?",
        cause);
  }

  @Override
  public void close() {
    producer.close(REACH);
    try {
      registry.close();
    } catch (final Exception e) {
      throw new FeedException("the registry client did not close: " + e.getMessage(), e);
    }
  }
}

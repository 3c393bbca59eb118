package com.nexora.streams.intake;

import com.nexora.events.GrcEvent;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.OutputHeaders;
import com.nexora.streams.catalogue.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes events to {@link Topics#GRC_EVENTS}, and says when all in-sync replicas have them.
 *
 * <p>Outside any transaction: an answer to a caller cannot wait for a commit of the stream, and a
 * repeat is removed by the gate. Thread-safe.
 */
public final class EventSender implements AutoCloseable {

  private static final int SCHEMA_VERSION = 1;
  private static final int BATCH_BYTES = 128 * 1024;
  private static final Duration MAX_BLOCK = Duration.ofSeconds(2);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final Producer<byte[], byte[]> producer;
  private final Serializer<GrcEvent> serializer;

  /**
   * @param producer see {@link #producer}; closed with this
   */
  public EventSender(
      final Producer<byte[], byte[]> producer, final Serializer<GrcEvent> serializer) {
    this.producer = producer;
    this.serializer = serializer;
  }

  /**
   * A producer that suits: idempotent, acknowledged by all in-sync replicas, of bounded memory.
   *
   * @param clients settings of Kafka clients; those that no producer has are left out
   * @param clientId shown in the broker's log
   * @param ackTimeout after which a record counts as not stored
   * @param memory bytes it may buffer
   */
  public static Producer<byte[], byte[]> producer(
      final Map<String, ?> clients,
      final String clientId,
      final Duration ackTimeout,
      final long memory) {
    final Map<String, Object> settings = new HashMap<>(clients);
    settings.keySet().retainAll(ProducerConfig.configNames());
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 1);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, memory);
    settings.put(
        ProducerConfig.MAX_BLOCK_MS_CONFIG, Math.min(MAX_BLOCK.toMillis(), ackTimeout.toMillis()));
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ackTimeout.toMillis() / 2);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) ackTimeout.toMillis());
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Sends one event.
   *
   * @return completes when it is stored; exceptionally if that is not known, within the producer's
   *     own bounds
   */
  CompletableFuture<Void> send(final GrcEvent event) {
    final CompletableFuture<Void> stored = new CompletableFuture<>();
    try {
      final String correlation = event.getCorrelationId();
      final Headers headers =
          OutputHeaders.of(
              event.getTenantId(),
              event.getEventType(),
              correlation == null ? event.getEventId() : correlation,
              SCHEMA_VERSION);
      final byte[] value = serializer.serialize(Topics.GRC_EVENTS, headers, event);
      producer.send(
          new ProducerRecord<>(Topics.GRC_EVENTS, null, null, key(event), value, headers),
          (metadata, error) -> {
            if (error == null) {
              stored.complete(null);
            } else {
              stored.completeExceptionally(error);
            }
          });
    } catch (final KafkaException | IllegalStateException e) {
      stored.completeExceptionally(e);
    }
    return stored;
  }

  private static byte[] key(final GrcEvent event) {
    final String entity = event.getEntityId();
    return EntityKey.bytes(
        event.getTenantId(), entity == null || entity.isEmpty() ? event.getEventId() : entity);
  }

  @Override
  public void close() {
    producer.close(CLOSE_WITHIN);
  }
}

package com.nexora.streams.catalogue;

import com.nexora.events.AuditEvent;
import com.nexora.streams.schema.AvroSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes administrative acts to {@link Topics#AUDIT_ACTS}, from where they enter the trail.
 *
 * <p>An act counts as done only when it is recorded: {@link #record} returns when all replicas have
 * it, or throws. The producer is outside any transaction, since commands and HTTP handlers have
 * none; writing an act again after a doubtful answer is harmless, because its id is the same.
 * Thread-safe.
 */
public final class AdminActs implements AutoCloseable {

  private static final int SCHEMA_VERSION = 1;
  private static final int TIMEOUT_MS = 10_000;
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final Producer<byte[], byte[]> producer;
  private final Serializer<AuditEvent> serializer;

  /**
   * @param producer acknowledged by all replicas and idempotent, see {@link #producer}; closed with
   *     this
   * @param serdes for the values
   */
  public AdminActs(final Producer<byte[], byte[]> producer, final AvroSerdes serdes) {
    this.producer = producer;
    this.serializer = serdes.value(AuditEvent.class).serializer();
  }

  /**
   * A producer that suits: idempotent, acknowledged by all replicas, given up after {@value
   * #TIMEOUT_MS} ms.
   *
   * @param clients settings of Kafka clients; those that no producer has are left out
   * @param clientId shown in the broker's log
   */
  public static Producer<byte[], byte[]> producer(
      final Map<String, ?> clients, final String clientId) {
    final Map<String, Object> settings = new HashMap<>(clients);
    settings.keySet().retainAll(ProducerConfig.configNames());
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT_MS);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS / 2);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Records an act; returns when it cannot be lost any more.
   *
   * @throws CatalogueException if it could not be written; it may be there none the less, and
   *     writing it again is safe
   * @throws InvalidProducerEpochException if another producer has taken over the transactions of
   *     this one, which the caller knows better what to make of
   */
  public void record(final AdminAct act) {
    final AuditEvent event = act.event();
    final String correlation = event.getCorrelationId();
    final Headers headers =
        OutputHeaders.of(
            event.getTenantId(),
            event.getEventType(),
            correlation == null ? event.getAuditId() : correlation,
            SCHEMA_VERSION);
    final byte[] value = serializer.serialize(Topics.AUDIT_ACTS, headers, event);
    final byte[] key = event.getTenantId().getBytes(StandardCharsets.UTF_8);
    try {
      producer
          .send(new ProducerRecord<>(Topics.AUDIT_ACTS, null, null, key, value, headers))
          .get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptException("interrupted while recording an act", e);
    } catch (final ExecutionException | TimeoutException e) {
      if (e.getCause() instanceof InvalidProducerEpochException fenced) {
        throw fenced;
      }
      throw new CatalogueException(
          "the act %s of tenant %s could not be recorded in %s, so it does not count as done; try again: %s"
              .formatted(
                  event.getEventType(),
                  event.getTenantId(),
                  Topics.AUDIT_ACTS,
                  cause(e).toString()),
          e);
    }
  }

  private static Throwable cause(final Exception e) {
    return e.getCause() == null ? e : e.getCause();
  }

  @Override
  public void close() {
    producer.close(CLOSE_WITHIN);
  }
}

package com.nexora.streams.processkit;

import com.nexora.oracle.Ids;
import com.nexora.oracle.Input;
import com.nexora.oracle.Wire;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends a workload in its order at a steady rate, as an ordinary idempotent producer. */
public final class Load {

  private Load() {}

  /**
   * Returns when the broker has acknowledged every record.
   *
   * @param rate records per second
   */
  public static void send(
      final String bootstrapServers, final Wire wire, final List<Input> inputs, final int rate) {
    final AtomicReference<Exception> failure = new AtomicReference<>();
    final long start = System.nanoTime();
    long sent = 0;
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", "5"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (final Input input : inputs) {
        producer.send(
            new ProducerRecord<>(input.topic(), key(input), wire.encode(input)),
            (metadata, error) -> {
              if (error != null) {
                failure.compareAndSet(null, error);
              }
            });
        sent++;
        final long due = start + sent * 1_000_000_000L / rate;
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
      }
    }
    if (failure.get() != null) {
      throw new IllegalStateException("a record was not acknowledged", failure.get());
    }
  }

  private static byte[] key(final Input input) {
    if (input.schema() == null) {
      return "poison".getBytes(StandardCharsets.UTF_8);
    }
    if (input.misplaced()) {
      return ((String) input.fields().get("event_id")).getBytes(StandardCharsets.UTF_8);
    }
    return Ids.entityKey((String) input.fields().get("tenant_id"), entity(input));
  }

  private static String entity(final Input input) {
    if (!"AgentEvent".equals(input.schema())) {
      return (String) input.fields().get("entity_id");
    }
    final Object agent = input.fields().get("agent_id");
    return (String) (agent == null ? input.fields().get("aggregate_id") : agent);
  }
}

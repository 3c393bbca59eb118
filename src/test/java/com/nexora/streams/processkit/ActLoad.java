package com.nexora.streams.processkit;

import com.nexora.oracle.Ids;
import com.nexora.oracle.Input;
import com.nexora.oracle.Wire;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Reports acts at a steady rate until it is stopped, so that something is being sealed whenever a
 * fault strikes: acts of applications, half of them on a person's data and so encrypted, steps of
 * agents, and repeats.
 */
public final class ActLoad implements AutoCloseable {

  private static final int TENANTS = 8;
  private static final int PERSONS = 40;

  private final KafkaProducer<byte[], byte[]> producer;
  private final Wire wire;
  private final String run;
  private final int rate;
  private final Set<String> ids = new ConcurrentSkipListSet<>();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final Thread thread = new Thread(this::run, "act-load");
  private volatile boolean stopped;

  private ActLoad(
      final String bootstrapServers, final Wire wire, final String run, final int rate) {
    this.wire = wire;
    this.run = run;
    this.rate = rate;
    this.producer = producer(bootstrapServers);
  }

  /**
   * Starts to report.
   *
   * @param run names this load: its acts are others than those of another one
   * @param rate acts per second
   */
  public static ActLoad start(
      final String bootstrapServers, final Wire wire, final String run, final int rate) {
    final ActLoad load = new ActLoad(bootstrapServers, wire, run, rate);
    load.thread.start();
    return load;
  }

  /** Sends one record; returns when the broker has it. */
  public static void sendOnce(
      final String bootstrapServers, final byte[] key, final Input input, final Wire wire) {
    try (KafkaProducer<byte[], byte[]> producer = producer(bootstrapServers)) {
      producer.send(new ProducerRecord<>(input.topic(), key, wire.encode(input))).get();
    } catch (final ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(final String bootstrapServers) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", "2"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** Ids, as docs/audit.md makes them, of the acts that the broker has so far. */
  public Set<String> ids() {
    return Set.copyOf(ids);
  }

  private void run() {
    final long start = System.nanoTime();
    Input last = act(0);
    try {
      for (int number = 0; !stopped; number++) {
        last = number % 50 == 7 ? last : number % 4 == 3 ? step(number) : act(number);
        send(last);
        final long due = start + (number + 1) * 1_000_000_000L / rate;
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
      }
    } catch (final RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  private void send(final Input input) {
    final Map<String, Object> fields = input.fields();
    final String tenant = (String) fields.get("tenant_id");
    final boolean act = input.schema().equals("AuditEvent");
    final byte[] key =
        act
            ? tenant.getBytes(StandardCharsets.UTF_8)
            : Ids.entityKey(tenant, (String) fields.get("aggregate_id"));
    final String id =
        act
            ? "ext:" + fields.get("audit_id")
            : Ids.contentId(
                "agent-event", tenant, fields.get("event_type"), fields.get("event_id"));
    producer.send(
        new ProducerRecord<>(input.topic(), key, wire.encode(input)),
        (metadata, error) -> {
          if (error == null) {
            ids.add(id);
          } else {
            failure.compareAndSet(null, error);
          }
        });
  }

  private Input act(final int number) {
    final boolean personal = number % 2 == 0;
    final Map<String, Object> fields = new HashMap<>();
    fields.put("audit_id", run + "-" + number);
    fields.put("tenant_id", "tenant-" + number % TENANTS);
    fields.put("event_type", "data.access");
    fields.put("category", "DATA_ACCESS");
    fields.put("action", "read");
    fields.put("actor", "svc-" + number % 5);
    fields.put("resource", "table:customers");
    fields.put(
        "payload", "{\"customer_id\":\"cust-%d\",\"rows\":%d}".formatted(number % PERSONS, number));
    fields.put("frameworks", personal ? List.of("GDPR") : List.of());
    fields.put("occurred_at", System.currentTimeMillis());
    fields.put("metadata", Map.of("region", "eu", "job", "j-" + number % 9));
    return new Input("audit.events", "AuditEvent", fields, false);
  }

  private Input step(final int number) {
    final String agent = "agent-" + number % 12;
    final Map<String, Object> fields = new HashMap<>();
    fields.put("event_id", run + "-" + number);
    fields.put("event_type", "agent.started");
    fields.put("aggregate_type", "agent");
    fields.put("aggregate_id", agent);
    fields.put("tenant_id", "tenant-" + number % TENANTS);
    fields.put("payload", "{}");
    fields.put("agent_id", null);
    fields.put("timestamp", System.currentTimeMillis());
    return new Input("agent.events", "AgentEvent", fields, false);
  }

  /** Stops; from then on {@link #ids} is complete. A record that was not taken is a failure. */
  public void stop() {
    stopped = true;
    try {
      thread.join();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close();
    if (failure.get() != null) {
      throw new IllegalStateException("an act was not acknowledged", failure.get());
    }
  }

  @Override
  public void close() {
    stopped = true;
    producer.close();
  }
}

package com.nexora.streams.bench.analytics;

import com.nexora.events.AgentEvent;
import com.nexora.streams.bench.BenchException;
import com.nexora.streams.bench.Owner;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.OutputHeaders;
import com.nexora.streams.catalogue.Placement;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.HttpSchemaRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Puts a workload on its topic, once for all variants, and notes what must come out. */
final class TopicLoader {

  private static final int PROGRESS_EVERY = 500_000;
  private static final int AGENTS_COMPARED = 6;
  private static final int TENANTS_COMPARED = 2;

  private final Map<String, Object> clients;
  private final String topic;
  private final int partitions;

  /**
   * @param clients settings of Kafka and registry clients
   */
  TopicLoader(final Map<String, Object> clients, final String topic, final int partitions) {
    this.clients = clients;
    this.topic = topic;
    this.partitions = partitions;
  }

  /**
   * What lies on the topic now.
   *
   * @param ends events of each partition
   * @param counts events by type
   * @param bytes keys and values of all
   * @param at latest event time, epoch milliseconds
   */
  record Loaded(
      Map<Integer, Long> ends,
      Map<String, Long> counts,
      long bytes,
      long at,
      Expectations expectations) {

    long events() {
      return ends.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** Sends all of it; the topic must be empty. */
  Loaded load(final Workload workload, final int agents, final LongConsumer progress) {
    final Expectations expectations = new Expectations(owners(workload, agents));
    final Map<Integer, Long> ends = new TreeMap<>();
    final Map<String, Long> counts = new TreeMap<>();
    final byte[][] keys = new byte[agents][];
    final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    long bytes = 0;
    long at = 0;
    try (HttpSchemaRegistry registry = new HttpSchemaRegistry(clients);
        Producer<byte[], byte[]> producer = producer()) {
      final Serializer<AgentEvent> serializer =
          new AvroSerdes(registry, clients).value(AgentEvent.class).serializer();
      while (workload.hasNext()) {
        final Workload.Drawn drawn = workload.next();
        final String tenant = workload.tenantId(drawn.agent());
        final String agent = workload.agentId(drawn.agent());
        if (keys[drawn.agent()] == null) {
          keys[drawn.agent()] = EntityKey.bytes(tenant, agent);
        }
        final byte[] key = keys[drawn.agent()];
        final AgentEvent event = workload.event(drawn);
        final byte[] value = serializer.serialize(topic, event);
        final int partition = Placement.of(key, partitions);
        producer.send(
            new ProducerRecord<>(topic, partition, key, value, headers(tenant)),
            (metadata, exception) -> {
              if (exception != null) {
                failure.compareAndSet(null, exception);
              }
            });
        expectations.add(tenant, agent, partition, ends.getOrDefault(partition, 0L), drawn);
        ends.merge(partition, 1L, Long::sum);
        counts.merge(event.getEventType(), 1L, Long::sum);
        bytes += key.length + value.length;
        at = Math.max(at, drawn.time());
        if (workload.drawn() % PROGRESS_EVERY == 0) {
          progress.accept(workload.drawn());
        }
      }
      producer.flush();
    }
    final Exception failed = failure.get();
    if (failed != null) {
      throw new BenchException("the events could not be loaded: " + failed.getMessage(), failed);
    }
    return new Loaded(ends, counts, bytes, at, expectations);
  }

  private static Set<Header> headers(final String tenant) {
    return Set.of(
        new RecordHeader(OutputHeaders.TENANT_ID, tenant.getBytes(StandardCharsets.UTF_8)));
  }

  /** Agents spread over all, and the tenants of the first of them. */
  private static List<Owner> owners(final Workload workload, final int agents) {
    final Set<Owner> owners = new LinkedHashSet<>();
    for (int i = 0; i < AGENTS_COMPARED; i++) {
      final int agent = (int) ((long) agents * i / AGENTS_COMPARED);
      owners.add(new Owner(workload.tenantId(agent), workload.agentId(agent)));
    }
    for (int i = 0; i < Math.min(agents, TENANTS_COMPARED); i++) {
      owners.add(new Owner(workload.tenantId(i), null));
    }
    return new ArrayList<>(owners);
  }

  private Producer<byte[], byte[]> producer() {
    final Map<String, Object> config = new java.util.HashMap<>(clients);
    config.keySet().retainAll(ProducerConfig.configNames());
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    // One after the other: on a topic this fresh the first batch may be refused, and the broker
    // then
    // took those behind it for out of order until they expired.
    config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    config.put(ProducerConfig.LINGER_MS_CONFIG, 20);
    config.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
    config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }
}

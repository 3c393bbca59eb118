package com.nexora.streams.bench.peers;

import com.nexora.events.AgentEvent;
import com.nexora.streams.analytics.EventFold;
import com.nexora.streams.analytics.MetricPaths;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.HttpSchemaRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads a record once, at the job's source, with our own decoder and reader of payloads, so that
 * engines are compared and not ways to read Avro and JSON. Not thread-safe.
 */
final class PeerDecoder {

  private final Deserializer<AgentEvent> events;
  private final EventFold fold = new EventFold(MetricPaths.defaults());

  PeerDecoder(final String registryUrl) {
    final Map<String, String> config = Map.of("schema.registry.url", registryUrl);
    events =
        new AvroSerdes(new HttpSchemaRegistry(config), config)
            .value(AgentEvent.class)
            .deserializer();
  }

  PeerEvent decode(final ConsumerRecord<byte[], byte[]> record) {
    final AgentEvent event = events.deserialize(record.topic(), record.value());
    fold.read(event);
    final List<String> names = new ArrayList<>(4);
    final double[] values = new double[16];
    fold.forEachValue(
        (name, value) -> {
          values[names.size()] = value;
          names.add(name.intern());
        });
    PeerResults.ofProcess().read(record.partition(), record.offset());
    final String agent = event.getAgentId();
    return new PeerEvent(
        event.getTenantId() + '/' + (agent == null ? event.getAggregateId() : agent),
        event.getTenantId(),
        event.getTimestamp(),
        fold.outcome(),
        names.toArray(String[]::new),
        java.util.Arrays.copyOf(values, names.size()));
  }
}

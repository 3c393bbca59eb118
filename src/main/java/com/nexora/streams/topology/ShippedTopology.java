package com.nexora.streams.topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.streams.audit.HmacKeys;
import com.nexora.streams.catalogue.TopicCatalogue;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.Registered;
import com.nexora.streams.schema.SchemaException;
import com.nexora.streams.schema.SchemaRegistry;
import java.util.Base64;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;

/**
 * The graph as it is shipped, to be looked at without a cluster: it can be described but processes
 * nothing.
 */
public final class ShippedTopology {

  private ShippedTopology() {}

  /** The graph with the production catalogue's partitions. */
  public static Topology topology() {
    final TopicCatalogue catalogue = TopicCatalogue.load(TopicCatalogue.PRODUCTION);
    final StreamsConfig config =
        new StreamsConfig(
            Map.of(
                StreamsConfig.APPLICATION_ID_CONFIG, "nexora-streams",
                StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:9092",
                StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true));
    return new NexoraTopology(
            TopologySettings.defaults(catalogue.entityPartitions(), catalogue.tenantPartitions()),
            new AvroSerdes(new NoRegistry(), Map.of()),
            HmacKeys.parse("1:" + Base64.getEncoder().encodeToString(new byte[32])))
        .build(new TopologyConfig(config));
  }

  /** The graph as data. */
  public static TopologyGraph graph() {
    return TopologyGraph.of(topology().describe());
  }

  /** The graph as JSON. */
  public static String json() {
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(graph());
    } catch (final JsonProcessingException e) {
      throw new IllegalStateException("a graph of names is always JSON", e);
    }
  }

  /** Its pages. */
  public static TopologyDocs docs() {
    final TopicCatalogue catalogue = TopicCatalogue.load(TopicCatalogue.PRODUCTION);
    return new TopologyDocs(
        graph(), topic -> catalogue.find(topic).map(spec -> spec.description()).orElse(""));
  }

  /** A picture needs no schema. */
  private static final class NoRegistry implements SchemaRegistry {

    @Override
    public int idOf(final String subject, final Schema schema) {
      throw new SchemaException("a topology that is only described has no registry", null);
    }

    @Override
    public Registered latest(final String subject) {
      throw new SchemaException("a topology that is only described has no registry", null);
    }

    @Override
    public Schema byId(final int id) {
      throw new SchemaException("a topology that is only described has no registry", null);
    }
  }
}

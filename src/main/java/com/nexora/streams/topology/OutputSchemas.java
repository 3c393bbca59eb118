package com.nexora.streams.topology;

import com.nexora.events.DeadLetter;
import com.nexora.streams.catalogue.TopicCatalogue;
import com.nexora.streams.catalogue.TopicSpec;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.RegistryUnreachableException;
import com.nexora.streams.schema.SchemaException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/**
 * Looks up the schema ids of everything that the graph writes before a record is there to wait for
 * them: otherwise the first alert is late by a call to the registry, and a schema that the registry
 * refuses stops an application that has already run for days.
 */
public final class OutputSchemas {

  private OutputSchemas() {}

  /**
   * Asks for each schema id once; later calls of the serdes find it.
   *
   * @throws SchemaException if the registry refuses one
   * @throws RegistryUnreachableException if no registry answers
   */
  public static void resolve(
      final TopologyGraph graph, final TopicCatalogue catalogue, final AvroSerdes serdes) {
    of(graph, catalogue).forEach(serdes::resolve);
  }

  /** Topics in Avro that the graph or its dead letter queues may write, with their schemas. */
  static Map<String, Schema> of(final TopologyGraph graph, final TopicCatalogue catalogue) {
    final Set<String> written = new TreeSet<>();
    graph.parts().forEach(part -> written.addAll(part.writes()));
    final String deadLetter = DeadLetter.getClassSchema().getFullName();
    final Map<String, Schema> schemas = new TreeMap<>();
    for (final TopicSpec topic : catalogue.topics()) {
      if (topic.avro() && (written.contains(topic.name()) || topic.value().equals(deadLetter))) {
        schemas.put(topic.name(), schema(topic));
      }
    }
    return schemas;
  }

  private static Schema schema(final TopicSpec topic) {
    try {
      return SpecificData.get().getSchema(Class.forName(topic.value()));
    } catch (final ClassNotFoundException e) {
      throw new IllegalStateException(
          "topic %s: no class for the record %s".formatted(topic.name(), topic.value()), e);
    }
  }
}

package com.nexora.streams.query;

import com.nexora.streams.topology.PartTitles;
import com.nexora.streams.topology.TopologyDiagram;
import com.nexora.streams.topology.TopologyGraph;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** What runs here: the topology as data and as a picture, and the contract of this server. */
final class TopologyRoutes {

  static final String CONTRACT = "openapi.yaml";
  static final String MERMAID = "text/vnd.mermaid";
  static final String YAML = "application/yaml";

  private final Backend backend;

  TopologyRoutes(final Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(
        Route.json("/topology", Access.READER, Set.of(), call -> topology()),
        Route.text("/topology.mmd", MERMAID, call -> diagram()),
        Route.text(
            "/openapi.yaml", YAML, call -> Answer.text(YAML + ";charset=utf-8", contract())));
  }

  /** The graph as JSON. */
  private record View(List<PartView> subTopologies, List<GlobalView> globalStores, Served served) {}

  private record PartView(
      int id,
      String name,
      Set<String> reads,
      Set<String> writes,
      Set<String> stores,
      List<NodeView> nodes) {}

  private record NodeView(
      String name, String kind, List<String> topics, List<String> stores, List<String> next) {}

  private record GlobalView(String topic, String processor, List<String> stores) {}

  private Answer topology() {
    final TopologyGraph graph = backend.graph();
    return Answer.json(
        new View(
            graph.parts().stream().map(TopologyRoutes::part).toList(),
            graph.globals().stream()
                .map(global -> new GlobalView(global.topic(), global.processor(), global.stores()))
                .toList(),
            Served.active(backend.instance(), true)),
        true);
  }

  private static PartView part(final TopologyGraph.Part part) {
    return new PartView(
        part.id(),
        PartTitles.title(part),
        part.reads(),
        part.writes(),
        part.stores(),
        part.nodes().stream()
            .map(
                node ->
                    new NodeView(
                        node.name(),
                        node.kind().name().toLowerCase(java.util.Locale.ROOT),
                        node.topics(),
                        node.stores(),
                        node.next()))
            .toList());
  }

  private Answer diagram() {
    return Answer.text(
        MERMAID + ";charset=utf-8",
        TopologyDiagram.overview(backend.graph()).mermaid().getBytes(StandardCharsets.UTF_8));
  }

  /** The contract as it lies in the jar. */
  static byte[] contract() {
    try (InputStream in = TopologyRoutes.class.getClassLoader().getResourceAsStream(CONTRACT)) {
      if (in == null) {
        throw new IllegalStateException(CONTRACT + " is not in the jar");
      }
      return in.readAllBytes();
    } catch (final IOException e) {
      throw new IllegalStateException("cannot read " + CONTRACT, e);
    }
  }
}

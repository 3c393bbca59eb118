package com.nexora.streams.topology;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.streams.TopologyDescription;

/**
 * The topology as plain data, in a stable order.
 *
 * <p>Kafka's own description keeps sets whose order changes from run to run; pictures that are
 * compared in the build and answers that are cached need the same topology to give the same text.
 *
 * @param parts the sub-topologies by id
 * @param globals stores that every instance holds whole
 */
public record TopologyGraph(List<Part> parts, List<GlobalPart> globals) {

  /** What a node is to the graph. */
  public enum Kind {
    SOURCE,
    PROCESSOR,
    SINK
  }

  /**
   * One step.
   *
   * @param name explicit name of the node
   * @param topics topics read (source) or written (sink); a sink that picks its topic per record
   *     names none
   * @param stores stores that a processor reads or writes
   * @param next names of the nodes that it forwards to
   */
  public record Node(
      String name, Kind kind, List<String> topics, List<String> stores, List<String> next) {}

  /** A sub-topology: one task per partition. */
  public record Part(int id, List<Node> nodes) {

    /** Topics that the part reads. */
    public Set<String> reads() {
      return topics(Kind.SOURCE);
    }

    /** Topics that the part writes. */
    public Set<String> writes() {
      return topics(Kind.SINK);
    }

    /** Stores that the part owns. */
    public Set<String> stores() {
      final Set<String> all = new TreeSet<>();
      nodes.forEach(node -> all.addAll(node.stores()));
      return all;
    }

    private Set<String> topics(final Kind kind) {
      final Set<String> all = new TreeSet<>();
      nodes.stream().filter(node -> node.kind() == kind).forEach(node -> all.addAll(node.topics()));
      return all;
    }
  }

  /** A global store with the topic that feeds it. */
  public record GlobalPart(
      int id, String source, String topic, String processor, List<String> stores) {}

  /** Reads Kafka's description. */
  public static TopologyGraph of(final TopologyDescription description) {
    final List<Part> parts = new ArrayList<>();
    for (final TopologyDescription.Subtopology part : description.subtopologies()) {
      final List<Node> nodes = new ArrayList<>();
      for (final TopologyDescription.Node node : part.nodes()) {
        nodes.add(node(node));
      }
      nodes.sort(Comparator.comparing(Node::kind).thenComparing(Node::name));
      parts.add(new Part(part.id(), List.copyOf(nodes)));
    }
    parts.sort(Comparator.comparingInt(Part::id));
    final List<GlobalPart> globals = new ArrayList<>();
    for (final TopologyDescription.GlobalStore global : description.globalStores()) {
      globals.add(
          new GlobalPart(
              global.id(),
              global.source().name(),
              String.join(", ", new TreeSet<>(global.source().topicSet())),
              global.processor().name(),
              List.copyOf(new TreeSet<>(global.processor().stores()))));
    }
    globals.sort(Comparator.comparing(GlobalPart::source));
    return new TopologyGraph(List.copyOf(parts), List.copyOf(globals));
  }

  private static Node node(final TopologyDescription.Node node) {
    final List<String> next =
        node.successors().stream().map(TopologyDescription.Node::name).sorted().toList();
    if (node instanceof TopologyDescription.Source source) {
      final Set<String> topics = source.topicSet();
      return new Node(
          node.name(),
          Kind.SOURCE,
          topics == null ? List.of() : List.copyOf(new TreeSet<>(topics)),
          List.of(),
          next);
    }
    if (node instanceof TopologyDescription.Sink sink) {
      return new Node(
          node.name(),
          Kind.SINK,
          sink.topic() == null ? List.of() : List.of(sink.topic()),
          List.of(),
          next);
    }
    final Set<String> stores = ((TopologyDescription.Processor) node).stores();
    return new Node(
        node.name(), Kind.PROCESSOR, List.of(), List.copyOf(new TreeSet<>(stores)), next);
  }
}

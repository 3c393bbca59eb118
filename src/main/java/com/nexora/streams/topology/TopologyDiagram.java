package com.nexora.streams.topology;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A drawable view of the topology: boxes of four shapes and arrows, independent of the format that
 * is drawn.
 *
 * <p>Mermaid (served over HTTP, shown by code hosts) and SVG (opened anywhere) are written from the
 * same view, so they cannot disagree.
 *
 * @param boxes by id, in drawing order
 * @param arrows from box to box
 */
public record TopologyDiagram(Map<String, Box> boxes, List<Arrow> arrows) {

  private static final Pattern PLUMBING =
      Pattern.compile("^(route|take|select|merge|key-by|label|activity)-|-repartition-filter$");

  /** What a box stands for, hence its shape. */
  public enum Shape {
    TOPIC,
    STORE,
    STEP,
    PART
  }

  /** A box with the text in it. */
  public record Box(String id, String label, Shape shape) {}

  /** An arrow between two boxes; a store is joined without a head. */
  public record Arrow(String from, String to, boolean directed) {}

  /** Topics and sub-topologies only: what flows where through the whole product. */
  public static TopologyDiagram overview(final TopologyGraph graph) {
    final Drawing drawing = new Drawing();
    for (final TopologyGraph.Part part : graph.parts()) {
      final String id = drawing.box("part " + part.id(), PartTitles.title(part), Shape.PART);
      final Set<String> inner = new TreeSet<>(part.reads());
      inner.retainAll(part.writes());
      outer(part.reads(), inner).forEach(topic -> drawing.arrow(drawing.topic(topic), id));
      outer(part.writes(), inner).forEach(topic -> drawing.arrow(id, drawing.topic(topic)));
    }
    for (final TopologyGraph.GlobalPart global : graph.globals()) {
      for (final String store : global.stores()) {
        drawing.arrow(drawing.topic(global.topic()), drawing.store(store));
      }
    }
    return drawing.done();
  }

  /** Topics by which a part talks to others, without those by which it talks to itself. */
  private static Set<String> outer(final Set<String> topics, final Set<String> inner) {
    final Set<String> outer = new TreeSet<>(topics);
    outer.removeAll(inner);
    return outer;
  }

  /**
   * The steps that do something, stores and topics of one sub-topology. Steps that only part, pick
   * or join records are left out and bridged: half of a graph in Kafka's DSL is such plumbing, and
   * a picture of it hides the product.
   */
  public static TopologyDiagram of(final TopologyGraph.Part part) {
    final Map<String, TopologyGraph.Node> byName = new LinkedHashMap<>();
    part.nodes().forEach(node -> byName.put(node.name(), node));
    final Drawing drawing = new Drawing();
    for (final TopologyGraph.Node node : part.nodes()) {
      if (plumbing(node)) {
        continue;
      }
      final String id = drawing.box("node " + node.name(), node.name(), Shape.STEP);
      switch (node.kind()) {
        case SOURCE -> node.topics().forEach(topic -> drawing.arrow(drawing.topic(topic), id));
        case SINK -> sinkTopics(node).forEach(topic -> drawing.arrow(id, drawing.topic(topic)));
        case PROCESSOR -> node.stores().forEach(store -> drawing.line(id, drawing.store(store)));
      }
      final Set<String> next = new TreeSet<>();
      behind(node, byName, next);
      next.forEach(name -> drawing.arrow(id, drawing.box("node " + name, name, Shape.STEP)));
    }
    return drawing.done();
  }

  private static void behind(
      final TopologyGraph.Node node,
      final Map<String, TopologyGraph.Node> byName,
      final Set<String> found) {
    for (final String name : node.next()) {
      final TopologyGraph.Node next = byName.get(name);
      if (next == null || !plumbing(next)) {
        found.add(name);
      } else {
        behind(next, byName, found);
      }
    }
  }

  private static boolean plumbing(final TopologyGraph.Node node) {
    return node.kind() == TopologyGraph.Kind.PROCESSOR
        && node.stores().isEmpty()
        && PLUMBING.matcher(node.name()).find();
  }

  private static List<String> sinkTopics(final TopologyGraph.Node node) {
    return node.topics().isEmpty() ? List.of("<topic>.dlq") : node.topics();
  }

  /** The view as a Mermaid flow chart. */
  public String mermaid() {
    final StringBuilder out = new StringBuilder("flowchart LR\n");
    final Map<String, String> ids = new LinkedHashMap<>();
    for (final Box box : boxes.values()) {
      final String id = "n" + ids.size();
      ids.put(box.id(), id);
      final String label =
          '"' + box.label().replace("\"", "#quot;").replace("<", "#lt;").replace(">", "#gt;") + '"';
      out.append("  ")
          .append(id)
          .append(
              switch (box.shape()) {
                case TOPIC -> "([" + label + "])";
                case STORE -> "[(" + label + ")]";
                case STEP -> "[" + label + "]";
                case PART -> "[[" + label + "]]";
              })
          .append('\n');
    }
    for (final Arrow arrow : arrows) {
      out.append("  ")
          .append(ids.get(arrow.from()))
          .append(arrow.directed() ? " --> " : " --- ")
          .append(ids.get(arrow.to()))
          .append('\n');
    }
    return out.toString();
  }

  private static final class Drawing {

    private final Map<String, Box> boxes = new LinkedHashMap<>();
    private final List<Arrow> arrows = new ArrayList<>();

    String box(final String id, final String label, final Shape shape) {
      boxes.putIfAbsent(id, new Box(id, label, shape));
      return id;
    }

    String topic(final String topic) {
      return box("topic " + topic, topic, Shape.TOPIC);
    }

    String store(final String store) {
      return box("store " + store, store, Shape.STORE);
    }

    void arrow(final String from, final String to) {
      arrows.add(new Arrow(from, to, true));
    }

    void line(final String from, final String to) {
      arrows.add(new Arrow(from, to, false));
    }

    TopologyDiagram done() {
      return new TopologyDiagram(java.util.Collections.unmodifiableMap(boxes), List.copyOf(arrows));
    }
  }
}

package com.nexora.streams.bench;

import java.util.Map;
import java.util.TreeMap;

/** Collapsed stacks as one HTML file: the wider a box, the more time was spent in and above it. */
final class FlameGraph {

  private static final int WIDTH = 1_600;
  private static final int HEIGHT = 16;
  private static final double LEAST_WIDTH = 0.4;

  private final Box root = new Box();
  private int deepest;

  /** A frame and the frames it called. */
  private static final class Box {
    private long samples;
    private final Map<String, Box> calls = new TreeMap<>();
  }

  private FlameGraph() {}

  /** The picture of these stacks. */
  static String html(final String title, final Stacks stacks) {
    final FlameGraph graph = new FlameGraph();
    stacks.counts().forEach(graph::add);
    final StringBuilder boxes = new StringBuilder();
    graph.draw("all", graph.root, 0, 0, boxes);
    final int height = (graph.deepest + 2) * HEIGHT;
    return """
        <!DOCTYPE html>
        <html><head><meta charset="utf-8"><title>%1$s</title><style>
        body { font: 12px sans-serif; margin: 8px } rect { stroke: #fff; stroke-width: .5 }
        text { font: 11px monospace; pointer-events: none } g:hover rect { stroke: #000 }
        </style></head><body><h3>%1$s</h3>
        <p>%2$,d samples; the root is on top. Hold the pointer over a box for its name.</p>
        <svg xmlns="http://www.w3.org/2000/svg" width="%3$d" height="%4$d">
        %5$s</svg></body></html>
        """
        .formatted(escape(title), stacks.total(), WIDTH, height, boxes);
  }

  private void add(final String stack, final long count) {
    Box at = root;
    at.samples += count;
    for (final String frame : stack.split(";")) {
      at = at.calls.computeIfAbsent(frame, name -> new Box());
      at.samples += count;
    }
  }

  private void draw(
      final String name, final Box box, final int depth, final long start, final StringBuilder to) {
    final double scale = (double) WIDTH / Math.max(1, root.samples);
    final double width = box.samples * scale;
    if (width < LEAST_WIDTH) {
      return;
    }
    deepest = Math.max(deepest, depth);
    final double percent = 100.0 * box.samples / root.samples;
    to.append(
        "<g><title>%s: %,d samples, %.2f %%</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>"
            .formatted(
                escape(name),
                box.samples,
                percent,
                start * scale,
                depth * HEIGHT,
                width,
                HEIGHT,
                color(name)));
    final int fitting = (int) (width / 7);
    if (fitting > 3) {
      final String label = shortName(name);
      to.append(
          "<text x=\"%.1f\" y=\"%d\">%s</text>"
              .formatted(
                  start * scale + 2,
                  depth * HEIGHT + 12,
                  escape(label.substring(0, Math.min(label.length(), fitting)))));
    }
    to.append("</g>\n");
    long at = start;
    for (final Map.Entry<String, Box> call : box.calls.entrySet()) {
      draw(call.getKey(), call.getValue(), depth + 1, at, to);
      at += call.getValue().samples;
    }
  }

  /** Class and method without the package. */
  static String shortName(final String frame) {
    final int method = frame.lastIndexOf('.');
    return method < 0 ? frame : frame.substring(frame.lastIndexOf('.', method - 1) + 1);
  }

  /** Ours red, Kafka's orange, the JDK's green, others blue. */
  private static String color(final String frame) {
    if (frame.startsWith("com.nexora")) {
      return "#f28b82";
    }
    if (frame.startsWith("org.apache.kafka")) {
      return "#fbbc6a";
    }
    return "jdk".equals(Stacks.room(frame)) ? "#b7dfa8" : "#aecbfa";
  }

  private static String escape(final String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}

package com.nexora.streams.topology;

import com.nexora.streams.topology.TopologyDiagram.Arrow;
import com.nexora.streams.topology.TopologyDiagram.Box;
import com.nexora.streams.topology.TopologyDiagram.Shape;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/**
 * Draws a diagram as SVG, laid out in layers by Eclipse ELK with a fixed seed, so that the build
 * can compare pictures.
 *
 * <p>Text is measured by counting characters of a fixed-width font, never by the fonts of the
 * machine. Only for development: ELK is not in the production image.
 */
final class SvgDiagram {

  private static final double CHARACTER_WIDTH = 7.3;
  private static final double PADDING = 14;
  private static final double BOX_HEIGHT = 34;
  private static final double MARGIN = 16;

  /** From the middle of a line of text to its base line. */
  private static final double TEXT_DROP = 4;

  private SvgDiagram() {}

  /** The diagram as a complete SVG document. */
  static String of(final TopologyDiagram diagram, final String title) {
    final ElkNode root = layout(diagram);
    final StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\""
                + " font-family=\"ui-monospace,Menlo,Consolas,monospace\" font-size=\"12\" role=\"img\">%n",
            root.getWidth(),
            root.getHeight(),
            root.getWidth(),
            root.getHeight()));
    out.append("<title>").append(escape(title)).append("</title>\n");
    out.append(
        """
        <style>
        rect,path.s{stroke:#334155;fill:#fff} .TOPIC{fill:#e0f2fe} .STORE{fill:#fef3c7} .STEP{fill:#fff} .PART{fill:#dcfce7}
        polyline{fill:none;stroke:#64748b} text{fill:#0f172a;text-anchor:middle}
        </style>
        <defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="#64748b"/></marker></defs>
        <rect width="100%" height="100%" style="fill:#f8fafc;stroke:none"/>
        """);
    for (final ElkEdge edge : root.getContainedEdges()) {
      out.append(line(edge));
    }
    for (final ElkNode node : root.getChildren()) {
      final Box box = diagram.boxes().get(node.getIdentifier());
      if (box != null) {
        out.append(box(node, box));
      }
    }
    return out.append("</svg>\n").toString();
  }

  private static ElkNode layout(final TopologyDiagram diagram) {
    LayoutMetaDataService.getInstance()
        .registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
    final ElkNode root = ElkGraphUtil.createGraph();
    root.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
    root.setProperty(CoreOptions.DIRECTION, Direction.RIGHT);
    root.setProperty(CoreOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
    root.setProperty(CoreOptions.RANDOM_SEED, 1);
    root.setProperty(CoreOptions.SEPARATE_CONNECTED_COMPONENTS, false);
    root.setProperty(CoreOptions.PADDING, new ElkPadding(MARGIN));
    root.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 36.0);
    root.setProperty(CoreOptions.SPACING_NODE_NODE, 14.0);
    final Map<String, ElkNode> nodes = new HashMap<>();
    for (final Box box : diagram.boxes().values()) {
      final ElkNode node = ElkGraphUtil.createNode(root);
      node.setIdentifier(box.id());
      node.setDimensions(box.label().length() * CHARACTER_WIDTH + 2 * PADDING, BOX_HEIGHT);
      nodes.put(box.id(), node);
    }
    for (final Arrow arrow : diagram.arrows()) {
      final ElkEdge edge =
          ElkGraphUtil.createSimpleEdge(nodes.get(arrow.from()), nodes.get(arrow.to()));
      edge.setIdentifier(arrow.directed() ? "arrow" : "line");
    }
    new RecursiveGraphLayoutEngine().layout(root, new BasicProgressMonitor());
    return root;
  }

  private static String line(final ElkEdge edge) {
    final StringBuilder points = new StringBuilder();
    for (final ElkEdgeSection section : edge.getSections()) {
      points.append(point(section.getStartX(), section.getStartY()));
      for (final ElkBendPoint bend : section.getBendPoints()) {
        points.append(point(bend.getX(), bend.getY()));
      }
      points.append(point(section.getEndX(), section.getEndY()));
    }
    final String head =
        "arrow".equals(edge.getIdentifier())
            ? " marker-end=\"url(#head)\""
            : " stroke-dasharray=\"3 3\"";
    return "<polyline points=\"" + points.toString().trim() + "\"" + head + "/>\n";
  }

  private static String point(final double x, final double y) {
    return String.format(Locale.ROOT, "%.1f,%.1f ", x, y);
  }

  private static String box(final ElkNode node, final Box box) {
    final double radius =
        box.shape() == Shape.TOPIC ? BOX_HEIGHT / 2 : box.shape() == Shape.STORE ? 8 : 3;
    return String.format(
        Locale.ROOT,
        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"%.0f\"/>"
            + "<text x=\"%.1f\" y=\"%.1f\">%s</text>%n",
        box.shape(),
        node.getX(),
        node.getY(),
        node.getWidth(),
        node.getHeight(),
        radius,
        node.getX() + node.getWidth() / 2,
        node.getY() + node.getHeight() / 2 + TEXT_DROP,
        escape(box.label()));
  }

  private static String escape(final String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}

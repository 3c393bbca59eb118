package com.nexora.streams.topology;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes the pages of {@code topology-docs/} from the topology itself, and tells when those on disk
 * are stale.
 *
 * <p>Pictures that are drawn by hand are wrong a month later. Here every node and store must have a
 * sentence in {@code topology/descriptions.properties}, and a node without one fails the build, so
 * the pages cannot fall behind the code.
 */
public final class TopologyDocs {

  private static final String NOTE =
      "<!-- Written from the topology by `./nexora topology docs --write`; edits are lost. -->\n\n";

  private static final Pattern FAMILY =
      Pattern.compile("-(nhi|threat|remediation|agent|audit|admin-act|grc)(?=-|$)");

  private final TopologyGraph graph;
  private final Properties descriptions = new Properties();
  private final Function<String, String> topicDescription;

  /**
   * @param topicDescription what the topic catalogue says of a topic; empty for topics that it does
   *     not know
   */
  public TopologyDocs(final TopologyGraph graph, final Function<String, String> topicDescription) {
    this.graph = graph;
    this.topicDescription = topicDescription;
    try (InputStream in =
        TopologyDocs.class.getResourceAsStream("/topology/descriptions.properties")) {
      if (in == null) {
        throw new IllegalStateException(
            "topology/descriptions.properties is not on the class path");
      }
      descriptions.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The pages by file name.
   *
   * @throws IllegalStateException if nodes, stores or topics lack a description, naming all of them
   */
  public Map<String, String> pages() {
    final Set<String> missing = missing();
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          "topology/descriptions.properties lacks a sentence for: " + String.join(", ", missing));
    }
    final Map<String, String> pages = new TreeMap<>();
    final TopologyDiagram overview = TopologyDiagram.overview(graph);
    pages.put("README.md", NOTE + overviewPage(overview));
    pages.put("overview.svg", SvgDiagram.of(overview, "Nexora Streams: sub-topologies and topics"));
    for (final TopologyGraph.Part part : graph.parts()) {
      final String title = PartTitles.title(part);
      final TopologyDiagram diagram = TopologyDiagram.of(part);
      pages.put(title + ".md", NOTE + partPage(part, title, diagram));
      pages.put(title + ".svg", SvgDiagram.of(diagram, "Nexora Streams: " + title));
    }
    return pages;
  }

  /**
   * Files of the folder that differ from what the topology says, are missing there, or should not
   * be there.
   */
  public List<String> stale(final Path folder) {
    final Map<String, String> pages = pages();
    final List<String> stale = new ArrayList<>();
    try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> !pages.containsKey(name))
          .forEach(stale::add);
      for (final Map.Entry<String, String> page : pages.entrySet()) {
        final Path file = folder.resolve(page.getKey());
        if (!Files.exists(file) || !Files.readString(file).equals(page.getValue())) {
          stale.add(page.getKey());
        }
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    stale.sort(null);
    return stale;
  }

  /** Writes every page and removes files that no longer belong there. */
  public void write(final Path folder) {
    final Map<String, String> pages = pages();
    try {
      Files.createDirectories(folder);
      try (Stream<Path> files = Files.list(folder)) {
        for (final Path file : files.filter(Files::isRegularFile).toList()) {
          if (!pages.containsKey(file.getFileName().toString())) {
            Files.delete(file);
          }
        }
      }
      for (final Map.Entry<String, String> page : pages.entrySet()) {
        Files.writeString(folder.resolve(page.getKey()), page.getValue());
      }
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot write the topology pages to " + folder, e);
    }
  }

  private String overviewPage(final TopologyDiagram diagram) {
    final StringBuilder out = new StringBuilder("# The topology\n\n![overview](overview.svg)\n\n");
    out.append("| sub-topology | what it does | stores |\n|---|---|---|\n");
    for (final TopologyGraph.Part part : graph.parts()) {
      final String title = PartTitles.title(part);
      out.append("| [")
          .append(title)
          .append("](")
          .append(title)
          .append(".md) | ")
          .append(say("part." + title))
          .append(" | ")
          .append(names(part.stores()))
          .append(" |\n");
    }
    for (final TopologyGraph.GlobalPart global : graph.globals()) {
      out.append("| on every instance | ")
          .append(say("node." + global.processor()))
          .append(" | ")
          .append(names(Set.copyOf(global.stores())))
          .append(" |\n");
    }
    final Set<String> topics = new TreeSet<>();
    graph.parts().forEach(part -> topics.addAll(part.reads()));
    graph.parts().forEach(part -> topics.addAll(part.writes()));
    out.append("\n## Topics\n\n| topic | what travels there |\n|---|---|\n");
    topics.forEach(
        topic ->
            out.append("| `").append(topic).append("` | ").append(topic(topic)).append(" |\n"));
    return out.append("\n## As Mermaid\n\n```mermaid\n")
        .append(diagram.mermaid())
        .append("```\n")
        .toString();
  }

  private String partPage(
      final TopologyGraph.Part part, final String title, final TopologyDiagram diagram) {
    final StringBuilder out =
        new StringBuilder("# ").append(title).append("\n\n").append(say("part." + title));
    out.append("\n\n![").append(title).append("](").append(title).append(".svg)\n\n");
    out.append("Reads ")
        .append(names(part.reads()))
        .append(".  \nWrites ")
        .append(names(part.writes()))
        .append(".\n\n");
    out.append("| step | what it does | stores |\n|---|---|---|\n");
    for (final TopologyGraph.Node node : part.nodes()) {
      out.append("| `")
          .append(node.name())
          .append("` | ")
          .append(describe(node))
          .append(" | ")
          .append(names(Set.copyOf(node.stores())))
          .append(" |\n");
    }
    if (!part.stores().isEmpty()) {
      out.append("\n| store | what it holds |\n|---|---|\n");
      part.stores()
          .forEach(
              store ->
                  out.append("| `")
                      .append(store)
                      .append("` | ")
                      .append(say("store." + store))
                      .append(" |\n"));
    }
    return out.append("\n```mermaid\n").append(diagram.mermaid()).append("```\n").toString();
  }

  private String describe(final TopologyGraph.Node node) {
    final String said = say("node." + node.name());
    if (!said.isEmpty()) {
      return said;
    }
    return switch (node.kind()) {
      case SOURCE -> "reads " + names(Set.copyOf(node.topics()));
      case SINK -> "writes " + names(Set.copyOf(node.topics()));
      case PROCESSOR -> throw new IllegalStateException(node.name());
    };
  }

  private Set<String> missing() {
    final Set<String> missing = new TreeSet<>();
    for (final TopologyGraph.Part part : graph.parts()) {
      require("part." + PartTitles.title(part), missing);
      part.stores().forEach(store -> require("store." + store, missing));
      part.nodes().stream()
          .filter(node -> node.kind() == TopologyGraph.Kind.PROCESSOR)
          .forEach(node -> require("node." + node.name(), missing));
      Stream.concat(part.reads().stream(), part.writes().stream())
          .filter(topic -> topicDescription.apply(topic).isEmpty())
          .forEach(topic -> require("topic." + topic, missing));
    }
    return missing;
  }

  private void require(final String key, final Set<String> missing) {
    if (say(key).isEmpty()) {
      missing.add(key);
    }
  }

  /**
   * The sentence for a key; what is alike for every family of events is written once, with a star.
   */
  private String say(final String key) {
    final String exact = descriptions.getProperty(key);
    return exact != null
        ? exact
        : descriptions.getProperty(FAMILY.matcher(key).replaceFirst("-*"), "");
  }

  private String topic(final String topic) {
    final String described = topicDescription.apply(topic);
    return described.isEmpty() ? say("topic." + topic) : described;
  }

  private static String names(final Set<String> names) {
    return names.isEmpty()
        ? ""
        : new TreeSet<>(names)
            .stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
  }
}

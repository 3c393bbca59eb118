package com.nexora.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TopologyDocsTest {

  @Test
  void shouldFindThePagesInTheRepositoryUpToDate() {
    // Given
    final TopologyDocs docs = ShippedTopology.docs();

    // When
    final List<String> stale = docs.stale(Path.of("topology-docs"));

    // Then
    assertThat(stale).as("run ./nexora topology docs --write and commit the pages").isEmpty();
  }

  @Test
  void shouldTellStaleMissingAndForeignFiles(@TempDir final Path folder) throws IOException {
    // Given
    final TopologyDocs docs = ShippedTopology.docs();
    docs.write(folder);
    Files.writeString(folder.resolve("README.md"), "edited by hand");
    Files.delete(folder.resolve("entities.svg"));
    Files.writeString(folder.resolve("left-over.md"), "of a sub-topology that is gone");

    // When
    final List<String> stale = docs.stale(folder);

    // Then
    assertThat(stale).containsExactly("README.md", "entities.svg", "left-over.md");
  }

  @Test
  void shouldNameEveryStepWithoutADescription() {
    // Given
    final TopologyGraph graph =
        new TopologyGraph(
            List.of(
                new TopologyGraph.Part(
                    7,
                    List.of(
                        new TopologyGraph.Node(
                            "do-something-new",
                            TopologyGraph.Kind.PROCESSOR,
                            List.of(),
                            List.of("new-store"),
                            List.of())))),
            List.of());
    final TopologyDocs docs = new TopologyDocs(graph, topic -> "known");

    // When, Then
    assertThatThrownBy(docs::pages)
        .hasMessageContaining("node.do-something-new")
        .hasMessageContaining("store.new-store")
        .hasMessageContaining("part.part-7");
  }

  @Test
  void shouldKeepWhatBelongsToAnEntityInOneSubTopology() {
    // Given
    final TopologyGraph graph = ShippedTopology.graph();

    // When
    final List<String> titles = graph.parts().stream().map(PartTitles::title).sorted().toList();

    // Then
    assertThat(titles)
        .containsExactly(
            "alerts",
            "audit-intake",
            "audit-sequencer",
            "compliance-violations",
            "documents",
            "entities",
            "governance",
            "logs",
            "tenant-health",
            "threat-summaries");
  }
}

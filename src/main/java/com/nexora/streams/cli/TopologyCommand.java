package com.nexora.streams.cli;

import com.nexora.streams.topology.ShippedTopology;
import com.nexora.streams.topology.TopologyDiagram;
import com.nexora.streams.topology.TopologyDocs;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Pictures of the graph, from the code. */
@Command(
    name = "topology",
    description = "Shows the topology, and writes or checks its pages.",
    mixinStandardHelpOptions = true,
    subcommands = {TopologyCommand.Show.class, TopologyCommand.Docs.class})
final class TopologyCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Prints the overview. */
  @Command(
      name = "show",
      description = "Prints the overview as Mermaid.",
      mixinStandardHelpOptions = true)
  static final class Show implements Runnable {

    @Spec private CommandSpec spec;

    @Option(names = "--json", description = "Prints the whole graph as JSON.")
    private boolean json;

    @Override
    public void run() {
      spec.commandLine()
          .getOut()
          .println(
              json
                  ? ShippedTopology.json()
                  : TopologyDiagram.overview(ShippedTopology.graph()).mermaid());
    }
  }

  /** Writes or checks topology-docs/. */
  @Command(
      name = "docs",
      description = "Checks the pages of topology-docs/ against the code; --write writes them.",
      mixinStandardHelpOptions = true)
  static final class Docs implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Option(names = "--write", description = "Writes the pages.")
    private boolean write;

    @Option(
        names = "--dir",
        paramLabel = "DIR",
        defaultValue = "topology-docs",
        description = "The folder (default: ${DEFAULT-VALUE}).")
    private Path folder = Path.of("topology-docs");

    @Option(names = "--json", description = "Prints the stale files as a JSON list.")
    private boolean json;

    @Override
    public Integer call() {
      final TopologyDocs docs = ShippedTopology.docs();
      if (write) {
        docs.write(folder);
      }
      final List<String> stale = docs.stale(folder);
      if (json) {
        spec.commandLine().getOut().println(stale.stream().map(f -> '"' + f + '"').toList());
      } else {
        spec.commandLine()
            .getOut()
            .println(
                stale.isEmpty()
                    ? folder + " is what the code says"
                    : "stale in "
                        + folder
                        + ": "
                        + String.join(", ", stale)
                        + "; run nexora topology docs --write");
      }
      return stale.isEmpty() ? 0 : 1;
    }
  }
}

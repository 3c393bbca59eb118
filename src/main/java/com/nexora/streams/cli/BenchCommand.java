package com.nexora.streams.cli;

import com.nexora.streams.bench.Bench;
import com.nexora.streams.bench.BenchException;
import com.nexora.streams.bench.BenchOptions;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures what an event costs. */
@Command(
    name = "bench",
    description = {
      "Measures, in one run on this machine, what an event costs: us and what we are compared to.",
      "Starts a broker of its own. Every variant runs in a process of its own, in turn with the",
      "others; its results are checked before its figure counts. Writes a Markdown table.",
      "Only ratios mean something beyond this machine. See docs/benchmarks.md."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:measured",
      "1:a run failed, or a variant's results were wrong; the message says which",
      "2:wrong usage"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  nexora bench analytics --agents 1000 --variants plain-consumer,nexora --rounds 1",
      "  nexora bench analytics --variants nexora --rounds 1 --profile --data-dir /tmp/bench",
      "  nexora bench --quick"
    })
final class BenchCommand implements Callable<Integer> {

  private static final String ALL = "all";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..*",
      paramLabel = "SCENARIO",
      completionCandidates = Scenarios.class,
      description = "What to measure: ${COMPLETION-CANDIDATES} (default: all).")
  private List<String> scenarios = new ArrayList<>();

  @Option(names = "--quick", description = "Small numbers: shows that it works, in seconds.")
  private boolean quick;

  @Option(
      names = "--agents",
      split = ",",
      paramLabel = "N",
      description = "Numbers of agents, a table each (default: 1000,10000).")
  private @Nullable List<Integer> agents;

  @Option(names = "--events", paramLabel = "N", description = "Events (default: 7000000).")
  private @Nullable Long events;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      description = "Events of each run before the measured ones (default: 2000000).")
  private @Nullable Long warmup;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often every variant has its turn (default: 3).")
  private @Nullable Integer rounds;

  @Option(
      names = "--variants",
      split = ",",
      paramLabel = "NAME",
      description = "Only these (default: all that are built).")
  private List<String> variants = new ArrayList<>();

  @Option(
      names = "--cap",
      paramLabel = "SECONDS",
      description =
          "Longest warm-up, and longest measured part, of a run; a slower variant is measured over"
              + " fewer events (default: 45).")
  private @Nullable Integer cap;

  @Option(
      names = "--profile",
      description = "Also record where the time goes; written into the data directory.")
  private boolean profile;

  @Option(names = "--json", description = "Print rows as JSON, one a line, no table.")
  private boolean json;

  @Option(names = "--out", paramLabel = "FILE", description = "Write the table to this file, too.")
  private @Nullable Path out;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "For broker, logs and profiles (default: a temporary one).")
  private @Nullable Path dataDir;

  @Override
  public Integer call() throws Exception {
    final PrintWriter err = spec.commandLine().getErr();
    try {
      final Bench.Report report =
          Bench.run(
              names(),
              options(),
              line -> {
                err.println("bench: " + line);
                err.flush();
              });
      if (out != null) {
        Files.writeString(out, report.markdown());
      }
      spec.commandLine().getOut().print(json ? report.json() : report.markdown());
      spec.commandLine().getOut().flush();
      return 0;
    } catch (final BenchException e) {
      err.println("nexora: " + e.getMessage());
      err.flush();
      return 1;
    }
  }

  private List<String> names() {
    final List<String> known = Bench.scenarios();
    if (scenarios.isEmpty() || scenarios.contains(ALL)) {
      return known;
    }
    for (final String name : scenarios) {
      if (!known.contains(name)) {
        throw new ParameterException(
            spec.commandLine(), "there is no scenario " + name + "; there are " + known);
      }
    }
    return scenarios;
  }

  private BenchOptions options() {
    final BenchOptions base = quick ? BenchOptions.quick() : BenchOptions.full();
    try {
      return new BenchOptions(
              Objects.requireNonNullElse(agents, base.agents()),
              Objects.requireNonNullElse(events, base.events()),
              Objects.requireNonNullElse(warmup, base.warmup()),
              Objects.requireNonNullElse(rounds, base.rounds()),
              variants,
              Objects.requireNonNullElse(cap, base.capSeconds()),
              profile,
              dataDir,
              quick)
          .checked();
    } catch (final IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  /** What may be measured, for the help. */
  static final class Scenarios implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
      return Stream.concat(Bench.scenarios().stream(), Stream.of(ALL)).iterator();
    }
  }
}

package com.nexora.streams.cli;

import com.nexora.streams.testkit.RunningCluster;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/**
 * One run of a command within this process.
 *
 * @param exit its exit code
 * @param out what it wrote for its reader
 * @param err what it wrote beside that
 */
record CommandRun(int exit, String out, String err) {

  /** A subcommand of the whole program, told where the cluster is. */
  static CommandRun at(final RunningCluster cluster, final String command, final String... words) {
    final List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of(words));
    arguments.addAll(List.of("--bootstrap-server", cluster.bootstrapServers()));
    arguments.addAll(List.of("--registry-url", cluster.registryUrl()));
    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();
    final int exit =
        Nexora.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments.toArray(new String[0]));
    return new CommandRun(exit, out.toString(), err.toString());
  }

  static CommandRun of(final Object command, final String... arguments) {
    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();
    final int exit =
        new CommandLine(command)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .setExecutionExceptionHandler(
                (failure, line, parsed) -> {
                  line.getErr().println(failure.getMessage());
                  return CommandLine.ExitCode.SOFTWARE;
                })
            .execute(arguments);
    return new CommandRun(exit, out.toString(), err.toString());
  }
}

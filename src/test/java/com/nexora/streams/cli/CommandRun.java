package com.nexora.streams.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * One run of a command within this process.
 *
 * @param exit its exit code
 * @param out what it wrote for its reader
 * @param err what it wrote beside that
 */
record CommandRun(int exit, String out, String err) {

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

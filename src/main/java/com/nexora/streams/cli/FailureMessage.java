package com.nexora.streams.cli;

import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Turns a failure into one line for people: what was wrong and what to do. The stack trace is for
 * developers, who set {@code NEXORA_STACK_TRACES}.
 */
final class FailureMessage implements IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(
      final Exception failure, final CommandLine line, final ParseResult parsed) {
    line.getErr().println("nexora: " + sentence(failure));
    if (System.getenv("NEXORA_STACK_TRACES") != null) {
      failure.printStackTrace(line.getErr());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static String sentence(final Exception failure) {
    if (failure instanceof NoSuchFileException missing) {
      return "cannot read " + missing.getFile() + ": there is no such file";
    }
    if (failure instanceof FileSystemException refused) {
      return "cannot use " + refused.getFile() + ": " + refused;
    }
    return Objects.requireNonNullElse(failure.getMessage(), failure.toString());
  }
}

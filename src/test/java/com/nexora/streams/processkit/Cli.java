package com.nexora.streams.processkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs {@code ./nexora} as a person would: the launcher itself, in a process of its own. */
public final class Cli {

  private static final Path BASE =
      Path.of(System.getProperty("nexora.basedir", ".")).toAbsolutePath();

  /** What a command left behind. */
  public record Outcome(int exitCode, String out, String err) {}

  private final Path dataDirectory;

  private final Map<String, String> environment = new HashMap<>();

  /**
   * @param dataDirectory of the dev mode that the commands shall find
   */
  public Cli(final Path dataDirectory) {
    this.dataDirectory = dataDirectory;
  }

  /** Runs commands with this variable in their environment, too. */
  public Cli with(final String variable, final String value) {
    environment.put(variable, value);
    return this;
  }

  /** Runs one command to its end, at most five minutes. */
  public Outcome run(final String... arguments) {
    try {
      final Path out = Files.createTempFile("nexora", ".out");
      final Path err = Files.createTempFile("nexora", ".err");
      final List<String> command = new ArrayList<>(List.of(BASE.resolve("nexora").toString()));
      command.addAll(List.of(arguments));
      final ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().put("NEXORA_DATA_DIR", dataDirectory.toString());
      builder.environment().putAll(environment);
      final Process process = builder.start();
      if (!process.waitFor(Duration.ofMinutes(5).toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command + " did not end; it said " + Files.readString(err));
      }
      final Outcome outcome =
          new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
      Files.delete(out);
      Files.delete(err);
      return outcome;
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Runs one command that must succeed, and gives what it printed. */
  public String succeed(final String... arguments) {
    final Outcome outcome = run(arguments);
    if (outcome.exitCode() != 0) {
      throw new AssertionError(
          String.join(" ", arguments)
              + " exited with "
              + outcome.exitCode()
              + "\n"
              + outcome.out()
              + outcome.err());
    }
    return outcome.out();
  }
}

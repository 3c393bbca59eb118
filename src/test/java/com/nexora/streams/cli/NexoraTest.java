package com.nexora.streams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class NexoraTest {

  @TempDir private Path dir;

  @Test
  void shouldShowEveryCommandWithExamples() {
    // Given nothing but the question
    // When
    final CommandRun run = nexora("--help");

    // Then
    assertThat(run.exit()).isZero();
    assertThat(run.out())
        .contains("dev", "run", "topics", "import", "simulate", "audit", "token", "Examples:");
  }

  @Test
  void shouldEndWithTwoAndASuggestionForAnUnknownCommand() {
    // Given a word that is nearly a command
    // When
    final CommandRun run = nexora("simulat");

    // Then
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("simulate");
  }

  @Test
  void shouldSayThatTheSettingsOfARunAreNotThere() {
    // Given
    final String missing = dir.resolve("nexora.properties").toString();

    // When
    final CommandRun run = nexora("run", "--config", missing);

    // Then
    assertThat(run.exit()).isOne();
    assertThat(run.err()).contains("cannot read " + missing + ": there is no such file");
  }

  @Test
  void shouldNameTheUnknownSettingOfARun() throws Exception {
    // Given
    final Path config = dir.resolve("nexora.properties");
    Files.writeString(config, "http.prot=8080\n");

    // When
    final CommandRun run = nexora("run", "--config", config.toString());

    // Then
    assertThat(run.exit()).isOne();
    assertThat(run.err()).contains("http.prot").contains("http.port");
  }

  private static CommandRun nexora(final String... arguments) {
    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();
    final CommandLine line =
        Nexora.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return new CommandRun(line.execute(arguments), out.toString(), err.toString());
  }
}

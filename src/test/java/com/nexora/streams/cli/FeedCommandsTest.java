package com.nexora.streams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong usage ends with code 2 and a sentence, before anything is asked of a network. */
final class FeedCommandsTest {

  private static final String SAMPLE = "samples/threats.ndjson";

  @TempDir private Path dir;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "threats|Missing required parameter: 'FILE'",
        "threats samples/threats.ndjson --as-life|Unknown option: '--as-life'",
        "threats samples/none.ndjson|cannot open samples/none.ndjson",
        "threats samples|cannot open samples",
        "threats --now-is yesterday samples/threats.ndjson|--now-is yesterday is no time",
        "nothing|Unmatched argument",
        "|give one of: cloudtrail, threats, agents"
      })
  void shouldRefuseAnImportThatCannotBeMeant(final String arguments, final String sentence) {
    // Given arguments that are wrong
    // When
    final CommandRun run = CommandRun.of(new ImportCommand(), words(arguments));

    // Then
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains(sentence);
    assertThat(run.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rate 0|rate must be above 0",
        "--tenants 0|tenants must be 1 to 1000",
        "--start tomorrow|--start tomorrow is no time",
        "--start 2099-01-01T00:00:00Z|--start lies in the future",
        "--speed 9|Unknown option"
      })
  void shouldRefuseASimulationThatCannotBe(final String arguments, final String sentence) {
    // Given arguments that are wrong
    // When
    final CommandRun run = CommandRun.of(new SimulateCommand(), words(arguments));

    // Then
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains(sentence);
  }

  @Test
  void shouldSayWhichSettingsFileCannotBeRead() {
    // Given
    final String missing = dir.resolve("client.properties").toString();

    // When
    final CommandRun run =
        CommandRun.of(new ImportCommand(), "threats", SAMPLE, "--command-config", missing);

    // Then
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains(missing);
  }

  private static String[] words(final String arguments) {
    return arguments == null
        ? new String[0]
        : Stream.of(arguments.split(" ")).toArray(String[]::new);
  }
}

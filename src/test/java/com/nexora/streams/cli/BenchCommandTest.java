package com.nexora.streams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BenchCommandTest {

  @Test
  void shouldTellHowItIsUsed() {
    // Given nothing but the question
    // When
    final CommandRun run = CommandRun.of(new BenchCommand(), "--help");

    // Then
    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("--quick", "--profile", "--variants", "Exit codes");
  }

  @Test
  void shouldRefuseAScenarioThatThereIsNot() {
    // Given a misspelt name
    // When
    final CommandRun run = CommandRun.of(new BenchCommand(), "analitics");

    // Then
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("there is no scenario analitics", "analytics");
  }

  @Test
  void shouldRefuseNumbersThatLeaveNothingToMeasure() {
    // Given a warm-up of all events
    // When
    final CommandRun run =
        CommandRun.of(new BenchCommand(), "analytics", "--events", "10", "--warmup", "10");

    // Then
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("leaves nothing to measure");
  }
}

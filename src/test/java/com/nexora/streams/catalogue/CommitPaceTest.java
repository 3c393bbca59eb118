package com.nexora.streams.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Commits on demand: soon, but not too often, and none forgotten. */
final class CommitPaceTest {

  private int commits;
  private final CommitPace pace = new CommitPace(20, () -> commits++);

  @Test
  void shouldAskAtOnceAndThenOncePerInterval() {
    // When
    pace.ask(1000);
    pace.ask(1005);
    pace.ask(1019);
    pace.tick(1019);
    final int within = commits;
    pace.tick(1020);

    // Then
    assertThat(within).isEqualTo(1);
    assertThat(commits).isEqualTo(2);
  }

  @Test
  void shouldNotAskWhenNothingWaits() {
    // Given
    pace.ask(1000);

    // When
    pace.tick(2000);

    // Then
    assertThat(commits).isEqualTo(1);
  }
}

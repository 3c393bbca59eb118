package com.nexora.streams.runtime;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.streams.audit.MissingTreeException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

final class ThreadReplacementTest {

  private static final Exception PASSING = new StreamsException("registry away");

  private final List<Duration> pauses = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final ThreadReplacement replacement =
      new ThreadReplacement(3, Duration.ofMinutes(10), new Hand(), pauses::add);

  @Test
  void shouldReplaceThreadsWithGrowingPausesAndThenStop() {
    // Given
    replacement.handle(PASSING);
    replacement.handle(PASSING);
    replacement.handle(PASSING);

    // When
    final var fourth = replacement.handle(PASSING);

    // Then
    assertThat(fourth).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(pauses)
        .containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @Test
  void shouldForgetReplacementsThatLieOutsideTheWindow() {
    // Given
    replacement.handle(PASSING);
    replacement.handle(PASSING);
    replacement.handle(PASSING);
    now = now.plus(Duration.ofMinutes(10));

    // When
    final var later = replacement.handle(PASSING);

    // Then
    assertThat(later).isEqualTo(REPLACE_THREAD);
  }

  @Test
  void shouldStopAtOnceForACauseThatANewThreadMeetsAgain() {
    // Given
    final Exception forGood =
        new StreamsException(new TopicAuthorizationException("not allowed to read"));

    // When
    final var first = replacement.handle(forGood);

    // Then
    assertThat(first).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(pauses).isEmpty();
  }

  @Test
  void shouldStopAtOnceWhenALogHasLostWhatItsTreeIsMadeOf() {
    // Given
    final Exception forGood = new StreamsException(new MissingTreeException(20, 19));

    // When
    final var first = replacement.handle(forGood);

    // Then
    assertThat(first).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(pauses).isEmpty();
  }

  /** A clock whose hand the test moves. */
  private final class Hand extends Clock {

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(final ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}

package com.nexora.streams.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.junit.jupiter.api.Test;

final class CommitRhythmTest {

  private static final long INTERVAL = 70;

  /** Tests of one thread share its timer, so each has an hour of its own. */
  private static final AtomicLong CLOCK = new AtomicLong(1_700_000_000_000L);

  private final long now = CLOCK.addAndGet(3_600_000);
  private final MockProcessorContext<Void, Void> task = task();
  private final CommitRhythm rhythm = new CommitRhythm(task);

  @Test
  void shouldCommitOnceAnIntervalAfterTheFirstOfManyRecords() {
    // When
    rhythm.cameIn(now);
    rhythm.cameIn(now);
    rhythm.cameIn(now - 1_000);

    // Then
    assertThat(task.scheduledPunctuators()).hasSize(1);
    final CapturedPunctuator timer = task.scheduledPunctuators().get(0);
    assertThat(timer.getInterval()).hasMillis(INTERVAL);
    assertThat(timer.getType()).isEqualTo(PunctuationType.WALL_CLOCK_TIME);
    assertThat(task.committed()).isFalse();
    timer.getPunctuator().punctuate(now + INTERVAL);
    assertThat(task.committed()).isTrue();
    assertThat(timer.cancelled()).isTrue();
  }

  @Test
  void shouldCommitAgainForWhatComesInAfterACommit() {
    // Given
    rhythm.cameIn(now);
    task.scheduledPunctuators().get(0).getPunctuator().punctuate(now + INTERVAL);

    // When
    task.setCurrentSystemTimeMs(now + INTERVAL + 1);
    rhythm.cameIn(now + INTERVAL + 1);

    // Then
    assertThat(task.scheduledPunctuators()).hasSize(2);
    assertThat(task.scheduledPunctuators().get(1).cancelled()).isFalse();
  }

  @Test
  void shouldLeaveWhatComesLateToTheLongerInterval() {
    // When
    rhythm.cameIn(now - CommitRhythm.LATE_MS - 1);

    // Then
    assertThat(task.scheduledPunctuators()).isEmpty();
  }

  @Test
  void shouldTakeARecordFromTheFutureForOneThatCameInJustNow() {
    // When
    rhythm.cameIn(now + 60_000);

    // Then
    assertThat(task.scheduledPunctuators()).hasSize(1);
  }

  @Test
  void shouldNeedOneTimerForAllTasksOfAThread() {
    // Given
    final MockProcessorContext<Void, Void> neighbour = task();
    rhythm.cameIn(now);

    // When
    new CommitRhythm(neighbour).cameIn(now);

    // Then
    assertThat(neighbour.scheduledPunctuators()).isEmpty();
  }

  @Test
  void shouldGoOnWhenTheTaskOfTheTimerIsGone() {
    // Given: its timer never fires
    rhythm.cameIn(now);
    final MockProcessorContext<Void, Void> neighbour = task();

    // When
    neighbour.setCurrentSystemTimeMs(now + 2 * INTERVAL + 1);
    new CommitRhythm(neighbour).cameIn(now + 2 * INTERVAL + 1);

    // Then
    assertThat(neighbour.scheduledPunctuators()).hasSize(1);
  }

  @Test
  void shouldGoOnWhenTheClockIsSetBack() {
    // Given
    rhythm.cameIn(now);

    // When
    task.setCurrentSystemTimeMs(now - 60_000);
    rhythm.cameIn(now - 60_000);

    // Then
    assertThat(task.scheduledPunctuators()).hasSize(2);
  }

  @Test
  void shouldFollowKafkaStreamsWhereNothingElseIsSaid() {
    assertThat(CommitRhythm.intervalMs(Map.of())).isEqualTo(100);
    assertThat(CommitRhythm.intervalMs(Map.of(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, "250")))
        .isEqualTo(250);
    assertThat(
            CommitRhythm.intervalMs(
                Map.of(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 250, CommitRhythm.KEY, 40L)))
        .isEqualTo(40);
  }

  private MockProcessorContext<Void, Void> task() {
    final Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "rhythm");
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
    config.put(CommitRhythm.KEY, Long.toString(INTERVAL));
    final MockProcessorContext<Void, Void> context = new MockProcessorContext<>(config);
    context.setCurrentSystemTimeMs(now);
    return context;
  }
}

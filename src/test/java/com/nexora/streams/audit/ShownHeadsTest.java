package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.streams.audit.PublishedLog.Head;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ShownHeadsTest {

  private static final Duration LONG = Duration.ofHours(1);

  @Test
  void shouldShowTheCosignedHeadWhileWitnessesAreAskedForTheNext() {
    // Given
    final Head before = head(5);
    final Head cosigned = head(5);
    final Head waiting = head(9);

    // When
    final ShownHeads heads =
        with(with(with(ShownHeads.NONE, before, false), cosigned, true), waiting, false);

    // Then
    assertThat(heads.shown(0, LONG)).containsSame(cosigned);
    assertThat(heads.shown(5, LONG)).containsSame(cosigned);
    assertThat(heads.shown(6, LONG)).containsSame(waiting);
    assertThat(heads.shown(0, Duration.ZERO)).containsSame(waiting);
  }

  @Test
  void shouldShowTheCosignedHeadWhileTheSameIsSignedAgain() {
    // Given
    final Head cosigned = head(5);

    // When
    final ShownHeads heads = with(with(ShownHeads.NONE, cosigned, true), head(5), false);

    // Then
    assertThat(heads.shown(5, LONG)).containsSame(cosigned);
  }

  @Test
  void shouldShowTheNewestOnceWitnessesHaveSignedIt() {
    // Given
    final Head newest = head(9);

    // When
    final ShownHeads heads =
        with(with(with(ShownHeads.NONE, head(5), true), head(9), false), newest, true);

    // Then
    assertThat(heads.shown(0, LONG)).containsSame(newest);
  }

  @Test
  void shouldShowAHeadWithoutWitnessesWhereThereIsNoOther() {
    // Given
    final Head only = head(5);

    // When
    final ShownHeads heads = with(ShownHeads.NONE, only, false);

    // Then
    assertThat(heads.shown(0, LONG)).containsSame(only);
    assertThat(ShownHeads.NONE.shown(0, LONG)).isEmpty();
  }

  @Test
  void shouldNotWaitLongerForWitnessesBecauseFurtherHeadsCame() {
    // Given
    final Head newest = head(12);
    final long hourAgo = System.nanoTime() - Duration.ofHours(1).toNanos();

    // When
    final ShownHeads heads =
        ShownHeads.NONE
            .with(head(5), true, hourAgo)
            .with(head(9), false, hourAgo)
            .with(newest, false, System.nanoTime());

    // Then
    assertThat(heads.shown(0, Duration.ofMinutes(30))).containsSame(newest);
  }

  private static ShownHeads with(final ShownHeads heads, final Head head, final boolean cosigned) {
    return heads.with(head, cosigned, System.nanoTime());
  }

  private static Head head(final long size) {
    return new Head(new byte[0], size);
  }
}

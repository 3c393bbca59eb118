package com.nexora.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class HealthTest {

  private final AtomicBoolean readable = new AtomicBoolean();
  private final Health health = new Health(readable::get);

  @Test
  void shouldNotBeReadyBeforeTheFirstAssignmentIsRestored() {
    // Given
    readable.set(true);

    // When
    health.onChange(State.REBALANCING, State.CREATED);

    // Then
    assertThat(health.ready().ok()).isFalse();
    assertThat(health.live().ok()).isTrue();
  }

  @Test
  void shouldStayReadyThroughARebalanceWhileStoresCanBeRead() {
    // Given
    readable.set(true);
    health.onChange(State.RUNNING, State.REBALANCING);

    // When
    health.onChange(State.REBALANCING, State.RUNNING);

    // Then
    assertThat(health.ready().ok()).isTrue();
  }

  @Test
  void shouldNotBeReadyInARebalanceThatTookEveryStore() {
    // Given
    health.onChange(State.RUNNING, State.REBALANCING);
    readable.set(false);

    // When
    health.onChange(State.REBALANCING, State.RUNNING);

    // Then
    assertThat(health.ready().ok()).isFalse();
    assertThat(health.ready().reasons()).singleElement().asString().contains("rebalance");
  }

  @Test
  void shouldNotBeReadyOnceItDrains() {
    // Given
    health.onChange(State.RUNNING, State.REBALANCING);

    // When
    health.drain();

    // Then
    assertThat(health.ready().ok()).isFalse();
    assertThat(health.live().ok()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = State.class,
      names = {"ERROR", "PENDING_ERROR"})
  void shouldNotBeLiveOnceTheThreadsDiedForGood(final State dead) {
    // Given
    health.onChange(State.RUNNING, State.REBALANCING);

    // When
    health.onChange(dead, State.RUNNING);

    // Then
    assertThat(health.live().ok()).isFalse();
    assertThat(health.ready().ok()).isFalse();
    assertThat(health.summary()).containsEntry("status", "failed");
  }
}

package com.nexora.streams.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.streams.schema.RegistryUnreachableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class PatienceTest {

  private static final Duration SHORT = Duration.ofMillis(1);

  private final Patience patience = new Patience(List.of(SHORT, SHORT, SHORT));
  private final AtomicInteger calls = new AtomicInteger();

  private int failing(final int times) {
    if (calls.incrementAndGet() <= times) {
      throw new RegistryUnreachableException("down", null);
    }
    return calls.get();
  }

  @Test
  void shouldReturnTheFirstResultAfterAnOutage() {
    // When
    final int result = patience.call(() -> failing(3));

    // Then
    assertThat(result).isEqualTo(4);
  }

  @Test
  void shouldGiveUpAfterTheLastPause() {
    // When
    assertThatThrownBy(() -> patience.call(() -> failing(Integer.MAX_VALUE)))
        .isInstanceOf(RegistryUnreachableException.class);

    // Then
    assertThat(calls).hasValue(4);
  }

  @Test
  void shouldNotRepeatWhatFailsForAnotherReason() {
    // When
    assertThatThrownBy(
            () ->
                patience.call(
                    () -> {
                      calls.incrementAndGet();
                      throw new IllegalStateException("broken");
                    }))
        .isInstanceOf(IllegalStateException.class);

    // Then
    assertThat(calls).hasValue(1);
  }

  @Test
  void shouldStayBelowTheTransactionTimeoutOfTenSeconds() {
    // When
    final Duration total = Patience.DEFAULT_PAUSES.stream().reduce(Duration.ZERO, Duration::plus);

    // Then
    assertThat(total).isLessThan(Duration.ofSeconds(8));
  }

  @Test
  void shouldStopWaitingWhenTheThreadIsStopped() {
    // Given
    final Patience hours = new Patience(List.of(Duration.ofHours(1)));
    Thread.currentThread().interrupt();

    // When
    assertThatThrownBy(() -> hours.call(() -> failing(Integer.MAX_VALUE)))
        .isInstanceOf(RegistryUnreachableException.class);

    // Then
    assertThat(Thread.interrupted()).isTrue();
  }
}

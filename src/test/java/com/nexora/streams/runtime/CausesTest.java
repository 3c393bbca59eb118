package com.nexora.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

final class CausesTest {

  private final Throwable thrown =
      new IllegalStateException(new KafkaException("why", new TopicAuthorizationException("t")));

  @Test
  void shouldFindATypeAtAnyDepth() {
    assertThat(Causes.include(thrown, IllegalStateException.class)).isTrue();
    assertThat(Causes.include(thrown, TimeoutException.class, AuthorizationException.class))
        .isTrue();
  }

  @Test
  void shouldNotFindWhatIsNotThere() {
    assertThat(Causes.include(thrown, TimeoutException.class, Error.class)).isFalse();
  }
}

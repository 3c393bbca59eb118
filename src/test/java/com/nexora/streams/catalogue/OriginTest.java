package com.nexora.streams.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.junit.jupiter.api.Test;

final class OriginTest {

  private static final Origin ORIGIN = new Origin("nhi.events", 5, 99);
  private static final String HOP = "nexora-streams-rekey-nhi-repartition";

  private record At(String topic, int partition, long offset) implements RecordMetadata {}

  @Test
  void shouldBeWhereTheRecordStandsWhenItWasNotMoved() {
    // When
    final Origin origin = Origin.of(new At("nhi.events", 5, 99), new RecordHeaders());

    // Then
    assertThat(origin).isEqualTo(ORIGIN);
  }

  @Test
  void shouldSurviveTheHop() {
    // Given
    final Headers headers = new RecordHeaders();
    ORIGIN.writeTo(headers);

    // When
    final Origin origin = Origin.of(new At(HOP, 1, 2), headers);

    // Then
    assertThat(origin).isEqualTo(ORIGIN);
  }

  @Test
  void shouldNotBelieveHeadersThatAProducerWrote() {
    // Given
    final Headers forged = new RecordHeaders();
    new Origin("somewhere.else", 0, 0).writeTo(forged);

    // When
    final Origin origin = Origin.of(new At("nhi.events", 5, 99), forged);

    // Then
    assertThat(origin).isEqualTo(ORIGIN);
  }

  @Test
  void shouldReplaceWhatAProducerWroteWhenItIsMoved() {
    // Given
    final Headers headers = new RecordHeaders();
    new Origin("somewhere.else", 0, 0).writeTo(headers);
    ORIGIN.writeTo(headers);

    // When
    final Origin origin = Origin.of(new At(HOP, 1, 2), headers);

    // Then
    assertThat(origin).isEqualTo(ORIGIN);
    assertThat(headers.toArray()).hasSize(3);
  }
}

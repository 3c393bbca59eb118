package com.nexora.streams.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StacksTest {

  private final Stacks stacks =
      new Stacks().add("main;a.B.run;a.B.run;a.C.work", 3).add("main;a.B.run", 2);

  @Test
  void shouldGiveSamplesToTheFrameOnTop() {
    // Given two stacks
    // When
    final var self = stacks.self();

    // Then
    assertThat(self).containsOnly(entry("a.C.work", 3L), entry("a.B.run", 2L));
  }

  @Test
  void shouldCountAFrameThatCallsItselfOnceForAStack() {
    // Given a stack with a frame twice
    // When
    final var inclusive = stacks.inclusive();

    // Then
    assertThat(inclusive).containsEntry("a.B.run", 5L).containsEntry("main", 5L);
  }

  @Test
  void shouldWriteWhatFlameGraphToolsRead() {
    // Given two stacks
    // When
    final String collapsed = stacks.collapsed();

    // Then
    assertThat(collapsed).isEqualTo("main;a.B.run 2\nmain;a.B.run;a.B.run;a.C.work 3\n");
  }

  @Test
  void shouldGiveTheTimeOfTheJdkToWhoeverCalledIt() {
    // Given
    final Stacks ours =
        new Stacks()
            .add("main;com.nexora.streams.analytics.Pane.add;java.util.Arrays.copyOf", 7)
            .add("main;java.lang.Thread.run", 1);

    // When
    final var rooms = ours.byRoom();

    // Then
    assertThat(rooms).containsOnly(entry("nexora analytics", 7L), entry("jdk", 1L));
  }

  @ParameterizedTest
  @CsvSource({
    "com.nexora.streams.analytics.Pane.add, nexora analytics",
    "com.nexora.events.AgentEvent.put, nexora events",
    "org.apache.kafka.streams.state.internals.NamedCache.put, kafka streams.state",
    "org.apache.kafka.clients.consumer.KafkaConsumer.poll, kafka clients",
    "java.util.HashMap.get, jdk",
    "org.rocksdb.RocksDB.get, rocksdb RocksDB"
  })
  void shouldNameWhoseAFrameIs(final String frame, final String room) {
    // Given a frame
    // When
    final String named = Stacks.room(frame);

    // Then
    assertThat(named).isEqualTo(room);
  }

  private static java.util.Map.Entry<String, Long> entry(final String key, final Long value) {
    return java.util.Map.entry(key, value);
  }
}

package com.nexora.streams.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ThreadKindTest {

  @ParameterizedTest
  @CsvSource({
    "bench-40556778-b5a7-4514-9f4a-6da0be0500c4-StreamThread-2, StreamThread",
    "kafka-producer-network-thread | x-StreamThread-2-producer, producer of a StreamThread",
    "kafka-producer-network-thread | other, kafka-producer-network-thread",
    "pool-3-thread-12, pool-N-thread-N"
  })
  void shouldBringThreadsOfOneKindTogether(final String name, final String kind) {
    // Given a Java thread's name
    // When
    final String found = ThreadKind.ofJava(name);

    // Then
    assertThat(found).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "GC Thread#1, GC Thread",
    "C2 CompilerThre, C2 Compiler",
    "rocksdb:low0, rocksdb",
    "bench-nexora-10,"
  })
  void shouldTellThreadsThatAreNotJavas(final String name, final String kind) {
    // Given a name as the kernel cuts it
    // When
    final String found = ThreadKind.ofNative(name);

    // Then
    assertThat(found).isEqualTo(kind);
  }
}

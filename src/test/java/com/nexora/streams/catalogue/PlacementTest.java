package com.nexora.streams.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlacementTest {

  /** Hashes from Kafka's own UtilsTest, so that the published rule never drifts. */
  @ParameterizedTest
  @CsvSource({"21, -973932308", "foobar, -790332482", "a-little-bit-long-string, -985981536"})
  void shouldFollowThePublishedHash(final String key, final int murmur2) {
    // When
    final int partition = Placement.of(key.getBytes(StandardCharsets.UTF_8), 32);

    // Then
    assertThat(partition).isEqualTo((murmur2 & 0x7fffffff) % 32);
  }

  @Property
  void shouldAgreeWithKafkasJavaProducer(
      @ForAll final byte[] key, @ForAll @IntRange(min = 1, max = 64) final int partitions) {
    assertThat(Placement.of(key, partitions))
        .isEqualTo(BuiltInPartitioner.partitionForKey(key, partitions));
  }
}

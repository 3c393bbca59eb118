package com.nexora.streams.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.DeadLetter;
import com.nexora.events.DeadLetterHeader;
import com.nexora.streams.catalogue.Origin;
import com.nexora.streams.deadletter.DeadLetters.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class DeadLettersTest {

  private static final Origin ORIGIN = new Origin("nhi.events", 7, 42);
  private static final Failure FAILURE =
      new Failure("undecodable", "some.Error", "what, where, what now", 3);
  private static final int BROKER_LIMIT = 1_048_576;

  @Test
  void shouldNameEverythingThatAnOperatorNeeds() {
    // Given
    final List<DeadLetterHeader> headers =
        List.of(new DeadLetterHeader("a", ByteBuffer.wrap(new byte[] {1})));

    // When
    final DeadLetter letter =
        DeadLetters.of(ORIGIN, new byte[] {2}, new byte[] {3, 4}, headers, FAILURE, "t", 99);

    // Then
    assertThat(letter)
        .isEqualTo(
            DeadLetter.newBuilder()
                .setOriginalTopic("nhi.events")
                .setOriginalPartition(7)
                .setOriginalOffset(42)
                .setKey(ByteBuffer.wrap(new byte[] {2}))
                .setValue(ByteBuffer.wrap(new byte[] {3, 4}))
                .setValueTruncated(false)
                .setValueSize(2)
                .setHeaders(headers)
                .setReason("undecodable")
                .setErrorClass("some.Error")
                .setErrorMessage("what, where, what now")
                .setFailedAt(99)
                .setAttempts(3)
                .setTenantId("t")
                .build());
  }

  @Test
  void shouldTellAMissingKeyAndValueFromEmptyOnes() {
    // When
    final DeadLetter letter = DeadLetters.of(ORIGIN, null, null, List.of(), FAILURE, null, 0);

    // Then
    assertThat(letter.getKey()).isNull();
    assertThat(letter.getValue()).isNull();
    assertThat(letter.getValueSize()).isEqualTo(-1);
    assertThat(letter.getTenantId()).isNull();
  }

  @Test
  void shouldNotTakeOverATenantThatIsTooLong() {
    // When
    final DeadLetter letter =
        DeadLetters.of(ORIGIN, null, null, List.of(), FAILURE, "ä".repeat(129), 0);

    // Then
    assertThat(letter.getTenantId()).isNull();
  }

  @Property(tries = 50)
  void shouldAlwaysFitIntoARecord(
      @ForAll @IntRange(max = 3_000_000) final int valueSize,
      @ForAll @IntRange(max = 1_000_000) final int keySize,
      @ForAll @IntRange(max = 5_000) final int headerCount,
      @ForAll @IntRange(max = 100_000) final int headerSize)
      throws IOException {
    final byte[] headerValue = new byte[headerSize];
    final String name = "n".repeat(headerSize);
    final List<DeadLetterHeader> headers =
        IntStream.range(0, headerCount)
            .mapToObj(i -> new DeadLetterHeader(name, ByteBuffer.wrap(headerValue)))
            .toList();
    final Failure wordy = new Failure("r", "c", "m".repeat(valueSize), 1);

    final DeadLetter letter =
        DeadLetters.of(
            ORIGIN, new byte[keySize], filled(valueSize), headers, wordy, name, Long.MAX_VALUE);

    assertThat(DeadLetter.getEncoder().encode(letter).remaining()).isLessThan(BROKER_LIMIT / 2);
    assertThat(letter.getValueSize()).isEqualTo(valueSize);
    assertThat(letter.getValueTruncated()).isEqualTo(valueSize > DeadLetters.MAX_VALUE_BYTES);
  }

  private static byte[] filled(final int size) {
    final byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) 'x');
    return bytes;
  }
}

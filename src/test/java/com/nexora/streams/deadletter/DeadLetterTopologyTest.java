package com.nexora.streams.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.DeadLetter;
import com.nexora.streams.catalogue.Origin;
import com.nexora.streams.deadletter.DeadLetters.Failure;
import com.nexora.streams.testkit.EventPipe;
import com.nexora.streams.testkit.OutputPipe;
import com.nexora.streams.testkit.TopologyTestKit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DeadLetterTopologyTest {

  private final TopologyTestKit kit =
      TopologyTestKit.of(
          rooms ->
              new DeadLetterTopology(rooms.serdes())
                  .addTo("tests", rooms.stream("test.letters", DeadLetter.class)));
  private final EventPipe<DeadLetter> letters =
      kit.input("test.letters", DeadLetter.class, letter -> new byte[] {'?'});

  @AfterEach
  void close() {
    kit.close();
  }

  private static DeadLetter letter(final String topic, final byte[] key, final String tenantId) {
    return DeadLetters.of(
        new Origin(topic, 3, 17),
        key,
        new byte[] {1},
        List.of(),
        Failure.atOnce("future-time", Object.class, "m"),
        tenantId,
        0);
  }

  @Test
  void shouldSendALetterToTheQueueOfItsTopic() {
    // When
    letters.pipe(List.of(letter("a.events", null, null), letter("b.events", null, null)));

    // Then
    assertThat(kit.deadLetters("a.events").readAll()).hasSize(1);
    assertThat(kit.deadLetters("b.events").readAll()).hasSize(1);
  }

  @Test
  void shouldKeepTheOriginalKey() {
    // When
    letters.pipe(letter("a.events", "odd".getBytes(StandardCharsets.UTF_8), null));

    // Then
    assertThat(kit.deadLetters("a.events").readLatest()).containsOnlyKeys("odd");
  }

  @Test
  void shouldLabelALetterForConsumersThatDoNotDecode() {
    // When
    letters.pipe(letter("a.events", null, "tenant-a"));

    // Then
    final TestRecord<byte[], DeadLetter> record = kit.deadLetters("a.events").readRecords().get(0);
    assertThat(
            Stream.of(
                    "dlq-reason",
                    "original-topic",
                    "tenant-id",
                    "event-type",
                    "correlation-id",
                    "schema-version")
                .map(name -> OutputPipe.header(record, name)))
        .containsExactly(
            "future-time", "a.events", "tenant-a", "record.refused", "a.events-3@17", "1");
  }

  @Test
  void shouldSendALetterWithoutKey() {
    // When
    letters.pipe(letter("a.events", null, null));

    // Then
    assertThat(kit.deadLetters("a.events").readRecords())
        .singleElement()
        .returns(null, TestRecord::key);
  }
}

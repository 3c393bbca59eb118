package com.nexora.streams.ingest;

import static com.nexora.streams.testkit.Events.audit;
import static com.nexora.streams.testkit.Events.nhi;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.DeadLetter;
import com.nexora.events.NHIEvent;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.Placement;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.testkit.OutputPipe;
import com.nexora.streams.testkit.TopologyTestKit;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records under another key or on another partition than the canonical ones. */
final class GateRekeyTest {

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "entity-1", "tenant-a:entity-1"})
  void shouldGiveAStrayItsCanonicalKey(final String key) {
    try (TopologyTestKit kit = OpenGate.kit()) {
      // When
      kit.nhi().pipeKeyed(key == null ? null : key.getBytes(StandardCharsets.UTF_8), nhi());

      // Then
      assertThat(OpenGate.nhi(kit).readLatest()).containsOnlyKeys("tenant-a/entity-1");
      assertThat(OpenGate.count(kit, "rekeyed-total", "nhi")).isEqualTo(1);
    }
  }

  @Test
  void shouldMakeNoHopForAWellKeyedRecord() {
    try (TopologyTestKit kit = OpenGate.kit()) {
      // When
      kit.nhi().pipe(nhi());

      // Then
      assertThat(kit.driver().producedTopicNames()).noneMatch(topic -> topic.contains("rekey"));
    }
  }

  @Test
  void shouldMoveARecordWhoseKeyIsRightButWhosePartitionIsNot() {
    // Given the test driver puts everything on partition 0
    final String elsewhere = entityOn(3);
    try (TopologyTestKit kit = OpenGate.kit(4)) {
      // When
      kit.nhi().pipe(nhi().entity(elsewhere), nhi().entity(entityOn(0)));

      // Then
      assertThat(OpenGate.nhi(kit).readAll()).hasSize(2);
      assertThat(OpenGate.count(kit, "rekeyed-total", "nhi")).isEqualTo(1);
    }
  }

  private static String entityOn(final int partition) {
    return IntStream.range(0, 1000)
        .mapToObj(i -> "entity-" + i)
        .filter(id -> Placement.of(EntityKey.bytes("tenant-a", id), 4) == partition)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldKeepTheHeadersOfAStray() {
    try (TopologyTestKit kit = OpenGate.kit()) {
      // Given
      final Headers headers = new RecordHeaders().add("traceparent", new byte[] {'x'});

      // When
      kit.nhi().pipeKeyed(null, nhi(), headers);

      // Then
      assertThat(OpenGate.nhi(kit).readRecords())
          .singleElement()
          .satisfies(record -> assertThat(OutputPipe.header(record, "traceparent")).isEqualTo("x"));
    }
  }

  @Test
  void shouldRemoveARepeatWhoseOriginalWasKeyedOtherwise() {
    try (TopologyTestKit kit = OpenGate.kit()) {
      // Given
      final NHIEvent event = nhi().build();
      kit.nhi().pipe(event);

      // When
      kit.nhi().pipeKeyed(null, nhi());

      // Then
      assertThat(OpenGate.nhi(kit).readAll()).containsExactly(event);
    }
  }

  @Test
  void shouldKeyAStrayAuditEventByItsTenant() {
    try (TopologyTestKit kit = OpenGate.kit()) {
      // When
      kit.audits().pipeKeyed("user-1".getBytes(StandardCharsets.UTF_8), audit());

      // Then
      assertThat(OpenGate.audits(kit).readLatest()).containsOnlyKeys("tenant-a");
    }
  }

  @Test
  void shouldNameTheOriginalKeyAndTopicInALetterAboutAStray() {
    try (TopologyTestKit kit = OpenGate.kit()) {
      // When
      kit.nhi().pipeKeyed("odd".getBytes(StandardCharsets.UTF_8), nhi().type("nhi.odd"));

      // Then
      assertThat(kit.deadLetters(Topics.NHI_EVENTS).readRecords())
          .singleElement()
          .satisfies(
              record -> {
                assertThat(record.key()).asString(StandardCharsets.UTF_8).isEqualTo("odd");
                assertThat(record.value())
                    .returns("nhi.events", DeadLetter::getOriginalTopic)
                    .returns(0L, DeadLetter::getOriginalOffset);
              });
    }
  }
}

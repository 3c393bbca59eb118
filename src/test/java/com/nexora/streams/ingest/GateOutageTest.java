package com.nexora.streams.ingest;

import static com.nexora.streams.testkit.Events.nhi;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.events.NHIEvent;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.deadletter.DeadLetterTopology;
import com.nexora.streams.schema.RegistryUnreachableException;
import com.nexora.streams.testkit.Rooms;
import com.nexora.streams.testkit.TopologyTestKit;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The registry is away: the record waits, and never becomes a dead letter. */
final class GateOutageTest {

  private final TopologyTestKit kit = TopologyTestKit.of(GateOutageTest::impatientGate);
  private final byte[] value = kit.nhi().encode(nhi().build());

  private static void impatientGate(final Rooms rooms) {
    rooms.tenantConfigs();
    final Patience patience = new Patience(List.of(Duration.ofMillis(1)));
    final Gated gated =
        new GateTopology(rooms.settings(), rooms.serdes(), patience).addTo(rooms.builder());
    new DeadLetterTopology(rooms.serdes()).addTo("entities", gated.refused());
    rooms.capture(gated.nhi(), "out.nhi", NHIEvent.class);
  }

  @AfterEach
  void close() {
    kit.registry().setReachable(true);
    kit.close();
  }

  private void send() {
    kit.nhi()
        .raw(
            Topics.NHI_EVENTS,
            EntityKey.bytes("tenant-a", "entity-1"),
            value,
            new RecordHeaders(),
            kit.now());
  }

  @Test
  void shouldStopRatherThanLoseTheRecord() {
    // Given
    kit.registry().setReachable(false);

    // When
    assertThatThrownBy(this::send).hasRootCauseInstanceOf(RegistryUnreachableException.class);

    // Then
    assertThat(kit.deadLetters(Topics.NHI_EVENTS).isEmpty()).isTrue();
  }

  @Test
  void shouldLetTheRecordInOnceTheRegistryIsBack() {
    // Given
    kit.registry().setReachable(false);
    assertThatThrownBy(this::send).hasRootCauseInstanceOf(RegistryUnreachableException.class);
    kit.registry().setReachable(true);

    // When
    send();

    // Then
    assertThat(kit.output("out.nhi", NHIEvent.class).readAll()).hasSize(1);
  }
}

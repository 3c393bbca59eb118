package com.nexora.streams.topology;

import static com.nexora.streams.testkit.Events.threat;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.DeadLetter;
import com.nexora.streams.audit.HmacKeys;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.Origin;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.deadletter.DeadLetters;
import com.nexora.streams.deadletter.DeadLetters.Failure;
import com.nexora.streams.deadletter.LetterId;
import com.nexora.streams.deadletter.Replay;
import com.nexora.streams.deadletter.ReplayProof;
import com.nexora.streams.testkit.TopologyTestKit;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole product knows its own replays by the keys of the trail. */
final class ReplayTest {

  private static final String KEYS = keys(1);
  private static final String OTHERS = keys(2);

  private final TopologyTestKit kit =
      TopologyTestKit.whole(
          (properties, serdes) ->
              new NexoraTopology(TopologySettings.defaults(1, 1), serdes, HmacKeys.parse(KEYS))
                  .build(new TopologyConfig(new StreamsConfig(properties))));

  private static String keys(final int with) {
    final byte[] key = new byte[32];
    Arrays.fill(key, (byte) with);
    return "1:" + Base64.getEncoder().encodeToString(key);
  }

  @AfterEach
  void close() {
    kit.close();
  }

  @ParameterizedTest
  @CsvSource({"true, 0", "false, 1"})
  void shouldLetAReplayPassIfItWasMadeWithTheKeysOfTheTrail(
      final boolean ours, final long repeats) {
    // Given
    final byte[] key =
        EntityKey.bytes(threat("t-1").build().getTenantId(), threat("t-1").build().getEntityId());
    final byte[] value = kit.threats().encode(threat("t-1").build());
    kit.threats().raw(Topics.THREAT_EVENTS, key, value, new RecordHeaders(), kit.now());
    final DeadLetter letter =
        DeadLetters.of(
            new Origin(Topics.THREAT_EVENTS, 0, 0),
            key,
            value,
            List.of(),
            Failure.atOnce("processing-failed", String.class, "it failed"),
            "tenant-a",
            99);
    final ReplayProof proof =
        new ReplayProof(HmacKeys.parse(ours ? KEYS : OTHERS).derived(ReplayProof.PURPOSE));

    // When
    final Replay replay =
        Replay.of(new LetterId(Topics.THREAT_EVENTS, 0, 5), letter, Replay.copy(letter), proof);
    final RecordHeaders headers = new RecordHeaders();
    replay.headers().forEach(h -> headers.add(h.getKey(), h.getValue().array()));
    kit.threats().raw(replay.topic(), replay.key(), replay.value(), headers, kit.now());

    // Then
    assertThat(
            kit.count(
                "nexora-gate-metrics", "duplicates-removed-total", Map.of("family", "threat")))
        .isEqualTo(repeats);
  }
}

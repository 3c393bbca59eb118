package com.nexora.streams.ingest;

import static com.nexora.streams.testkit.Events.threat;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AgentEvent;
import com.nexora.events.ThreatEvent;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.Origin;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.deadletter.DeadLetters;
import com.nexora.streams.deadletter.DeadLetters.Failure;
import com.nexora.streams.deadletter.LetterId;
import com.nexora.streams.deadletter.Replay;
import com.nexora.streams.deadletter.ReplayProof;
import com.nexora.streams.testkit.Batches;
import com.nexora.streams.testkit.Rooms;
import com.nexora.streams.testkit.TopologyTestKit;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A replay of the product passes although its event was there before; nobody else's does, whatever
 * headers it bears.
 */
final class GateReplayTest {

  private static final ReplayProof OURS = new ReplayProof(Map.of(1, new byte[32]));
  private static final ReplayProof THEIRS = new ReplayProof(Map.of(1, new byte[] {1}));
  private static final LetterId LETTER = new LetterId(Topics.THREAT_EVENTS, 0, 7);
  private static final byte[] ELSEWHERE = {1, 2, 3};

  private final TopologyTestKit kit =
      TopologyTestKit.of(TopologySettings.defaults(1, 1), GateReplayTest::capture);
  private final byte[] value = kit.threats().encode(threat("t-1").build());
  private final byte[] key =
      EntityKey.bytes(threat("t-1").build().getTenantId(), threat("t-1").build().getEntityId());

  private static void capture(final Rooms rooms) {
    final Gated gated = rooms.gate(OURS);
    rooms.capture(gated.threats(), "out.threats", ThreatEvent.class);
    rooms.capture(gated.agents(), "out.agents", AgentEvent.class);
  }

  @AfterEach
  void close() {
    kit.close();
  }

  @Test
  void shouldLetAReplayPassThatWasSeenBefore() {
    // Given
    pipe(Topics.THREAT_EVENTS, key, value, new RecordHeaders());

    // When
    replay(LETTER, Topics.THREAT_EVENTS, key, value, OURS);

    // Then
    assertThat(passed()).isEqualTo(2);
  }

  @Test
  void shouldLetAReplayPassThatHadToWait() {
    // Given
    pipe(Topics.THREAT_EVENTS, key, value, new RecordHeaders());
    final Schema later = new Schema.Parser().parse(ThreatEvent.getClassSchema().toString());
    later.addProp("written-by", "another release");
    final byte[] waiting = value.clone();
    ByteBuffer.wrap(waiting).putInt(1, kit.registry().register(later));
    kit.registry().withhold(kit.registry().register(later), 0);
    replay(LETTER, Topics.THREAT_EVENTS, key, waiting, OURS);
    replay(new LetterId(Topics.THREAT_EVENTS, 0, 8), Topics.THREAT_EVENTS, key, waiting, THEIRS);
    assertThat(passed()).isEqualTo(1);
    kit.registry().withholdNothing();

    // When
    kit.advance(Duration.ofSeconds(2));

    // Then
    assertThat(passed()).isEqualTo(1);
  }

  @Test
  void shouldLetAReplayPassWithinABatch() {
    // Given
    pipe(Topics.THREAT_EVENTS, key, value, new RecordHeaders());

    // When
    final ConsumerRecord<byte[], byte[]> batch =
        Batches.of(
            record(headers(LETTER, Topics.THREAT_EVENTS, key, value, OURS)),
            record(headers(LETTER, Topics.THREAT_EVENTS, key, value, THEIRS)),
            record(new RecordHeaders()));
    pipe(Topics.THREAT_EVENTS, batch.key(), batch.value(), (RecordHeaders) batch.headers());

    // Then
    assertThat(passed()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "theirs", "of another value", "of another letter", "elsewhere"})
  void shouldTakeAForgedReplayForTheRepeatThatItIs(final String forgery) {
    // Given
    pipe(Topics.THREAT_EVENTS, key, value, new RecordHeaders());

    // When
    final RecordHeaders headers =
        switch (forgery) {
          case "none" -> headers(LETTER, Topics.THREAT_EVENTS, key, value, ReplayProof.none());
          case "theirs" -> headers(LETTER, Topics.THREAT_EVENTS, key, value, THEIRS);
          case "of another value" ->
              headers(LETTER, Topics.THREAT_EVENTS, key, new byte[] {1}, OURS);
          case "elsewhere" -> headers(LETTER, Topics.NHI_EVENTS, key, value, OURS);
          default -> {
            final RecordHeaders real = headers(LETTER, Topics.THREAT_EVENTS, key, value, OURS);
            yield (RecordHeaders) real.add(Replay.LETTER_HEADER, "threat.events/0@8".getBytes());
          }
        };
    pipe(Topics.THREAT_EVENTS, key, value, headers);

    // Then
    assertThat(passed()).isEqualTo(1);
    assertThat(OpenGate.count(kit, "duplicates-removed-total", "threat")).isEqualTo(1);
  }

  @Test
  void shouldTakeACopyOfAReplayForARepeat() {
    // Given
    pipe(Topics.THREAT_EVENTS, key, value, new RecordHeaders());
    replay(LETTER, Topics.THREAT_EVENTS, key, value, OURS);

    // When
    replay(LETTER, Topics.THREAT_EVENTS, key, value, OURS);
    replay(new LetterId(Topics.THREAT_EVENTS, 0, 8), Topics.THREAT_EVENTS, key, value, OURS);

    // Then: the copy did not pass, the replay of another letter did
    assertThat(passed()).isEqualTo(3);
  }

  @Test
  void shouldTakeACopyForARepeatAlsoIfTheReplayItselfCameFirst() {
    // Given
    replay(LETTER, Topics.THREAT_EVENTS, key, value, OURS);

    // When
    replay(LETTER, Topics.THREAT_EVENTS, key, value, OURS);

    // Then
    assertThat(passed()).isEqualTo(1);
  }

  @Test
  void shouldKnowAReplayBehindAHop() {
    // Given
    pipe(Topics.THREAT_EVENTS, ELSEWHERE, value, new RecordHeaders());

    // When
    replay(LETTER, Topics.THREAT_EVENTS, ELSEWHERE, value, OURS);
    replay(
        new LetterId(Topics.THREAT_EVENTS, 0, 8), Topics.THREAT_EVENTS, ELSEWHERE, value, THEIRS);

    // Then
    assertThat(passed()).isEqualTo(2);
  }

  @Test
  void shouldKnowAReplayOfJson() {
    // Given
    final byte[] log =
        """
        {"event_type":"omninode.logging.application.v1",\
        "event_id":"16fd2706-8baf-433b-82eb-8c7fada847da",\
        "timestamp":"2026-01-05T08:00:00.000000Z","tenant_id":"acme","namespace":"omninode",\
        "source":"test","correlation_id":null,"causation_id":null,\
        "schema_ref":"registry://omninode/logging/application/v1","payload":{"service_name":"s",\
        "instance_id":"s-1","level":"INFO","logger":"l","message":"",\
        "code":"AGENT_EXECUTION_STARTED","context":{"agent_id":"agent-1"}}}"""
            .getBytes(StandardCharsets.UTF_8);
    pipe(Topics.LOGS_APPLICATION, null, log, new RecordHeaders());

    // When
    replay(new LetterId(Topics.LOGS_APPLICATION, 0, 1), Topics.LOGS_APPLICATION, null, log, OURS);
    replay(new LetterId(Topics.LOGS_APPLICATION, 0, 2), Topics.LOGS_APPLICATION, null, log, THEIRS);

    // Then
    assertThat(OpenGate.agents(kit).readAll()).hasSize(2);
  }

  private int passed() {
    return OpenGate.threats(kit).readAll().size();
  }

  private void replay(
      final LetterId letter,
      final String topic,
      final byte[] key,
      final byte[] value,
      final ReplayProof proof) {
    pipe(topic, key, value, headers(letter, topic, key, value, proof));
  }

  /** The headers that a replay of this record has. */
  private static RecordHeaders headers(
      final LetterId letter,
      final String topic,
      final byte[] key,
      final byte[] value,
      final ReplayProof proof) {
    final RecordHeaders headers = new RecordHeaders();
    final var dead =
        DeadLetters.of(
            new Origin(topic, 0, 3),
            key,
            value,
            List.of(),
            Failure.atOnce("processing-failed", String.class, "it failed"),
            "tenant-a",
            99);
    Replay.of(letter, dead, Replay.copy(dead), proof)
        .headers()
        .forEach(header -> headers.add(header.getKey(), header.getValue().array()));
    return headers;
  }

  private ConsumerRecord<byte[], byte[]> record(final RecordHeaders headers) {
    final ConsumerRecord<byte[], byte[]> record =
        Batches.record(Topics.THREAT_EVENTS, 40, kit.now(), key, value);
    headers.forEach(record.headers()::add);
    return record;
  }

  private void pipe(
      final String topic, final byte[] key, final byte[] value, final RecordHeaders headers) {
    kit.driver()
        .createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(key, value, headers, kit.now()));
  }
}

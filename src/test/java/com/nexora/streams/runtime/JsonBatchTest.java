package com.nexora.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.nexora.events.AgentEvent;
import com.nexora.events.AuditEvent;
import com.nexora.events.DeadLetter;
import com.nexora.events.GrcEvent;
import com.nexora.streams.catalogue.Origin;
import com.nexora.streams.catalogue.TopicCatalogue;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.ingest.GateTopology;
import com.nexora.streams.ingest.Gated;
import com.nexora.streams.testkit.Batches;
import com.nexora.streams.testkit.Rooms;
import com.nexora.streams.testkit.TopologyTestKit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** JSON of others that passes Kafka Streams in batches: each record as if it had come alone. */
final class JsonBatchTest {

  private static final String BAD = "bad";
  private static final String SECRET = "AKIA" + "QWERTYUIOPASDFGH";

  private final TopologyTestKit kit = kit();

  @AfterEach
  void close() {
    kit.close();
  }

  @Test
  void shouldMakeALetterOfEachRecordThatFailsAndAnActOfEachOther() {
    // Given one that is no JSON, and one at which a step behind the gate fails
    final ConsumerRecord<byte[], byte[]> batch =
        Batches.of(
            json(Topics.LOGS_AUDIT, 40, audit("a", "x")),
            json(Topics.LOGS_AUDIT, 41, "no json"),
            json(Topics.LOGS_AUDIT, 42, audit(BAD, "x")),
            json(Topics.LOGS_AUDIT, 43, audit("b", "x")));

    // When
    pipe(batch);
    pipe(json(Topics.LOGS_AUDIT, 44, audit("c", "x")));

    // Then
    assertThat(kit.output("out.acts", AuditEvent.class).readAll())
        .extracting(AuditEvent::getResource, AuditEvent::getSourceOffset)
        // What comes alone stands where the driver put it: second on its topic.
        .containsExactly(tuple("a", 40L), tuple("b", 43L), tuple("c", 1L));
    assertThat(kit.deadLetters(Topics.LOGS_AUDIT).readAll())
        .extracting(DeadLetter::getOriginalOffset, DeadLetter::getReason, DeadLetter::getTenantId)
        .containsExactly(tuple(41L, "undecodable", null), tuple(42L, "processing-failed", "acme"));
  }

  @Test
  void shouldTakeSecretsOutOfALetterAboutAStepThatFailed() {
    // Given
    final String poison = audit(BAD, "used " + SECRET + " today");

    // When
    pipe(
        Batches.of(
            json(Topics.LOGS_AUDIT, 40, audit("a", "x")), json(Topics.LOGS_AUDIT, 41, poison)));

    // Then
    assertThat(kit.deadLetters(Topics.LOGS_AUDIT).readAll())
        .singleElement()
        .returns(poison.length(), DeadLetter::getValueSize)
        .satisfies(
            letter ->
                assertThat(StandardCharsets.UTF_8.decode(letter.getValue()).toString())
                    .contains("used ", " today")
                    .doesNotContain(SECRET));
  }

  @Test
  void shouldNameThePlaceOfTheRecordItselfBehindAHop() {
    // When
    pipe(
        Batches.of(
            json(Topics.LOGS_APPLICATION, 40, application("agent-1")),
            json(Topics.LOGS_APPLICATION, 41, application(BAD)),
            json(Topics.LOGS_APPLICATION, 42, application("agent-2"))));

    // Then
    assertThat(kit.output("out.agents", AgentEvent.class).readAll())
        .extracting(AgentEvent::getAgentId)
        .containsExactly("agent-1", "agent-2");
    assertThat(kit.deadLetters(Topics.LOGS_APPLICATION).readAll())
        .extracting(DeadLetter::getOriginalOffset, DeadLetter::getReason)
        .containsExactly(tuple(41L, "processing-failed"));
  }

  @Test
  void shouldTakeBatchesOfDocumentsApart() {
    // When
    pipe(
        Batches.of(
            json("task-requests", 40, document("t-1")),
            json("task-requests", 41, "[]"),
            json("task-requests", 42, document("t-2"))));

    // Then
    assertThat(kit.output("out.grc", GrcEvent.class).readAll())
        .extracting(GrcEvent::getEntityId)
        .containsExactly("t-1", "t-2");
    assertThat(kit.deadLetters("task-requests").readAll())
        .extracting(DeadLetter::getOriginalOffset)
        .containsExactly(41L);
  }

  @Test
  void shouldBatchEveryTopicThatADoorReads() {
    // When
    final List<String> read =
        kit.topology().describe().subtopologies().stream()
            .flatMap(part -> part.nodes().stream())
            .filter(node -> node.name().startsWith("read-"))
            .flatMap(node -> ((TopologyDescription.Source) node).topicSet().stream())
            .toList();

    // Then
    assertThat(GateTopology.topics())
        .contains(Topics.LOGS_SECURITY, Topics.COSMOS_CHANGES)
        .containsExactlyInAnyOrderElementsOf(read);
  }

  private static TopologyTestKit kit() {
    return TopologyTestKit.whole(
        (properties, serdes) -> {
          new LastResort(TopicCatalogue.load(TopicCatalogue.DEV), serdes).addTo(properties);
          final StreamsBuilder builder =
              new StreamsBuilder(new TopologyConfig(new StreamsConfig(properties)));
          final Rooms rooms = new Rooms(builder, TopologySettings.defaults(1, 1), serdes);
          final Gated gated = rooms.gate();
          rooms.capture(
              stamped(gated.logs(), "acts", JsonBatchTest::trip), "out.acts", AuditEvent.class);
          rooms.capture(
              stamped(gated.agents(), "agents", JsonBatchTest::trip),
              "out.agents",
              AgentEvent.class);
          rooms.capture(gated.grc(), "out.grc", GrcEvent.class);
          return builder.build(properties);
        });
  }

  private static void trip(final AuditEvent act, final Origin origin) {
    act.setSourceOffset(origin.offset());
    trip(act.getResource());
  }

  private static void trip(final AgentEvent event, final Origin origin) {
    trip(event.getAgentId());
  }

  private static void trip(final String name) {
    if (name.equals(BAD)) {
      throw new IllegalStateException("cannot work on it");
    }
  }

  private static <T extends SpecificRecord> KStream<byte[], T> stamped(
      final KStream<byte[], T> stream, final String name, final BiConsumer<T, Origin> step) {
    return stream.process(
        () ->
            new ContextualProcessor<byte[], T, byte[], T>() {
              @Override
              public void process(final Record<byte[], T> record) {
                step.accept(record.value(), Origin.of(context(), record.headers()));
                context().forward(record);
              }
            },
        Named.as("fragile-" + name));
  }

  private ConsumerRecord<byte[], byte[]> json(
      final String topic, final long offset, final String json) {
    return Batches.record(topic, offset, kit.now(), null, json.getBytes(StandardCharsets.UTF_8));
  }

  private void pipe(final ConsumerRecord<byte[], byte[]> record) {
    kit.driver()
        .createInputTopic(record.topic(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(record.key(), record.value(), record.headers(), kit.now()));
  }

  private static String audit(final String resource, final String note) {
    return envelope(
        "audit",
        """
        {"tenant_id":"acme","action":"data.access","actor":"jane","resource":"%s",\
        "outcome":"success","context":{"note":"%s"}}"""
            .formatted(resource, note));
  }

  private static String application(final String agent) {
    return envelope(
        "application",
        """
            {"service_name":"s","instance_id":"s-1","level":"INFO","logger":"l","message":"",\
            "code":"AGENT_EXECUTION_STARTED","context":{"agent_id":"%s"}}"""
            .formatted(agent));
  }

  private static String envelope(final String kind, final String payload) {
    return """
        {"event_type":"omninode.logging.%1$s.v1",\
        "event_id":"16fd2706-8baf-433b-82eb-8c7fada847da",\
        "timestamp":"2026-01-05T08:00:00.000000Z","tenant_id":"acme","namespace":"omninode",\
        "source":"test","correlation_id":null,"causation_id":null,\
        "schema_ref":"registry://omninode/logging/%1$s/v1","payload":%2$s}"""
        .formatted(kind, payload);
  }

  private static String document(final String task) {
    return """
        {"taskId":"%s","agentId":"a","tenantId":"acme","timestamp":"2026-01-05T07:59:00Z",\
        "correlationId":"c-1"}"""
        .formatted(task);
  }
}

package com.nexora.streams.runtime;

import static com.nexora.streams.testkit.Events.threat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.events.AuditEvent;
import com.nexora.events.DeadLetter;
import com.nexora.events.ThreatEvent;
import com.nexora.streams.audit.checkpoint.LogFault;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.TopicCatalogue;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.RegistryUnreachableException;
import com.nexora.streams.schema.SchemaException;
import com.nexora.streams.testkit.Batches;
import com.nexora.streams.testkit.Events;
import com.nexora.streams.testkit.Rooms;
import com.nexora.streams.testkit.TopologyTestKit;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A step behind the gate trips over one event: one letter, and everything else as if nothing was.
 */
final class LastResortTest {

  private static final String SECRET = "ghp_secret-that-the-exception-quotes";

  private TopologyTestKit kit;

  @AfterEach
  void close() {
    kit.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bad", "bad-cast", "bad-key"})
  void shouldMakeOneLetterOfTheEventAndLoseNoneOfItsBatch(final String poison) {
    // Given
    kit = kit(LastResortTest::fragileStep);

    // When
    pipe(Batches.of(valid("t-1", 40), valid(poison, 41), valid("t-2", 42), valid("t-3", 43)));
    pipe(valid("t-4", 44));

    // Then
    assertThat(kit.output("out", ThreatEvent.class).readAll())
        .extracting(ThreatEvent::getThreatId)
        .containsExactly("t-1", "t-2", "t-3", "t-4");
    final DeadLetter letter = kit.deadLetters(Topics.THREAT_EVENTS).readAll().get(0);
    assertThat(letter.getOriginalTopic()).isEqualTo(Topics.THREAT_EVENTS);
    assertThat(letter.getOriginalOffset()).isEqualTo(41);
    assertThat(letter.getReason()).isEqualTo("processing-failed");
    assertThat(letter.getTenantId()).isEqualTo("tenant-a");
    assertThat(letter.getValueSize()).isEqualTo(valid(poison, 41).value().length);
    assertThat(letter.getErrorMessage()).contains("LastResortTest.trip");
    assertThat(letter.getErrorMessage() + letter.getErrorClass()).doesNotContain(SECRET);
  }

  @Test
  void shouldMakeOneLetterIfTwoStepsFailAtTheSameEvent() {
    // Given
    kit =
        kit(
            threats -> {
              fragileStep(threats);
              threats
                  .mapValues(LastResortTest::trip, Named.as("fragile-too"))
                  .foreach((key, value) -> {}, Named.as("end"));
            });

    // When
    pipe(Batches.of(valid("bad", 40), valid("t-1", 41)));
    pipe(valid("bad", 1, "other-event"));

    // Then
    assertThat(kit.deadLetters(Topics.THREAT_EVENTS).readAll())
        .extracting(DeadLetter::getOriginalOffset)
        .containsExactly(40L, 1L);
  }

  @Test
  void shouldTakeSecretsOutOfALetterAboutAStepThatFailed() {
    // Given
    kit = kit(LastResortTest::fragileStep);
    final String key = "AKIA" + "QWERTYUIOPASDFGH";
    final ThreatEvent event = threat("bad").build();
    event.setMetadata(Map.of("note", "used " + key + " today"));
    final ConsumerRecord<byte[], byte[]> record =
        Batches.record(
            Topics.THREAT_EVENTS,
            40,
            kit.now(),
            EntityKey.bytes(event.getTenantId(), event.getEntityId()),
            kit.threats().encode(event));

    // When
    pipe(Batches.of(record, valid("t-1", 41)));

    // Then
    final DeadLetter letter = kit.deadLetters(Topics.THREAT_EVENTS).readAll().get(0);
    assertThat(new String(letter.getValue().array(), StandardCharsets.ISO_8859_1))
        .contains("used ", " today")
        .doesNotContain(key);
    assertThat(letter.getValueTruncated()).isTrue();
    assertThat(letter.getValueSize()).isEqualTo(record.value().length);
  }

  @Test
  void shouldMakeOneLetterOfAnEventThatWaitedAndLoseNoneThatWaitedBesideIt() {
    // Given
    kit = kit(LastResortTest::fragileStep);
    final ConsumerRecord<byte[], byte[]> batch =
        Batches.of(valid("t-1", 40), valid("bad", 41), valid("t-2", 42), valid("t-3", 43));
    kit.registry().withhold(ByteBuffer.wrap(valid("t-1", 40).value(), 1, 4).getInt(), 0);
    pipe(batch);
    assertThat(kit.output("out", ThreatEvent.class).isEmpty()).isTrue();
    kit.registry().withholdNothing();

    // When
    kit.advance(Duration.ofSeconds(2));

    // Then
    assertThat(kit.output("out", ThreatEvent.class).readAll())
        .extracting(ThreatEvent::getThreatId)
        .containsExactly("t-1", "t-2", "t-3");
    assertThat(kit.deadLetters(Topics.THREAT_EVENTS).readAll())
        .singleElement()
        .returns(41L, DeadLetter::getOriginalOffset)
        .returns("processing-failed", DeadLetter::getReason)
        .returns("tenant-a", DeadLetter::getTenantId);
  }

  @Test
  void shouldNotSkipARecordForWhatIsNotItsFault() {
    // Given
    kit = kit(LastResortTest::fragileStep);

    // When / Then
    for (final String id : List.of("broker", "log")) {
      assertThatThrownBy(() -> pipe(valid(id, 40))).isInstanceOf(KafkaException.class);
    }
    assertThat(kit.deadLetters(Topics.THREAT_EVENTS).readAll()).isEmpty();
  }

  @Test
  void shouldMakeALetterOfTheEventWhoseResultIsTooLargeForABroker() {
    // Given
    kit =
        kit(
            threats ->
                threats
                    .mapValues(LastResortTest::enlarged, Named.as("enlarge"))
                    .to("out.acts", produced(AuditEvent.class)));

    // When
    pipe(Batches.of(valid("t-1", 40), valid("large", 41), valid("t-2", 42)));

    // Then
    assertThat(kit.output("out.acts", AuditEvent.class).readAll())
        .extracting(AuditEvent::getAuditId)
        .containsExactly("t-1", "t-2");
    assertThat(kit.deadLetters(Topics.THREAT_EVENTS).readAll())
        .singleElement()
        .returns(41L, DeadLetter::getOriginalOffset)
        .returns("output-too-large", DeadLetter::getReason);
  }

  @Test
  void shouldPutWhatNoGateReadsIntoTheQueueOfTheProductUnlessTheRegistryIsAway() {
    // Given
    kit = kit(LastResortTest::fragileStep);
    final ErrorHandlers.Reading handler = new ErrorHandlers.Reading();
    handler.configure(
        Map.of(LastResort.KEY, new LastResort(TopicCatalogue.load(TopicCatalogue.DEV), serdes)));
    final ConsumerRecord<byte[], byte[]> record =
        Batches.record(Topics.ANALYTICS_ALERTS, 7, kit.now(), null, new byte[] {9, 9});

    // When
    final var read =
        handler.handleError(context(record), record, new SchemaException(SECRET, null));
    final var away =
        handler.handleError(
            context(record), record, new RegistryUnreachableException("no registry", null));

    // Then
    assertThat(read.result()).isEqualTo(DeserializationExceptionHandler.Result.RESUME);
    assertThat(read.deadLetterQueueRecords())
        .singleElement()
        .returns(LastResort.INTERNAL + Topics.DLQ_SUFFIX, ProducerRecord::topic);
    final DeadLetter letter =
        serdes
            .value(DeadLetter.class)
            .deserializer()
            .deserialize("any", read.deadLetterQueueRecords().get(0).value());
    assertThat(letter)
        .returns(Topics.ANALYTICS_ALERTS, DeadLetter::getOriginalTopic)
        .returns(7L, DeadLetter::getOriginalOffset)
        .returns("undecodable", DeadLetter::getReason)
        .returns(null, DeadLetter::getValue)
        .returns(2, DeadLetter::getValueSize)
        .returns(true, DeadLetter::getValueTruncated);
    assertThat(letter.getErrorMessage()).doesNotContain(SECRET);
    assertThat(away.result()).isEqualTo(DeserializationExceptionHandler.Result.FAIL);
    assertThat(away.deadLetterQueueRecords()).isEmpty();
  }

  private static ErrorHandlerContext context(final ConsumerRecord<byte[], byte[]> record) {
    return (ErrorHandlerContext)
        java.lang.reflect.Proxy.newProxyInstance(
            LastResortTest.class.getClassLoader(),
            new Class<?>[] {ErrorHandlerContext.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "topic" -> record.topic();
                  case "partition" -> record.partition();
                  case "offset" -> record.offset();
                  case "headers" -> record.headers();
                  case "processorNodeId" -> "read-alerts";
                  case "timestamp" -> record.timestamp();
                  case "sourceRawKey" -> record.key();
                  case "sourceRawValue" -> record.value();
                  default -> null;
                });
  }

  private static AvroSerdes serdes;

  private static void fragileStep(final KStream<byte[], ThreatEvent> threats) {
    threats
        .mapValues(LastResortTest::trip, Named.as("fragile"))
        .to("out", produced(ThreatEvent.class));
  }

  private static ThreatEvent trip(final ThreatEvent event) {
    switch (event.getThreatId()) {
      case "bad" -> throw new IllegalStateException("cannot work on " + SECRET);
      case "bad-key" -> throw new java.util.NoSuchElementException(SECRET);
      case "bad-cast" -> {
        final Object text = SECRET;
        return (ThreatEvent) text;
      }
      case "broker" -> throw new KafkaException("the broker is away");
      case "log" -> throw new LogFault(LogFault.Kind.FORKED, "the log is forked");
      default -> {
        return event;
      }
    }
  }

  private static AuditEvent enlarged(final ThreatEvent event) {
    final AuditEvent act = Events.audit().id(event.getThreatId()).build();
    if (event.getThreatId().equals("large")) {
      act.setPayload("x".repeat(1_100_000));
    }
    return act;
  }

  private static <T extends org.apache.avro.specific.SpecificRecord> Produced<byte[], T> produced(
      final Class<T> type) {
    return Produced.with(Serdes.ByteArray(), serdes.value(type))
        .withName("write-" + type.getSimpleName());
  }

  private static TopologyTestKit kit(final Consumer<KStream<byte[], ThreatEvent>> steps) {
    return TopologyTestKit.whole(
        (properties, kitSerdes) -> {
          serdes = kitSerdes;
          new LastResort(TopicCatalogue.load(TopicCatalogue.DEV), serdes).addTo(properties);
          final StreamsBuilder builder =
              new StreamsBuilder(new TopologyConfig(new StreamsConfig(properties)));
          final Rooms rooms = new Rooms(builder, TopologySettings.defaults(1, 1), serdes);
          steps.accept(rooms.gate().threats());
          return builder.build(properties);
        });
  }

  private void pipe(final ConsumerRecord<byte[], byte[]> record) {
    kit.threats()
        .raw(Topics.THREAT_EVENTS, record.key(), record.value(), record.headers(), kit.now());
  }

  private ConsumerRecord<byte[], byte[]> valid(final String threatId, final long offset) {
    final ThreatEvent event = threat(threatId).build();
    final byte[] key = EntityKey.bytes(event.getTenantId(), event.getEntityId());
    return Batches.record(
        Topics.THREAT_EVENTS, offset, kit.now(), key, kit.threats().encode(event));
  }

  private ConsumerRecord<byte[], byte[]> valid(
      final String threatId, final long offset, final String eventId) {
    final ThreatEvent event = threat(threatId).build();
    event.setEventId(eventId);
    final byte[] key = EntityKey.bytes(event.getTenantId(), event.getEntityId());
    return Batches.record(
        Topics.THREAT_EVENTS, offset, kit.now(), key, kit.threats().encode(event));
  }
}

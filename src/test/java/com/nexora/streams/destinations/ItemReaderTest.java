package com.nexora.streams.destinations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.events.AgentEvent;
import com.nexora.events.AnalyticsAlert;
import com.nexora.events.GrcEvent;
import com.nexora.streams.catalogue.OutputHeaders;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.privacy.PrivacyKeys;
import com.nexora.streams.privacy.PrivacySettings;
import com.nexora.streams.privacy.PrivacyTopology;
import com.nexora.streams.privacy.redact.Redactor;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.testkit.InMemorySchemaRegistry;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

final class ItemReaderTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SECRET = "hunter2-planted";
  private static final PrivacyKeys KEYS = PrivacyKeys.random();
  private static final PrivacyTopology PRIVACY =
      new PrivacyTopology(KEYS, PrivacySettings.defaults());

  private final AvroSerdes serdes = new AvroSerdes(new InMemorySchemaRegistry(), Map.of());
  private final ItemReader names = new ItemReader("acme", serdes, Redactor.shipped(), false);
  private final ItemReader bodies = new ItemReader("acme", serdes, Redactor.shipped(), true);

  @Test
  void shouldSendAResultWhole() throws Exception {
    // Given
    final AnalyticsAlert alert =
        AnalyticsAlert.newBuilder()
            .setAlertId("a-1")
            .setTenantId("acme")
            .setEntityId("agent-1")
            .setMetric("errorRate")
            .setState("open")
            .setObserved(Double.NaN)
            .setExpectedLow(0.5)
            .setExpectedHigh(1)
            .setUnusualness(7)
            .setTimestamp(5)
            .setOpenedAt(4)
            .setMetadata(Map.of("note", "a\u0000b"))
            .build();

    // When
    final Item item =
        names
            .read(
                record(
                    Topics.ANALYTICS_ALERTS,
                    alert,
                    AnalyticsAlert.class,
                    OutputHeaders.of("acme", "alert.open", "c", 1)))
            .orElseThrow();

    // Then
    assertThat(item.id()).isEqualTo("a-1");
    assertThat(item.type()).isEqualTo("alert.open");
    assertThat(item.entityId()).isEqualTo("agent-1");
    assertThat(item.time()).isEqualTo(5);
    final JsonNode json = JSON.readTree(item.json());
    assertThat(json.get("alertId").asText()).isEqualTo("a-1");
    assertThat(json.get("expectedLow").asDouble()).isEqualTo(0.5);
    assertThat(json.get("observed").isNull()).isTrue();
    assertThat(json.at("/metadata/note").asText()).isEqualTo("a\ufffdb");
  }

  @Test
  void shouldSendOnlyTheNamesOfAnEventThatNobodyHasRedacted() throws Exception {
    // When
    final Item item = names.read(agent("{\"password\":\"" + SECRET + "\"}")).orElseThrow();

    // Then
    assertThat(item.json()).doesNotContain(SECRET, "payload", "metadata");
    assertThat(item.type()).isEqualTo("task.completed");
    assertThat(item.entityId()).isEqualTo("agent-9");
    assertThat(JSON.readTree(item.json()).get("eventId").asText()).isEqualTo("e-1");
  }

  @Test
  void shouldRedactBodiesThatAreAskedFor() throws Exception {
    // When
    final Item item =
        bodies
            .read(
                agent(
                    "{\"password\":\""
                        + SECRET
                        + "\",\"duration_ms\":12,\"text\":\"a\\u0000b \\\\u0000\"}"))
            .orElseThrow();

    // Then
    final JsonNode json = JSON.readTree(item.json());
    assertThat(item.json()).doesNotContain(SECRET).doesNotContain("\u0000");
    assertThat(json.at("/payload/password").asText()).isEqualTo("[REDACTED]");
    assertThat(json.at("/payload/duration_ms").asInt()).isEqualTo(12);
    assertThat(json.at("/payload/text").asText()).isEqualTo("a\ufffdb \\u0000");
    assertThat(json.at("/metadata/apiKey").asText()).isEqualTo("[REDACTED]");
    assertThat(json.at("/metadata/region").asText()).isEqualTo("eu");
  }

  @Test
  void shouldSendNothingOfABodyThatIsNoJson() throws Exception {
    // Given
    final GrcEvent event =
        GrcEvent.newBuilder()
            .setEventId("g-1")
            .setTenantId("acme")
            .setEventType("RISK_CREATED")
            .setSource("BACKEND_API")
            .setAction("create")
            .setData("password=" + SECRET)
            .setTimestamp(1)
            .build();

    // When
    final Item item =
        bodies
            .read(record(Topics.GRC_EVENTS, event, GrcEvent.class, new RecordHeaders()))
            .orElseThrow();

    // Then
    assertThat(item.json()).doesNotContain(SECRET);
    assertThat(JSON.readTree(item.json()).get("data").asText()).isEqualTo("[REDACTED]");
    assertThat(JSON.readTree(item.json()).get("action").asText()).isEqualTo("create");
  }

  @Test
  void shouldDeliverABodyWithThePseudonymsOfTheTrail() throws Exception {
    // Given
    final ItemReader reader = new ItemReader("acme", serdes, PRIVACY.redactor(), true);

    // When
    final Item item = reader.read(aboutAPerson()).orElseThrow();

    // Then
    final String pseudonym = KEYS.pseudonyms().of("acme", "cust-4711");
    final JsonNode json = JSON.readTree(item.json());
    assertThat(item.toString()).doesNotContain("cust-4711", "ann@example.org");
    assertThat(json.at("/data/customer_id").asText()).isEqualTo(pseudonym);
    assertThat(json.at("/data/email").asText())
        .isEqualTo(KEYS.pseudonyms().of("acme", "ann@example.org"));
    assertThat(json.get("action").asText()).isEqualTo("export " + pseudonym);
    assertThat(json.at("/metadata/file").asText()).isEqualTo(pseudonym + ".csv");
    assertThat(json.get("entityId").asText()).isEqualTo(pseudonym).isEqualTo(item.entityId());
    assertThat(json.get("eventId").asText()).isEqualTo("g-1");
  }

  @Test
  void shouldNotNameAPersonAsWhatAnEventIsAboutEvenWithoutBodies() {
    // Given
    final ItemReader reader = new ItemReader("acme", serdes, PRIVACY.redactor(), false);

    // When
    final Item item = reader.read(aboutAPerson()).orElseThrow();

    // Then
    assertThat(item.toString()).doesNotContain("cust-4711");
    assertThat(item.entityId()).isEqualTo(KEYS.pseudonyms().of("acme", "cust-4711"));
  }

  private ConsumerRecord<byte[], byte[]> aboutAPerson() {
    final GrcEvent event =
        GrcEvent.newBuilder()
            .setEventId("g-1")
            .setTenantId("acme")
            .setEventType("RISK_CREATED")
            .setSource("BACKEND_API")
            .setAction("export cust-4711")
            .setEntityId("cust-4711")
            .setEntityType("customer")
            .setData("{\"customer_id\":\"cust-4711\",\"email\":\"ann@example.org\",\"n\":1}")
            .setMetadata(Map.of("file", "cust-4711.csv"))
            .setTimestamp(1)
            .build();
    return record(Topics.GRC_EVENTS, event, GrcEvent.class, new RecordHeaders());
  }

  @Test
  void shouldPassOverOtherTenantsWhateverTheHeaderSays() {
    // Given
    final ItemReader other = new ItemReader("globex", serdes, Redactor.shipped(), false);

    // When
    final Optional<Item> item = other.read(agent("{}"));

    // Then
    assertThat(item).isEmpty();
  }

  /** Its header is missing, as on topics that others write; only the body says whose it is. */
  private ConsumerRecord<byte[], byte[]> agent(final String payload) {
    return record(
        Topics.TASK_EVENTS,
        AgentEvent.newBuilder()
            .setEventId("e-1")
            .setEventType("task.completed")
            .setAggregateType("task")
            .setAggregateId("t-1")
            .setAgentId("agent-9")
            .setTenantId("acme")
            .setPayload(payload)
            .setMetadata(Map.of("apiKey", SECRET, "region", "eu"))
            .setTimestamp(7)
            .build(),
        AgentEvent.class,
        new RecordHeaders());
  }

  private <T extends SpecificRecord> ConsumerRecord<byte[], byte[]> record(
      final String topic, final T value, final Class<T> type, final Headers headers) {
    return new ConsumerRecord<>(
        topic,
        1,
        2,
        3,
        TimestampType.LOG_APPEND_TIME,
        0,
        0,
        new byte[0],
        serdes.value(type).serializer().serialize(topic, value),
        headers,
        Optional.empty());
  }
}

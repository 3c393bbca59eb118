package com.nexora.streams.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.events.ThreatEvent;
import com.nexora.streams.testkit.ApicurioProcess;
import com.nexora.streams.testkit.ConfluentSerializer;
import com.nexora.streams.testkit.Interop;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** Our client against a real registry that is not ours, with Confluent's client beside it. */
@Timeout(120)
@DisabledIfSystemProperty(
    named = "skipInterop",
    matches = "true",
    disabledReason = "left out by -DskipInterop")
class ApicurioIT {

  private static final Schema SCHEMA = ThreatEvent.getClassSchema();

  private static ApicurioProcess apicurio;

  @BeforeAll
  static void start() throws Exception {
    apicurio =
        ApicurioProcess.start(
            Interop.target("interop", "apicurio"), Interop.target("interop", "apicurio.log"));
  }

  @AfterAll
  static void stop() throws Exception {
    if (apicurio != null) {
      apicurio.close();
    }
  }

  @Test
  void shouldRegisterLookUpAndReadBackASchema() {
    // Given
    final HttpSchemaRegistry registering = client(Map.of());
    registering.ping();

    // When
    final int id = registering.idOf("registered-value", SCHEMA);

    // Then
    final HttpSchemaRegistry looking = client(Map.of("auto.register.schemas", false));
    assertThat(looking.idOf("registered-value", SCHEMA)).isEqualTo(id);
    assertThat(looking.byId(id)).isEqualTo(SCHEMA);
    assertThat(looking.latest("registered-value")).isEqualTo(new Registered(id, SCHEMA));
  }

  @Test
  void shouldKeepOneIdForASchemaRegisteredTwice() {
    // Given
    final int first = client(Map.of()).register("twice-value", SCHEMA);

    // When
    final int second = client(Map.of()).register("twice-value", SCHEMA);

    // Then
    assertThat(second).isEqualTo(first);
  }

  @Test
  void shouldTellAnUnknownId() {
    // Given
    final HttpSchemaRegistry client = client(Map.of());

    // When
    final var thrown = assertThatThrownBy(() -> client.byId(987_654));

    // Then
    thrown.isInstanceOf(UnknownSchemaIdException.class).hasMessageContaining("987654");
  }

  @Test
  void shouldTellAnIncompatibleSchema() throws Exception {
    // Given
    final HttpSchemaRegistry client = client(Map.of());
    client.register("strict-value", Records.without(SCHEMA, "tenant_id"::equals));
    demandBackwardCompatibility("strict-value");

    // When
    final var thrown = assertThatThrownBy(() -> client.register("strict-value", SCHEMA));

    // Then
    thrown
        .isInstanceOf(IncompatibleSchemaException.class)
        .hasMessageContainingAll("strict-value", "409");
  }

  @Test
  void shouldTellASchemaThatMayNotBeRegistered() {
    // Given
    final HttpSchemaRegistry looking = client(Map.of("auto.register.schemas", false));
    client(Map.of()).register("other-value", Records.named("Other"));

    // When
    final var thrown = assertThatThrownBy(() -> looking.idOf("other-value", SCHEMA));

    // Then
    thrown.isExactlyInstanceOf(SchemaException.class).hasMessageContaining("auto.register.schemas");
    assertThatThrownBy(() -> looking.idOf("missing-value", SCHEMA))
        .isExactlyInstanceOf(SchemaException.class);
    assertThatThrownBy(() -> looking.latest("missing-value"))
        .isExactlyInstanceOf(SchemaException.class);
  }

  @Test
  void shouldSayThatThePathIsMissing() {
    // Given
    final String root = apicurio.url().replace("/apis/ccompat/v7", "");
    final HttpSchemaRegistry client = client(Map.of("schema.registry.url", root));

    // When
    final var thrown = assertThatThrownBy(() -> client.byId(1));

    // Then
    thrown.isInstanceOf(RegistryAccessException.class).hasMessageContaining("/apis/ccompat/v7");
  }

  @Test
  void shouldShareSchemasWithConfluentsClient() throws Exception {
    // Given
    final Map<String, Object> config =
        Map.of("schema.registry.url", apicurio.url(), "specific.avro.reader", true);
    final var serde = new AvroSerdes(client(Map.of()), Map.of()).value(ThreatEvent.class);
    final ThreatEvent threat = Records.threat("t-1");
    final byte[] ours = serde.serializer().serialize("shared", threat);
    try (ConfluentSerializer confluent =
        new ConfluentSerializer(Interop.confluentJar(), Interop.target("classes"), config)) {

      // When
      final byte[] theirs =
          confluent.serialize(
              "shared", threat, Arrays.copyOfRange(ours, WireFormat.HEADER, ours.length));

      // Then
      assertThat(theirs).isEqualTo(ours);
      assertThat(confluent.deserialize("shared", ours))
          .isEqualTo(Arrays.copyOfRange(ours, WireFormat.HEADER, ours.length));
    }
  }

  private static HttpSchemaRegistry client(final Map<String, Object> config) {
    final Map<String, Object> all = new HashMap<>(config);
    all.putIfAbsent("schema.registry.url", apicurio.url());
    return new HttpSchemaRegistry(all);
  }

  private static void demandBackwardCompatibility(final String subject) throws Exception {
    final HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(apicurio.url() + "/config/" + subject))
                    .header("Content-Type", "application/json")
                    .PUT(HttpRequest.BodyPublishers.ofString("{\"compatibility\":\"BACKWARD\"}"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
  }
}

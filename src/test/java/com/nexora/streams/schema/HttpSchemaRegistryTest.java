package com.nexora.streams.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.events.ThreatEvent;
import com.nexora.streams.testkit.FakeSchemaRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpSchemaRegistryTest {

  private static final String SUBJECT = "threat.events-value";
  private static final Schema SCHEMA = ThreatEvent.getClassSchema();

  private final FakeSchemaRegistry server = FakeSchemaRegistry.start();
  private final AtomicLong nanos = new AtomicLong();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void shouldRegisterOnceAndAskForAnIdOnce() {
    // Given
    final HttpSchemaRegistry writer = client(Map.of());
    final HttpSchemaRegistry reader = client(Map.of());
    final int id = writer.idOf(SUBJECT, SCHEMA);
    reader.byId(id);

    // When
    for (int i = 0; i < 50; i++) {
      writer.idOf(SUBJECT, SCHEMA);
      reader.byId(id);
    }

    // Then
    assertThat(reader.byId(id)).isEqualTo(SCHEMA);
    assertThat(server.requests())
        .containsExactly("POST /subjects/" + SUBJECT + "/versions", "GET /schemas/ids/" + id);
  }

  @Test
  void shouldLookUpInsteadOfRegisterWhenToldSo() {
    // Given
    final int registered = server.register(SUBJECT, SCHEMA.toString());
    final HttpSchemaRegistry client = client(Map.of("auto.register.schemas", "false"));

    // When
    final int id = client.idOf(SUBJECT, SCHEMA);

    // Then
    assertThat(id).isEqualTo(registered);
    assertThat(server.requests()).containsExactly("POST /subjects/" + SUBJECT);
  }

  @Test
  void shouldSaySettingWhenASchemaIsUnknownAndMayNotBeRegistered() {
    // Given
    server.register(SUBJECT, Records.named("Other").toString());
    final HttpSchemaRegistry client = client(Map.of("auto.register.schemas", false));
    assertThatThrownBy(() -> client.idOf("new-value", SCHEMA))
        .hasMessageContainingAll("new-value", "auto.register.schemas");

    // When
    final var thrown = assertThatThrownBy(() -> client.idOf(SUBJECT, SCHEMA));

    // Then
    thrown
        .isExactlyInstanceOf(SchemaException.class)
        .hasMessageContainingAll(SUBJECT, "ThreatEvent", "auto.register.schemas");
  }

  @Test
  void shouldGiveTheLatestSchemaOfASubject() {
    // Given
    server.register(SUBJECT, Records.named("First").toString());
    final int second = server.register(SUBJECT, SCHEMA.toString());
    final HttpSchemaRegistry client = client(Map.of());

    // When
    final Registered latest = client.latest(SUBJECT);

    // Then
    assertThat(latest).isEqualTo(new Registered(second, SCHEMA));
    assertThatThrownBy(() -> client.latest("none")).hasMessageContaining("subject none");
  }

  @Test
  void shouldTellAnIncompatibleSchema() {
    // Given
    server.answerNext(1, 409, "{\"error_code\":409,\"message\":\"reader field missing\"}");
    server.answerNext(1, 422, "{\"error_code\":42201,\"message\":\"invalid\"}");
    final HttpSchemaRegistry client = client(Map.of());

    // When
    final var thrown = assertThatThrownBy(() -> client.idOf(SUBJECT, SCHEMA));

    // Then
    thrown
        .isInstanceOf(IncompatibleSchemaException.class)
        .hasMessageContainingAll(SUBJECT, "409", "reader field missing");
    assertThatThrownBy(() -> client.idOf(SUBJECT, SCHEMA))
        .isInstanceOf(IncompatibleSchemaException.class)
        .hasMessageContaining("42201");
  }

  @Test
  void shouldRememberForAWhileThatAnIdIsUnknown() {
    // Given
    final HttpSchemaRegistry client = client(Map.of("missing.id.cache.ttl.sec", 5));
    for (int i = 0; i < 100; i++) {
      assertThatThrownBy(() -> client.byId(7)).isInstanceOf(UnknownSchemaIdException.class);
    }
    assertThat(server.requests()).hasSize(1);
    nanos.addAndGet(Duration.ofSeconds(5).toNanos());

    // When
    final var thrown = assertThatThrownBy(() -> client.byId(7));

    // Then
    thrown.isInstanceOf(UnknownSchemaIdException.class).hasMessageContaining("schema id 7");
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void shouldFindAnIdThatWasRegisteredMeanwhile() {
    // Given
    final HttpSchemaRegistry client = client(Map.of());
    assertThatThrownBy(() -> client.byId(1)).isInstanceOf(UnknownSchemaIdException.class);
    server.register(SUBJECT, SCHEMA.toString());
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());

    // When
    final Schema schema = client.byId(1);

    // Then
    assertThat(schema).isEqualTo(SCHEMA);
  }

  @Test
  void shouldGoToTheNextRegistryAndStayThere() {
    // Given
    server.register(SUBJECT, SCHEMA.toString());
    final FakeSchemaRegistry failing = FakeSchemaRegistry.start();
    failing.answerNext(10, 503, "busy");
    final HttpSchemaRegistry client =
        client(
            Map.of("schema.registry.url", deadUrl() + "," + failing.url() + ", " + server.url()));
    client.byId(1);

    // When
    client.idOf(SUBJECT, SCHEMA);

    // Then
    assertThat(failing.requests()).hasSize(1);
    assertThat(server.requests()).hasSize(2);
    failing.close();
  }

  @Test
  void shouldRetryAllRegistriesAfterAWait() {
    // Given
    server.register(SUBJECT, SCHEMA.toString());
    server.answerNext(2, 500, "{\"error_code\":50001,\"message\":\"store\"}");
    final HttpSchemaRegistry client = client(Map.of("max.retries", 2, "retries.wait.ms", 1));

    // When
    final Schema schema = client.byId(1);

    // Then
    assertThat(schema).isEqualTo(SCHEMA);
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void shouldNameTheRegistriesButNoPasswordWhenNoneAnswers() {
    // Given
    final String url = deadUrl().replace("http://", "http://alice:s3cr3t@");
    final HttpSchemaRegistry client =
        client(
            Map.of("schema.registry.url", url + "/path", "max.retries", 1, "retries.wait.ms", 1));

    // When
    final var thrown = assertThatThrownBy(() -> client.byId(1));

    // Then
    thrown
        .isExactlyInstanceOf(RegistryUnreachableException.class)
        .hasMessageContainingAll(deadUrl() + "/path", "2 attempt(s)", "schema.registry.url")
        .hasMessageNotContaining("s3cr3t")
        .hasMessageNotContaining("alice");
  }

  @Test
  void shouldGiveUpOnARegistryThatNeverAnswers() throws IOException {
    // Given
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      final HttpSchemaRegistry client =
          client(
              Map.of(
                  "schema.registry.url",
                  "http://127.0.0.1:" + silent.getLocalPort(),
                  "schema.registry.request.timeout.ms",
                  200));

      // When
      final var thrown = assertThatThrownBy(() -> client.byId(1));

      // Then
      thrown
          .isInstanceOf(RegistryUnreachableException.class)
          .hasMessageContaining("HttpTimeoutException");
    }
  }

  @Test
  void shouldGiveUpOnAnAnswerThatNeverEnds() throws Exception {
    // Given
    try (ServerSocket stalling = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      final CompletableFuture<Socket> taken =
          CompletableFuture.supplyAsync(() -> beginAnswer(stalling));
      final HttpSchemaRegistry client =
          client(
              Map.of(
                  "schema.registry.url",
                  "http://127.0.0.1:" + stalling.getLocalPort(),
                  "schema.registry.request.timeout.ms",
                  200));

      // When
      final var thrown = assertThatThrownBy(() -> client.byId(1));

      // Then
      thrown
          .isInstanceOf(RegistryUnreachableException.class)
          .hasMessageContaining("did not end in time");
      taken.get().close();
    }
  }

  private static Socket beginAnswer(final ServerSocket server) {
    try {
      final Socket socket = server.accept();
      socket
          .getOutputStream()
          .write(
              "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{".getBytes(StandardCharsets.UTF_8));
      return socket;
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldEndWaitingRetriesWhenClosed() throws Exception {
    // Given
    server.answerNext(100, 500, "down");
    final HttpSchemaRegistry client = client(Map.of("max.retries", 9, "retries.wait.ms", 60_000));
    final CompletableFuture<Throwable> failed =
        CompletableFuture.supplyAsync(
            () -> org.assertj.core.api.Assertions.catchThrowable(() -> client.byId(1)));
    assertThat(server.awaitRequest(Duration.ofSeconds(20))).isTrue();

    // When
    client.close();

    // Then
    assertThat(failed.get(10, TimeUnit.SECONDS)).isInstanceOf(RegistryUnreachableException.class);
    assertThatThrownBy(() -> client.byId(1)).hasMessageContaining("closed");
  }

  @Test
  void shouldSendUserAndPasswordOfTheSettings() {
    // Given
    final HttpSchemaRegistry client =
        client(
            Map.of(
                "basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "bob:pä:ss"));

    // When
    client.ping();

    // Then
    assertThat(server.authorizations()).containsExactly(basic("bob:pä:ss"));
  }

  @Test
  void shouldSendUserAndPasswordOfTheUrl() {
    // Given
    final HttpSchemaRegistry client =
        client(
            Map.of("schema.registry.url", server.url().replace("http://", "http://bob:p%40ss+1@")));

    // When
    client.ping();

    // Then
    assertThat(server.authorizations()).containsExactly(basic("bob:p@ss+1"));
  }

  @Test
  void shouldSendABearerToken() {
    // Given
    final HttpSchemaRegistry client =
        client(
            Map.of("bearer.auth.credentials.source", "STATIC_TOKEN", "bearer.auth.token", "t0k3n"));

    // When
    client.ping();

    // Then
    assertThat(server.authorizations()).containsExactly("Bearer t0k3n");
  }

  @Test
  void shouldSayWhichSettingsToLookAtWhenRefused() {
    // Given
    server.answerNext(1, 401, "");
    server.answerNext(1, 403, "{\"error_code\":40301,\"message\":\"no\"}");
    final HttpSchemaRegistry client = client(Map.of());

    // When
    final var thrown = assertThatThrownBy(() -> client.byId(1));

    // Then
    thrown
        .isInstanceOf(RegistryAccessException.class)
        .isInstanceOf(RegistryUnreachableException.class)
        .hasMessageContainingAll(server.url(), "401", "basic.auth.user.info", "bearer.auth.token");
    assertThatThrownBy(() -> client.idOf(SUBJECT, SCHEMA))
        .isInstanceOf(RegistryAccessException.class)
        .hasMessageContainingAll("40301", "auto.register.schemas");
  }

  @Test
  void shouldNotTakeSomeWebServersNotFoundForAnUnknownId() {
    // Given
    server.answerNext(1, 404, "<html>nothing here</html>");
    server.answerNext(1, 301, "");
    final HttpSchemaRegistry client = client(Map.of());

    // When
    final var thrown = assertThatThrownBy(() -> client.byId(1));

    // Then
    thrown
        .isInstanceOf(RegistryAccessException.class)
        .hasMessageContainingAll("404", "/apis/ccompat/v7");
    assertThatThrownBy(() -> client.byId(1)).isInstanceOf(RegistryAccessException.class);
  }

  @Test
  void shouldPingWithoutRetries() {
    // Given
    server.answerNext(1, 500, "down");
    server.answerNext(1, 200, "<html>welcome</html>");
    final HttpSchemaRegistry client = client(Map.of("max.retries", 5));
    assertThatThrownBy(client::ping).isExactlyInstanceOf(RegistryUnreachableException.class);

    // When
    final var thrown = assertThatThrownBy(client::ping);

    // Then
    thrown.isInstanceOf(RegistryAccessException.class);
    assertThat(server.requests()).containsExactly("GET /subjects", "GET /subjects");
  }

  @Test
  void shouldRefuseSchemasItCannotUse() {
    // Given
    server.answerNext(1, 200, "{\"schemaType\":\"PROTOBUF\",\"schema\":\"syntax\"}");
    server.answerNext(1, 200, "{\"schema\":\"\\\"string\\\"\",\"references\":[{\"name\":\"x\"}]}");
    server.answerNext(1, 200, "{\"schema\":\"{\\\"type\\\":\\\"rec\"}");
    final HttpSchemaRegistry client = client(Map.of());

    // When
    final var thrown = assertThatThrownBy(() -> client.byId(1));

    // Then
    thrown.isExactlyInstanceOf(SchemaException.class).hasMessageContaining("PROTOBUF");
    assertThatThrownBy(() -> client.byId(1)).hasMessageContaining("refers to other schemas");
    assertThatThrownBy(() -> client.byId(1)).hasMessageContaining("no Avro schema");
  }

  @Test
  void shouldIgnoreSettingsThatAreNotItsOwn() {
    // Given
    final Map<String, Object> config = new HashMap<>(Collections.singletonMap("key.serde", null));
    config.put("schema.registry.url", server.url() + "/");
    config.put("bootstrap.servers", "x");

    // When
    try (HttpSchemaRegistry client = new HttpSchemaRegistry(config)) {
      client.ping();
    }

    // Then
    assertThat(server.requests()).containsExactly("GET /subjects");
  }

  private HttpSchemaRegistry client(final Map<String, Object> config) {
    final Map<String, Object> all = new HashMap<>(config);
    all.putIfAbsent("schema.registry.url", server.url());
    all.putIfAbsent("max.retries", 0);
    return new HttpSchemaRegistry(all, nanos::get);
  }

  private static String basic(final String userInfo) {
    return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
  }

  /** Where nobody listens: port 1 is reserved and needs privileges to open. */
  private static String deadUrl() {
    return "http://127.0.0.1:1";
  }
}

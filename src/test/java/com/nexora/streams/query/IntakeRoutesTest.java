package com.nexora.streams.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.events.GrcEvent;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.TenantSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What senders of events meet on a real socket; only the broker is missing. */
final class IntakeRoutesTest {

  private static final Contract CONTRACT = new Contract();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String EVENT =
      """
      {"tenantId":"tenant-a","eventType":"RISK_CREATED","source":"BACKEND_API","action":"create",\
      "data":{ "score" : 7.50 }}""";

  @TempDir private static Path directory;
  private static QueryFixture query;

  @BeforeAll
  static void start() throws IOException {
    query =
        new QueryFixture(
            directory,
            Map.of(
                "ingest.max.body.bytes", "20000",
                "ingest.max.bulk.events", "50",
                "ingest.max.stream.bytes", "4000000",
                "ingest.read.timeout.ms", "700",
                "ingest.ack.timeout.ms", "2000",
                "ingest.tenant.events.per.second", "1000"));
  }

  @AfterAll
  static void stop() {
    query.close();
  }

  @BeforeEach
  void clear() {
    query.producer.clear();
    query.producer.sendException = null;
    query.ledger.reachable = true;
    query.tenants = tenant -> TenantsInStore.DEFAULTS;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/events", "/api/event-streaming/events"})
  void shouldTakeAnEventAndAnswerWithItsId(final String path) throws IOException {
    // Given
    final String event = with(EVENT, "entityId", "\"risk-7\"");

    // When
    final HttpResponse<String> answer = post(path, event);

    // Then
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(CONTRACT.violations("/events", "post", answer)).isEmpty();
    final GrcEvent sent = sent().get(0);
    assertThat(sent.getEventId()).isEqualTo(JSON.readTree(answer.body()).get("eventId").asText());
    assertThat(sent.getTenantId()).isEqualTo("tenant-a");
    assertThat(sent.getData()).isEqualTo("{ \"score\" : 7.50 }");
    assertThat(sent.getTimestamp()).isEqualTo(QueryFixture.CLOCK.millis());
    assertThat(records().get(0).key()).isEqualTo(EntityKey.bytes("tenant-a", "risk-7"));
    assertThat(headers(records().get(0)))
        .containsEntry("tenant-id", "tenant-a")
        .containsEntry("event-type", "RISK_CREATED")
        .containsEntry("correlation-id", sent.getEventId())
        .containsEntry("schema-version", "1");
  }

  @Test
  void shouldKeepWhateverAnEventBrings() {
    // Given
    final String event =
        """
        {"metadata":{"a":"b","n":1.50,"l":[1, 2],"t":true},"correlationId":"c-1","entityType":"risk",\
        "timestamp":"2026-01-05T08:00:00.250+01:00","eventId":"e-1","entityId":"é/☃","data":{"tief":{"x":"ü"}},\
        "action":"create","source":"MCP_SERVER","eventType":"RISK_CREATED","tenantId":"tenant-a"}""";

    // When
    final HttpResponse<String> answer = post("/events", event);

    // Then
    assertThat(answer.statusCode()).isEqualTo(202);
    final GrcEvent sent = sent().get(0);
    assertThat(sent.getEventId()).isEqualTo("e-1");
    assertThat(sent.getEntityId()).isEqualTo("é/☃");
    assertThat(sent.getEntityType()).isEqualTo("risk");
    assertThat(sent.getCorrelationId()).isEqualTo("c-1");
    assertThat(sent.getTimestamp()).isEqualTo(1_767_596_400_250L);
    assertThat(sent.getData()).isEqualTo("{\"tief\":{\"x\":\"ü\"}}");
    assertThat(sent.getMetadata())
        .isEqualTo(Map.of("a", "b", "n", "1.50", "l", "[1, 2]", "t", "true"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tenantId | null | missing-field",
        "eventType | \"\" | missing-field",
        "eventType | \"RISK_INVENTED\" | invalid-event",
        "source | \"SOMEBODY\" | invalid-event",
        "source | 7 | invalid-field",
        "action | {\"a\":1} | invalid-field",
        "data | null | missing-field",
        "data | [] | invalid-field",
        "data | {\"a\":1,\"a\":2} | invalid-event",
        "timestamp | \"yesterday\" | invalid-field",
        "timestamp | 99999999999999999999 | invalid-field",
        "timestamp | 4102444800000 | invalid-event",
        "timestamp | -1 | invalid-event",
        "eventId | \"\" | invalid-field",
        "eventId | \"a\\ud800\" | invalid-field",
        "metadata | [1] | invalid-field",
        "colour | \"red\" | unknown-field",
      })
  void shouldRefuseAnEventThatIsNotValidByNameAndWithoutItsValues(
      final String field, final String value, final String reason) throws IOException {
    // Given
    final String event = with(EVENT, field, value);

    // When
    final HttpResponse<String> answer = post("/events", event);

    // Then
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(CONTRACT.violations("/events", "post", answer)).isEmpty();
    assertThat(JSON.readTree(answer.body()).get("reason").asText()).isEqualTo(reason);
    assertThat(answer.body()).doesNotContain("INVENTED", "SOMEBODY", "red", "yesterday");
    assertThat(records()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "7",
        "\"x\"",
        "{",
        "{\"tenantId\":",
        "{\"data\":{\"a\":[1,}}",
        "{}{}",
        "{} x",
        "{'a':1}",
        "\u0000{}",
        "{\"a\":01}",
        "{\"data\":NaN}"
      })
  void shouldRefuseWhatIsNoJsonObject(final String body) {
    // When
    final HttpResponse<String> one = post("/events", body);
    final HttpResponse<String> many = post("/events/bulk", body);

    // Then
    assertThat(one.statusCode()).isEqualTo(400);
    assertThat(many.statusCode()).isEqualTo(400);
    assertThat(CONTRACT.violations("/events", "post", one)).isEmpty();
    assertThat(CONTRACT.violations("/events/bulk", "post", many)).isEmpty();
  }

  @Test
  void shouldRefuseOtherEncodingsThanUtf8() {
    // Given
    final byte[] utf16 = EVENT.getBytes(StandardCharsets.UTF_16LE);

    // When
    final HttpResponse<String> guessed =
        send("/events", BodyPublishers.ofByteArray(utf16), r -> {});
    final HttpResponse<String> stated =
        send(
            "/events",
            BodyPublishers.ofString(EVENT),
            request -> request.setHeader("Content-Type", "application/json; charset=UTF-16"));

    // Then
    assertThat(guessed.statusCode()).isEqualTo(400);
    assertThat(stated.statusCode()).isEqualTo(415);
    assertThat(CONTRACT.violations("/events", "post", stated)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json; charset=x;;=", "text/plain", "json", "/", ";"})
  void shouldRefuseAFormThatNobodyKnows(final String type) {
    // When
    final HttpResponse<String> answer =
        send("/events", text(EVENT), request -> request.setHeader("Content-Type", type));

    // Then
    assertThat(answer.statusCode()).isEqualTo(415);
  }

  @Test
  void shouldAnswerForEveryEventOfAListAndSendThoseThatAreValid() throws IOException {
    // Given
    final String list =
        bulk(
            with(EVENT, "eventId", "\"e-0\""),
            with(EVENT, "source", "\"X\""),
            "7",
            with(EVENT, "tenantId", "\"tenant-b\""),
            with(EVENT, "eventId", "\"e-4\""));

    // When
    final HttpResponse<String> answer = post("/events/bulk", list);

    // Then
    assertThat(answer.statusCode()).isEqualTo(207);
    assertThat(CONTRACT.violations("/events/bulk", "post", answer)).isEmpty();
    final JsonNode body = JSON.readTree(answer.body());
    assertThat(body.get("accepted").asInt()).isEqualTo(2);
    assertThat(body.get("refused").asInt()).isEqualTo(3);
    assertThat(body.findValuesAsText("status"))
        .containsExactly("accepted", "refused", "refused", "refused", "accepted");
    assertThat(body.at("/results/3/reason").asText()).isEqualTo("wrong-tenant");
    assertThat(sent()).extracting(GrcEvent::getEventId).containsExactly("e-0", "e-4");
  }

  @Test
  void shouldAnswer202WhenEveryEventOfAListIsTaken() {
    // When
    final HttpResponse<String> answer = post("/events/bulk", bulk(EVENT, EVENT, EVENT));
    final HttpResponse<String> none = post("/events/bulk", bulk());

    // Then
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(none.statusCode()).isEqualTo(202);
    assertThat(CONTRACT.violations("/events/bulk", "post", none)).isEmpty();
    assertThat(sent()).extracting(GrcEvent::getEventId).doesNotHaveDuplicates().hasSize(3);
  }

  @Test
  void shouldNotTakeOneEventOfAListThatIsBrokenLaterOn() {
    // Given
    final String broken = "{\"events\":[" + EVENT + "," + EVENT + ",{\"tenantId\":}]}";

    // When
    final HttpResponse<String> answer = post("/events/bulk", broken);

    // Then
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(records()).isEmpty();
  }

  @Test
  void shouldRefuseAnotherTenantsEventsButLetAnOperatorSendThem() {
    // Given
    final String foreign = with(EVENT, "tenantId", "\"tenant-b\"");

    // When
    final HttpResponse<String> one = post("/events", foreign);
    final HttpResponse<String> all = post("/events/bulk", bulk(foreign, foreign));
    final HttpResponse<String> operator =
        send(
            "/events",
            BodyPublishers.ofString(foreign),
            request -> request.setHeader("Authorization", "Bearer " + token("*", "write")));

    // Then
    assertThat(one.statusCode()).isEqualTo(403);
    assertThat(all.statusCode()).isEqualTo(403);
    assertThat(operator.statusCode()).isEqualTo(202);
    assertThat(sent()).extracting(GrcEvent::getTenantId).containsExactly("tenant-b");
    assertThat(CONTRACT.violations("/events", "post", one)).isEmpty();
    assertThat(CONTRACT.violations("/events/bulk", "post", all)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"read", "admin", "auditor"})
  void shouldAskForTheScopeWrite(final String scope) {
    // When
    final HttpResponse<String> answer =
        send(
            "/events",
            BodyPublishers.ofString(EVENT),
            request -> request.setHeader("Authorization", "Bearer " + token("tenant-a", scope)));

    // Then
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(records()).isEmpty();
  }

  @Test
  void shouldTakePackedBodies() throws IOException {
    // When
    final HttpResponse<String> one = sendPacked("/events", packed(EVENT), "application/json");
    final HttpResponse<String> list =
        sendPacked("/events/bulk", packed(bulk(EVENT, EVENT)), "application/json");
    final HttpResponse<String> lines =
        sendPacked("/events/bulk", packed(EVENT + "\n" + EVENT + "\n"), BodyForm.LINES);

    // Then
    assertThat(List.of(one.statusCode(), list.statusCode(), lines.statusCode())).containsOnly(202);
    assertThat(records()).hasSize(5);
  }

  @Test
  void shouldNotUnpackABomb() throws IOException {
    // Given
    final byte[] bomb = packed(" ".repeat(60_000_000));
    final int held = query.server.memoryInUse();

    // When
    final HttpResponse<String> one = sendPacked("/events", bomb, "application/json");
    final HttpResponse<String> list = sendPacked("/events/bulk", bomb, "application/json");
    final HttpResponse<String> lines = sendPacked("/events/bulk", bomb, BodyForm.LINES);

    // Then
    assertThat(one.statusCode()).isEqualTo(413);
    assertThat(list.statusCode()).isEqualTo(413);
    assertThat(JSON.readTree(lines.body()).get("stoppedBy").asText()).isEqualTo("body-too-large");
    assertThat(query.server.memoryInUse()).isEqualTo(held);
  }

  @Test
  void shouldRefuseBrokenOrUnknownPacking() throws IOException {
    // Given
    final byte[] whole = packed(EVENT);
    final byte[] half = java.util.Arrays.copyOf(whole, whole.length / 2);

    // When
    final HttpResponse<String> cut = sendPacked("/events", half, "application/json");
    final HttpResponse<String> plain =
        sendPacked("/events", EVENT.getBytes(StandardCharsets.UTF_8), "application/json");
    final HttpResponse<String> unknown =
        send(
            "/events",
            BodyPublishers.ofString(EVENT),
            request -> request.setHeader("Content-Encoding", "br"));

    // Then
    assertThat(cut.statusCode()).isEqualTo(400);
    assertThat(plain.statusCode()).isEqualTo(400);
    assertThat(unknown.statusCode()).isEqualTo(415);
    assertThat(records()).isEmpty();
  }

  @Test
  void shouldRefuseWhatIsTooLargeOrTooMany() {
    // Given
    final String large = with(EVENT, "data", "{\"a\":\"" + "x".repeat(1_000_001) + "\"}");
    final String[] many = new String[51];
    java.util.Arrays.fill(many, "{}");

    // When
    final HttpResponse<String> one = post("/events", large);
    final HttpResponse<String> unannounced =
        send(
            "/events",
            BodyPublishers.ofInputStream(
                () -> new ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8))),
            request -> {});
    final HttpResponse<String> list = post("/events/bulk", bulk(many));

    // Then
    assertThat(List.of(one.statusCode(), unannounced.statusCode(), list.statusCode()))
        .containsOnly(413);
    assertThat(CONTRACT.violations("/events", "post", one)).isEmpty();
    assertThat(CONTRACT.violations("/events/bulk", "post", list)).isEmpty();
    assertThat(records()).isEmpty();
  }

  @Test
  void shouldRefuseNestingThatNobodyBehindTheGateWants() {
    // Given
    final String deep = with(EVENT, "data", "{\"a\":".repeat(65) + "1" + "}".repeat(65));
    final String deeper = with(EVENT, "data", "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000));

    // When
    final HttpResponse<String> one = post("/events", deep);
    final HttpResponse<String> other = post("/events", deeper);

    // Then
    assertThat(one.statusCode()).isEqualTo(400);
    assertThat(other.statusCode()).isEqualTo(400);
    assertThat(records()).isEmpty();
  }

  @Test
  void shouldTakeAStreamLineByLineAndListWhatItDidNotTake() throws IOException {
    // Given
    final String lines =
        EVENT
            + "\n\r\n"
            + "no json\n"
            + with(EVENT, "tenantId", "\"tenant-b\"")
            + "\r\n"
            + "{\"data\":\""
            + "x".repeat(1_000_100)
            + "\"}\n"
            + EVENT;

    // When
    final HttpResponse<String> answer = stream(lines);

    // Then
    assertThat(answer.statusCode()).isEqualTo(207);
    assertThat(CONTRACT.violations("/events/bulk", "post", answer)).isEmpty();
    final JsonNode body = JSON.readTree(answer.body());
    assertThat(body.get("accepted").asInt()).isEqualTo(2);
    assertThat(body.get("lines").asInt()).isEqualTo(5);
    assertThat(body.get("complete").asBoolean()).isTrue();
    assertThat(body.findValuesAsText("reason"))
        .containsExactly("invalid-json", "wrong-tenant", "too-large");
    assertThat(body.findValuesAsText("index")).containsExactly("1", "2", "3");
    assertThat(records()).hasSize(2);
  }

  @Test
  void shouldSayThatAnEventIsNotSafeWhenTheBrokersDoNotAcknowledge() {
    // Given
    query.producer.sendException = new TimeoutException("no acknowledgement");

    // When
    final HttpResponse<String> one = post("/events", EVENT);
    final HttpResponse<String> list = post("/events/bulk", bulk(EVENT, EVENT));
    final HttpResponse<String> lines = stream(EVENT + "\n" + EVENT);

    // Then
    for (final HttpResponse<String> answer : List.of(one, list, lines)) {
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }
    assertThat(CONTRACT.violations("/events", "post", one)).isEmpty();
    assertThat(CONTRACT.violations("/events/bulk", "post", list)).isEmpty();
  }

  @Test
  void shouldGiveARepeatOfAKeyTheSameIdsAndTheSameBytes() {
    // Given
    final Consumer<java.net.http.HttpRequest.Builder> key =
        request -> request.setHeader("Idempotency-Key", "order-7");

    // When
    final HttpResponse<String> first = send("/events/bulk", text(bulk(EVENT, EVENT)), key);
    final HttpResponse<String> second = send("/events/bulk", text(bulk(EVENT, EVENT)), key);

    // Then
    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(second.statusCode()).isEqualTo(202);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(sent()).extracting(GrcEvent::getEventId).doesNotHaveDuplicates().hasSize(2);
  }

  @Test
  void shouldSendAnUnfinishedRequestAgainUnderTheSameIdsAndTimes() {
    // Given
    final Consumer<java.net.http.HttpRequest.Builder> key =
        request -> request.setHeader("Idempotency-Key", "order-8");
    query.producer.sendException = new TimeoutException("no acknowledgement");
    final HttpResponse<String> first = send("/events", text(EVENT), key);
    query.producer.sendException = null;

    // When
    final HttpResponse<String> second = send("/events", text(EVENT), key);
    final HttpResponse<String> third = send("/events", text(EVENT), key);

    // Then
    assertThat(first.statusCode()).isEqualTo(503);
    assertThat(second.statusCode()).isEqualTo(202);
    assertThat(third.body()).isEqualTo(second.body());
    assertThat(records()).hasSize(1);
  }

  @Test
  void shouldRefuseAnotherBodyUnderTheSameKeyButNotTheSameOnePacked() throws IOException {
    // Given
    final Consumer<java.net.http.HttpRequest.Builder> key =
        request -> request.setHeader("Idempotency-Key", "order-9");
    send("/events", text(EVENT), key);

    // When
    final HttpResponse<String> other =
        send("/events", text(with(EVENT, "action", "\"update\"")), key);
    final HttpResponse<String> packed =
        send(
            "/events",
            BodyPublishers.ofByteArray(packed(EVENT)),
            key.andThen(request -> request.setHeader("Content-Encoding", "gzip")));

    // Then
    assertThat(other.statusCode()).isEqualTo(422);
    assertThat(CONTRACT.violations("/events", "post", other)).isEmpty();
    assertThat(packed.statusCode()).isEqualTo(202);
    assertThat(records()).hasSize(1);
  }

  @Test
  void shouldKeepTheKeysOfTwoTenantsApart() {
    // Given
    final Consumer<java.net.http.HttpRequest.Builder> key =
        request -> request.setHeader("Idempotency-Key", "order-10");
    final String other = with(EVENT, "tenantId", "\"tenant-b\"");

    // When
    final HttpResponse<String> first = send("/events", text(EVENT), key);
    final HttpResponse<String> second =
        send(
            "/events",
            text(other),
            key.andThen(r -> r.setHeader("Authorization", "Bearer " + token("tenant-b", "write"))));

    // Then
    assertThat(second.statusCode()).isEqualTo(202);
    assertThat(second.body()).isNotEqualTo(first.body());
  }

  @Test
  void shouldNotGuessWhatBecameOfAnOldRequestNorAnswerWithoutItsKeys() {
    // Given
    final BodyKey old = BodyKey.of("tenant-a", "order-11", EVENT.getBytes(StandardCharsets.UTF_8));
    query.ledger.bind("tenant-a", "order-11", old.digest(), Duration.ofMinutes(51).toMillis());

    // When
    final HttpResponse<String> late =
        send("/events", text(EVENT), r -> r.setHeader("Idempotency-Key", "order-11"));
    query.ledger.reachable = false;
    final HttpResponse<String> blind =
        send("/events", text(EVENT), r -> r.setHeader("Idempotency-Key", "order-12"));

    // Then
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(blind.statusCode()).isEqualTo(503);
    assertThat(CONTRACT.violations("/events", "post", late)).isEmpty();
    assertThat(records()).isEmpty();
  }

  @Test
  void shouldRefuseAKeyThatIsNoneOrThatStandsForAStream() {
    // When
    final HttpResponse<String> blank =
        send("/events", text(EVENT), request -> request.setHeader("Idempotency-Key", "a b"));
    final HttpResponse<String> stream =
        send(
            "/events/bulk",
            text(EVENT),
            request ->
                request
                    .setHeader("Idempotency-Key", "k")
                    .setHeader("Content-Type", BodyForm.LINES));

    // Then
    assertThat(blank.statusCode()).isEqualTo(400);
    assertThat(stream.statusCode()).isEqualTo(400);
  }

  @Test
  void shouldHoldATenantToTheRequestsThatItsSettingsAllow() {
    // Given
    query.tenants = tenant -> requests("tenant-q".equals(tenant) ? 2 : 0);
    final String event = with(EVENT, "tenantId", "\"tenant-q\"");
    final List<HttpResponse<String>> answers = new ArrayList<>();

    // When
    for (int i = 0; i < 5; i++) {
      answers.add(
          send(
              "/events",
              text(event),
              request ->
                  request.setHeader("Authorization", "Bearer " + token("tenant-q", "write"))));
    }

    // Then
    final List<HttpResponse<String>> refused =
        answers.stream().filter(answer -> answer.statusCode() == 429).toList();
    assertThat(refused).hasSizeBetween(1, 3);
    assertThat(refused.get(0).headers().firstValue("Retry-After")).hasValue("1");
    assertThat(CONTRACT.violations("/events", "post", refused.get(0))).isEmpty();
    assertThat(post("/events", EVENT).statusCode()).isEqualTo(202);
  }

  @Test
  void shouldHoldATenantToItsEventsAndTakeNothingOfAListBeyond() {
    // Given
    final String[] fifty = new String[50];
    java.util.Arrays.fill(fifty, with(EVENT, "tenantId", "\"tenant-e\""));
    final List<Integer> statuses = new ArrayList<>();

    // When
    for (int i = 0; i < 30; i++) {
      statuses.add(
          send(
                  "/events/bulk",
                  text(bulk(fifty)),
                  request ->
                      request.setHeader("Authorization", "Bearer " + token("tenant-e", "write")))
              .statusCode());
    }

    // Then
    assertThat(statuses).contains(202, 429);
    assertThat(records()).hasSize(50 * (int) statuses.stream().filter(s -> s == 202).count());
  }

  @Test
  void shouldNotTakeEventsOfATenantThatIsSwitchedOff() {
    // Given
    query.tenants = tenant -> disabled();

    // When
    final HttpResponse<String> answer = post("/events", EVENT);

    // Then
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("tenant-disabled");
  }

  @Test
  void shouldNotWaitForABodyThatDoesNotCome() throws IOException {
    // Given
    final long start = System.nanoTime();

    // When
    final String answer =
        trickle(
            "POST /events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                + token("tenant-a", "write")
                + "\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{");

    // Then
    assertThat(answer).startsWith("HTTP/1.1 408").contains("body-too-late");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    assertThat(query.server.memoryInUse()).isZero();
  }

  /** Closing the connection at once would reset it, and with it the answer. */
  @ParameterizedTest
  @CsvSource({
    "401, POST /events/bulk, X-Nothing: 1",
    "403, POST /events/bulk, Authorization: Bearer READER",
    "400, POST /events/bulk, Authorization: Bearer WRITER|Content-Type: application/json|Idempotency-Key: two words",
    "415, POST /events, Authorization: Bearer WRITER|Content-Type: text/plain",
  })
  void shouldLetASenderReadWhyItIsRefusedWhileItsBodyIsStillOnItsWay(
      final int status, final String route, final String headers) throws Exception {
    // Given
    final byte[] piece = new byte[100_000];
    final String host = " HTTP/1.1\r\nHost: localhost\r\n";
    final String refused =
        route
            + host
            + headers
                .replace("|", "\r\n")
                .replace("READER", token("tenant-a", "read"))
                .replace("WRITER", token("tenant-a", "write"))
            + "\r\nContent-Length: "
            + 10 * piece.length
            + "\r\n\r\n";
    final String next = "GET /health/live" + host + "Connection: close\r\n\r\n";

    // When
    final String answers;
    try (Socket socket = new Socket("127.0.0.1", query.server.port())) {
      socket.setSoTimeout(10_000);
      final OutputStream out = socket.getOutputStream();
      out.write(refused.getBytes(StandardCharsets.US_ASCII));
      for (int sent = 0; sent < 10; sent++) {
        Thread.sleep(20);
        out.write(piece);
      }
      out.write(next.getBytes(StandardCharsets.US_ASCII));
      answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    // Then
    assertThat(answers).startsWith("HTTP/1.1 " + status).contains("HTTP/1.1 200");
  }

  @Test
  void shouldTellATenantWhatItHasSentAndHowItFared() throws IOException {
    // Given
    final String own = with(EVENT, "tenantId", "\"tenant-m\"");
    final Consumer<java.net.http.HttpRequest.Builder> as =
        request -> request.setHeader("Authorization", "Bearer " + token("tenant-m", "write"));
    send("/events/bulk", text(bulk(own, own, EVENT)), as);
    final Consumer<java.net.http.HttpRequest.Builder> key =
        as.andThen(request -> request.setHeader("Idempotency-Key", "order-m"));
    send("/events", text(own), key);
    send("/events", text(own), key);
    query.producer.sendException = new TimeoutException("no acknowledgement");
    send("/events", text(own), as);

    // When
    final HttpResponse<String> answer = query.get("/metrics/tenant-m", query.tokenOf("tenant-m"));

    // Then
    assertThat(CONTRACT.violations("/metrics/{tenant}", answer)).isEmpty();
    final JsonNode figures = JSON.readTree(answer.body());
    assertThat(figures.get("accepted").asInt()).isEqualTo(3);
    assertThat(figures.get("failed").asInt()).isEqualTo(1);
    assertThat(figures.get("repeats").asInt()).isEqualTo(1);
    assertThat(figures.at("/refusals/wrong-tenant").asInt()).isEqualTo(1);
    assertThat(figures.at("/topTypes/0/name").asText()).isEqualTo("RISK_CREATED");
    assertThat(figures.at("/topSources/0/count").asInt()).isEqualTo(3);
    assertThat(figures.at("/latency/p99Ms").asDouble()).isPositive();
    assertThat(figures.get("eventsPerSecond").asDouble()).isPositive();
  }

  @Test
  void shouldNameTheMethodsOfAPath() {
    // When
    final HttpResponse<String> options =
        query.send(query.request("/events").method("OPTIONS", BodyPublishers.noBody()));
    final HttpResponse<String> get = query.get("/events");

    // Then
    assertThat(options.headers().firstValue("Allow")).hasValue("OPTIONS, POST");
    assertThat(get.statusCode()).isEqualTo(405);
  }

  private static String trickle(final String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", query.server.port())) {
      socket.setSoTimeout(10_000);
      final OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static TenantSettings requests(final int perSecond) {
    final TenantSettings all = TenantsInStore.DEFAULTS;
    return settings(all.enabled(), perSecond);
  }

  private static TenantSettings disabled() {
    return settings(false, 0);
  }

  private static TenantSettings settings(final boolean enabled, final int requests) {
    final TenantSettings all = TenantsInStore.DEFAULTS;
    return new TenantSettings(
        enabled,
        all.topics(),
        all.filters(),
        all.destinations(),
        all.retentionDays(),
        all.batchSize(),
        all.compressionEnabled(),
        all.correlationThreshold(),
        all.highPriorityLimit(),
        all.criticality(),
        all.allowUnknownTypes(),
        requests,
        all.redaction());
  }

  private static List<ProducerRecord<byte[], byte[]>> records() {
    return query.producer.history();
  }

  private static List<GrcEvent> sent() {
    final var events = query.kit.serdes().value(GrcEvent.class).deserializer();
    return records().stream()
        .map(record -> events.deserialize(record.topic(), record.value()))
        .toList();
  }

  private static Map<String, String> headers(final ProducerRecord<byte[], byte[]> record) {
    final Map<String, String> headers = new java.util.HashMap<>();
    record
        .headers()
        .forEach(h -> headers.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
    return headers;
  }

  private static String with(final String event, final String field, final String value) {
    final var fields = new java.util.LinkedHashMap<String, String>();
    fields.put("tenantId", "\"tenant-a\"");
    fields.put("eventType", "\"RISK_CREATED\"");
    fields.put("source", "\"BACKEND_API\"");
    fields.put("action", "\"create\"");
    fields.put("data", "{ \"score\" : 7.50 }");
    fields.put(field, value);
    final List<String> parts = new ArrayList<>();
    fields.forEach((name, text) -> parts.add("\"" + name + "\":" + text));
    return "{" + String.join(",", parts) + "}";
  }

  private static String bulk(final String... events) {
    return "{\"events\":[" + String.join(",", events) + "]}";
  }

  private static byte[] packed(final String text) throws IOException {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static String token(final String tenant, final String scope) {
    return query.tokens.mint("sender", tenant, Set.of(scope), Duration.ofHours(1));
  }

  private static BodyPublisher text(final String body) {
    return BodyPublishers.ofString(body);
  }

  private static HttpResponse<String> post(final String path, final String body) {
    return send(path, text(body), request -> {});
  }

  private static HttpResponse<String> stream(final String lines) {
    return send(
        "/events/bulk", text(lines), request -> request.setHeader("Content-Type", BodyForm.LINES));
  }

  private static HttpResponse<String> sendPacked(
      final String path, final byte[] body, final String type) {
    return send(
        path,
        BodyPublishers.ofByteArray(body),
        request -> request.setHeader("Content-Encoding", "gzip").setHeader("Content-Type", type));
  }

  private static HttpResponse<String> send(
      final String path,
      final BodyPublisher body,
      final Consumer<java.net.http.HttpRequest.Builder> more) {
    final var request =
        query
            .request(path)
            .header("Authorization", "Bearer " + token("tenant-a", "write"))
            .header("Content-Type", "application/json")
            .POST(body);
    more.accept(request);
    return query.send(request);
  }
}

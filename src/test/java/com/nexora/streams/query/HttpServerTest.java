package com.nexora.streams.query;

import static com.nexora.streams.query.QueryFixture.NASTY;
import static com.nexora.streams.query.QueryFixture.TENANT;
import static com.nexora.streams.query.QueryFixture.encode;
import static com.nexora.streams.testkit.Events.nhi;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.streams.runtime.Health.Verdict;
import com.nexora.streams.runtime.NexoraConfig;
import com.nexora.streams.runtime.StartupException;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers meet on a real socket: values, refusals, odd ids, floods. */
final class HttpServerTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path directory;
  private static QueryFixture query;

  @BeforeAll
  static void start() throws IOException {
    query =
        new QueryFixture(
                directory,
                Map.of(
                    "http.request.timeout.ms", "400",
                    "http.threads.max", "4",
                    "http.max.header.bytes", "8192",
                    "http.max.body.bytes", "2048"))
            .withData();
  }

  @AfterAll
  static void stop() {
    query.close();
  }

  @AfterEach
  void calm() {
    query.storesReadable = true;
    query.storeDelay = Duration.ZERO;
    query.ready = new Verdict(true, List.of());
    query.live = new Verdict(true, List.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"agent-1", NASTY})
  void shouldShowTheStateOfAnAgent(final String entity) throws IOException {
    // Given
    final String path = "/agents/" + TENANT + "/" + encode(entity);

    // When
    final JsonNode agent = body(query.get(path));

    // Then
    assertThat(agent.get("tenantId").asText()).isEqualTo(TENANT);
    assertThat(agent.get("entityId").asText()).isEqualTo(entity);
    assertThat(agent.get("eventCount").asLong()).isEqualTo(23);
    assertThat(agent.at("/tasks/completed").asLong()).isEqualTo(20);
    assertThat(agent.get("firstSeen").asText()).isEqualTo("2026-01-05T08:00:00Z");
    assertThat(agent.get("openFindings").asLong()).isEqualTo(3);
    assertThat(agent.get("riskScore").asInt()).isBetween(1, 100);
    assertThat(agent.at("/served/complete").asBoolean()).isTrue();
  }

  @Test
  void shouldShowTheMetricsOfAWindow() throws IOException {
    // Given
    final String path = "/agents/" + TENANT + "/agent-1/metrics?window=15min";

    // When
    final JsonNode window = body(query.get(path));

    // Then
    assertThat(window.get("eventsProcessed").asLong()).isEqualTo(22);
    assertThat(window.get("successRate").asDouble()).isEqualTo(100.0);
    assertThat(window.get("responseTimeP50Ms").asDouble()).isBetween(990.0, 1_110.0);
    assertThat(window.at("/metrics").elements().next().get("count").asLong()).isEqualTo(20);
    assertThat(window.get("window").asText()).isEqualTo("15min");
  }

  @Test
  void shouldEndTheWindowWhereTheCallerSays() throws IOException {
    // Given
    final String path =
        "/agents/" + TENANT + "/agent-1/metrics?window=1min&at=2026-01-05T07:00:00%2B02:00";

    // When
    final JsonNode window = body(query.get(path));

    // Then
    assertThat(window.get("to").asText()).isEqualTo("2026-01-05T05:01:00Z");
    assertThat(window.get("eventsProcessed").asLong()).isZero();
    assertThat(window.get("responseTimeP99Ms").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"window=15min", "from=2026-01-05T08:00:00Z&step=PT30M"})
  void shouldAnswerAnyQuantileUnderTheTextItWasAskedBy(final String window) throws IOException {
    // Given
    final String path = "/agents/" + TENANT + "/agent-1/metrics?quantiles=0,0.10,1&" + window;

    // When
    final JsonNode answer = body(query.get(path));

    // Then
    final JsonNode quantiles =
        (answer.has("items") ? answer.at("/items/0") : answer)
            .at("/metrics/responseTime/quantiles");
    assertThat(quantiles.get("0").asDouble()).isEqualTo(100.0);
    assertThat(quantiles.get("0.10").asDouble()).isBetween(198.0, 202.0);
    assertThat(quantiles.get("1").asDouble()).isEqualTo(2_000.0);
    assertThat(quantiles).hasSize(3);
  }

  @Test
  void shouldSumATenantsMetricsOverItsAgents() throws IOException {
    // Given
    final String path = "/tenants/" + TENANT + "/metrics?window=1hour";

    // When
    final JsonNode window = body(query.get(path));

    // Then
    assertThat(window.get("eventsProcessed").asLong()).isEqualTo(44);
    assertThat(window.get("entityId").isNull()).isTrue();
  }

  @Test
  void shouldShowFindingsWithEvidenceAndOcsfAsAnObject() throws IOException {
    // Given
    final String path =
        "/threats/" + TENANT + "?entity=" + encode(NASTY) + "&minScore=8&from=2026-01-05T00:00:00Z";

    // When
    final JsonNode findings = body(query.get(path)).get("items");

    // Then
    assertThat(findings).hasSize(2);
    assertThat(findings.get(0).get("entityId").asText()).isEqualTo(NASTY);
    assertThat(findings.get(0).get("evidence")).isNotEmpty();
    assertThat(findings.get(0).get("factors")).isNotEmpty();
    assertThat(findings.get(0).at("/ocsf/class_uid").asInt()).isEqualTo(2004);
  }

  @Test
  void shouldShowTheTenantsQuartersOfAnHour() throws IOException {
    // Given
    final String path = "/threats/" + TENANT + "/summaries";

    // When
    final JsonNode summaries = body(query.get(path)).get("items");

    // Then
    assertThat(summaries).hasSize(1);
    assertThat(summaries.get(0).get("total").asLong()).isEqualTo(6);
    assertThat(summaries.get(0).get("critical").asLong()).isEqualTo(2);
    assertThat(summaries.get(0).get("alarmed").asBoolean()).isTrue();
  }

  @Test
  void shouldPageThroughTheAuditTrailWithoutRepeatOrGap() throws IOException {
    // Given
    final Set<String> all = new HashSet<>();
    body(query.get("/audit/" + TENANT + "?limit=500"))
        .get("items")
        .forEach(entry -> all.add(entry.get("auditId").asText()));

    // When
    final List<String> paged = pages("/audit/" + TENANT + "?limit=7", "auditId");

    // Then
    assertThat(paged).hasSizeGreaterThan(40).doesNotHaveDuplicates();
    assertThat(paged).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void shouldFindOneAuditEntryByItsId() throws IOException {
    // Given
    final JsonNode listed = body(query.get("/audit/" + TENANT + "?limit=1")).at("/items/0");

    // When
    final JsonNode one =
        body(query.get("/audit/" + TENANT + "/" + encode(listed.get("auditId").asText())));

    // Then
    assertThat(one.get("seal")).isEqualTo(listed.get("seal"));
    assertThat(one.at("/seal/leafHash").asText()).hasSize(64);
  }

  @Test
  void shouldPageThroughAgentsInTheOrderOfTheirIds() throws IOException {
    // Given
    for (int i = 0; i < 5; i++) {
      query.kit.nhi().pipe(nhi().of("pages").entity("role/" + i));
    }

    // When
    final List<String> ids =
        pages("/agents?tenant=pages&limit=2", "entityId", query.tokenOf("pages"));

    // Then
    assertThat(ids).containsExactly("role/0", "role/1", "role/2", "role/3", "role/4");
  }

  @Test
  void shouldListTheTokensOwnTenantWhenNoneIsSaid() throws IOException {
    // Given
    final String path = "/agents";

    // When
    final JsonNode agents = body(query.get(path)).get("items");

    // Then
    assertThat(agents).hasSize(2);
  }

  @Test
  void shouldAskAnOperatorWhichTenant() throws IOException {
    // Given
    final String operator = query.tokenOf(Tokens.ALL_TENANTS);

    // When
    final HttpResponse<String> answer = query.get("/agents", operator);

    // Then
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(answer.body()).get("parameter").asText()).isEqualTo("tenant");
  }

  @Test
  void shouldShowAnOperatorEveryTenant() throws IOException {
    // Given
    final String operator = query.tokenOf(Tokens.ALL_TENANTS);

    // When
    final JsonNode agents = body(query.get("/agents?tenant=" + TENANT, operator)).get("items");

    // Then
    assertThat(agents).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tenant-b", "tenant-a%00", "tenant-A", "tenant-a%2F", "*"})
  void shouldRefuseATenantInTheQueryThatIsNotTheTokens(final String tenant) {
    // Given
    final String path = "/agents?tenant=" + tenant;

    // When
    final HttpResponse<String> answer = query.get(path);

    // Then
    assertThat(answer.statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/agents/tenant-b/x",
        "/agents/tenant-a%2Fx/agent-1",
        "/agents/tenant-b/..%2Ftenant-a%2Fagent-1",
        "/agents/%2E%2E/agent-1",
        "/audit/tenant-b",
        "/threats/tenant-b",
        "/tenants/tenant-b/metrics"
      })
  void shouldRefuseAPathOfAnotherTenantHoweverItIsWritten(final String path) {
    // Given
    final String token = query.tokenOf(TENANT);

    // When
    final HttpResponse<String> answer = query.get(path, token);

    // Then
    assertThat(answer.statusCode()).isEqualTo(403);
  }

  @Test
  void shouldDecodeAPathSegmentExactlyOnce() throws IOException {
    // Given
    query.kit.nhi().pipe(nhi().entity("once%2Fonly"));

    // When
    final JsonNode agent = body(query.get("/agents/" + TENANT + "/once%252Fonly"));

    // Then
    assertThat(agent.get("entityId").asText()).isEqualTo("once%2Fonly");
    assertThat(query.get("/agents/" + TENANT + "/once%2Fonly").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "/agents?limit=0, limit, 1 to 500",
    "/agents?limit=501, limit, 1 to 500",
    "/agents?limit=ten, limit, 1 to 500",
    "/agents?limit=5&limit=6, limit, one value",
    "/agents?cursor=%21, cursor, nextCursor",
    "/agents?cursor=AAAA, cursor, nextCursor",
    "/agents?tenant=, tenant, a value",
    "/agents?tenant=%zz, tenant, UTF-8",
    "/agents?tenant=%ff, tenant, UTF-8",
    "/agents?partial=yes, partial, 'true, false'",
    "/threats/tenant-a?minScore=11, minScore, 0.0 to 10.0",
    "/threats/tenant-a?minScore=NaN, minScore, 0.0 to 10.0",
    "/threats/tenant-a?from=yesterday, from, ISO-8601",
    "/threats/tenant-a?from=2026-01-05T08:00:00, from, ISO-8601",
    "/threats/tenant-a?from=5&to=5, to, a time after from",
    "/threats/tenant-a?cursor=xyz, cursor, nextCursor",
    "/audit/tenant-a?cursor=xyz, cursor, nextCursor",
    "/audit/tenant-a?from=9&to=3, to, a time after from",
    "/agents/tenant-a/agent-1/metrics?window=2min, window, '1min, 5min'",
    "'/agents/tenant-a/agent-1/metrics?quantiles=0.5,1.1', quantiles, 0 to 1",
    "'/agents/tenant-a/agent-1/metrics?quantiles=0.5,', quantiles, 0 to 1",
    "/agents/tenant-a/agent-1/metrics?quantiles=NaN, quantiles, 0 to 1",
    "'/tenants/tenant-a/metrics?quantiles=0,.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1', quantiles, 0 to 1",
    "'/tenants/tenant-a/metrics?quantiles=0,0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1', quantiles, most 10",
    "/agents/tenant-a/agent-1/metrics?window=1min&from=1, window, either",
    "/agents/tenant-a/agent-1/metrics?step=PT1M, from, a time",
    "/agents/tenant-a/agent-1/metrics?from=0&to=600000&step=PT90S, step, whole minutes",
    "/agents/tenant-a/agent-1/metrics?from=0&to=9000000000000&step=1min, step, 1500 points"
  })
  void shouldNameTheParameterAndWhatIsAllowed(
      final String path, final String parameter, final String allowed) throws IOException {
    // Given
    final String token = query.tokenOf(TENANT);

    // When
    final HttpResponse<String> answer = raw(path, token);

    // Then
    final JsonNode problem = JSON.readTree(answer.body());
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(problem.get("parameter").asText()).isEqualTo(parameter);
    assertThat(problem.get("allowed").asText()).contains(allowed);
    assertThat(answer.body()).doesNotContain("Exception", "at com.nexora");
  }

  @Test
  void shouldRefuseAnIdThatIsLongerThanAnyId() {
    // Given
    final String path = "/agents/" + TENANT + "/" + "x".repeat(2_049);

    // When
    final HttpResponse<String> answer = query.get(path);

    // Then
    assertThat(answer.statusCode()).isEqualTo(400);
  }

  @Test
  void shouldSayNotFoundForARouteThatDoesNotExist() throws IOException {
    // Given
    final String path = "/agent";

    // When
    final HttpResponse<String> answer = query.get(path);

    // Then
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
  void shouldRefuseOtherMethodsAndSayWhichAreAllowed(final String method) {
    // Given
    final var request =
        query
            .request("/agents/" + TENANT + "/agent-1")
            .header("Authorization", "Bearer " + query.tokenOf(TENANT))
            .method(method, HttpRequest.BodyPublishers.ofString("{}"));

    // When
    final HttpResponse<String> answer = query.send(request);

    // Then
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
  }

  @Test
  void shouldAnswerOptionsWithTheAllowedMethods() {
    // Given
    final var request =
        query.request("/agents").method("OPTIONS", HttpRequest.BodyPublishers.noBody());

    // When
    final HttpResponse<String> answer = query.send(request);

    // Then
    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS");
  }

  @Test
  void shouldRefuseHeadWithoutTokenAsItRefusesGet() {
    // Given
    final var request =
        query.request("/agents").method("HEAD", HttpRequest.BodyPublishers.noBody());

    // When
    final HttpResponse<String> answer = query.send(request);

    // Then
    assertThat(answer.statusCode()).isEqualTo(401);
  }

  @Test
  void shouldRefuseABodyThatIsTooLarge() {
    // Given
    final var request =
        query
            .request("/agents")
            .header("Authorization", "Bearer " + query.tokenOf(TENANT))
            .method("GET", HttpRequest.BodyPublishers.ofString("x".repeat(4_000)));

    // When
    final HttpResponse<String> answer = query.send(request);

    // Then
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
  }

  @Test
  void shouldRefuseAUrlThatIsTooLong() throws IOException {
    // Given
    final String path = "/agents?tenant=" + "x".repeat(20_000);

    // When
    final HttpResponse<String> answer = query.get(path);

    // Then
    assertThat(answer.statusCode()).isEqualTo(414);
    assertThat(JSON.readTree(answer.body()).get("type").asText())
        .isEqualTo("urn:nexora:problem:uri-too-long");
  }

  @Test
  void shouldAnswerGarbageWithAProblemAndNoServerVersion() throws IOException {
    // Given
    final byte[] garbage =
        "GET /agents/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);

    // When
    final String answer = socket(garbage);

    // Then
    assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
    assertThat(answer).doesNotContainIgnoringCase("jetty").doesNotContain("Server:");
  }

  @Test
  void shouldGiveUpOnAReadThatTakesTooLongAndStayResponsive() throws Exception {
    // Given
    query.storeDelay = Duration.ofSeconds(2);

    // When
    final HttpResponse<String> answer = query.get("/agents/" + TENANT + "/agent-1");

    // Then
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(query.get("/health/live").statusCode()).isEqualTo(200);
    query.storeDelay = Duration.ZERO;
    awaitAnswers();
  }

  @Test
  void shouldAnswerProbesDuringAFloodAndEverythingSoonAfterIt() throws Exception {
    // Given
    query.storeDelay = Duration.ofMillis(700);
    final List<Thread> flood = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      final Thread caller =
          new Thread(() -> query.get("/agents/" + TENANT + "/agent-1"), "flood-" + i);
      caller.start();
      flood.add(caller);
    }

    // When
    final long start = System.nanoTime();
    final int status = query.get("/health/ready").statusCode();
    final long millis = (System.nanoTime() - start) / 1_000_000;

    // Then
    for (final Thread caller : flood) {
      caller.join(Duration.ofSeconds(20).toMillis());
    }
    query.storeDelay = Duration.ZERO;
    assertThat(status).isEqualTo(200);
    assertThat(millis).isLessThan(2_000);
    awaitAnswers();
  }

  @Test
  void shouldSayWhyItIsNotReady() throws IOException {
    // Given
    query.ready = new Verdict(false, List.of("stores are being restored"));

    // When
    final HttpResponse<String> answer = query.send(query.request("/health/ready").GET());

    // Then
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(JSON.readTree(answer.body()).at("/reasons/0").asText())
        .isEqualTo("stores are being restored");
  }

  @Test
  void shouldRefuseAListOfAPartUnlessAPartWillDo() {
    // Given
    query.storesReadable = false;

    // When
    final HttpResponse<String> answer = query.get("/agents");

    // Then
    assertThat(answer.statusCode()).isEqualTo(503);
  }

  @Test
  void shouldNotStartWithoutAKeyToVerifyTokensWith() {
    // Given
    final HttpServer server =
        new HttpServer(NexoraConfig.of(Map.of("http.port", "0")), QueryFixture.CLOCK);

    // When / Then
    assertThatThrownBy(() -> server.start(query))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("auth.jwt.hs256.secret.file");
  }

  @Test
  void shouldNotAcceptARouteThatNobodyGuards() {
    // Given
    final Access nobody = null;

    // When / Then
    assertThatThrownBy(() -> Route.json("/open", nobody, Set.of(), call -> null))
        .hasMessageContaining("/open declares no access rule");
  }

  @Test
  void shouldFinishWhatIsUnderWayWhenItCloses(@TempDir final Path own) throws Exception {
    // Given
    final QueryFixture closing = new QueryFixture(own, Map.of()).withData();
    closing.storeDelay = Duration.ofMillis(400);
    final java.util.concurrent.CompletableFuture<HttpResponse<String>> underWay =
        java.util.concurrent.CompletableFuture.supplyAsync(
            () -> closing.get("/agents/" + TENANT + "/agent-1"));
    Thread.sleep(300);

    // When
    closing.server.close();

    // Then
    assertThat(underWay.get().statusCode()).isEqualTo(200);
    closing.close();
  }

  @Test
  void shouldSayWhichPortIsInUse() {
    // Given
    final int taken = query.server.port();
    final HttpServer second =
        new HttpServer(
            NexoraConfig.of(
                Map.of(
                    "http.port", Integer.toString(taken),
                    "http.host", "127.0.0.1",
                    "auth.jwt.hs256.secret.file", directory.resolve("jwt.key").toString())),
            QueryFixture.CLOCK);

    // When / Then
    assertThatThrownBy(() -> second.start(query))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("127.0.0.1:" + taken);
  }

  private static void awaitAnswers() throws InterruptedException {
    final long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (query.get("/agents/" + TENANT + "/agent-1").statusCode() != 200) {
      assertThat(System.nanoTime()).as("still no answer after the flood").isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  private static JsonNode body(final HttpResponse<String> answer) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static List<String> pages(final String path, final String id) throws IOException {
    return pages(path, id, query.tokenOf(TENANT));
  }

  private static List<String> pages(final String path, final String id, final String token)
      throws IOException {
    final List<String> ids = new ArrayList<>();
    String cursor = "";
    for (int page = 0; page < 100; page++) {
      final JsonNode answer = body(query.get(path + cursor, token));
      answer.get("items").forEach(item -> ids.add(item.get(id).asText()));
      if (answer.get("nextCursor").isNull()) {
        return ids;
      }
      cursor = "&cursor=" + encode(answer.get("nextCursor").asText());
    }
    throw new AssertionError("the list does not end");
  }

  /** Java's client refuses malformed URLs itself. */
  private static HttpResponse<String> raw(final String path, final String token)
      throws IOException {
    if (!path.contains("%zz")) {
      return query.get(path, token);
    }
    final String answer =
        socket(
            ("GET "
                    + path
                    + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                    + token
                    + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    return new RawAnswer(
        Integer.parseInt(answer.substring(9, 12)),
        answer.substring(answer.indexOf("{"), answer.lastIndexOf("}") + 1));
  }

  private static String socket(final byte[] request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", query.server.port())) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(request);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Status and body of an answer that was read from a bare socket. */
  private record RawAnswer(int statusCode, String body) implements HttpResponse<String> {

    @Override
    public HttpRequest request() {
      throw new UnsupportedOperationException();
    }

    @Override
    public java.util.Optional<HttpResponse<String>> previousResponse() {
      return java.util.Optional.empty();
    }

    @Override
    public java.net.http.HttpHeaders headers() {
      return java.net.http.HttpHeaders.of(Map.of(), (a, b) -> true);
    }

    @Override
    public java.util.Optional<javax.net.ssl.SSLSession> sslSession() {
      return java.util.Optional.empty();
    }

    @Override
    public java.net.URI uri() {
      throw new UnsupportedOperationException();
    }

    @Override
    public java.net.http.HttpClient.Version version() {
      return java.net.http.HttpClient.Version.HTTP_1_1;
    }
  }
}

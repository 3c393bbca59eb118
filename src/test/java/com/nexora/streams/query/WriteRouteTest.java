package com.nexora.streams.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.streams.runtime.AuthSettings;
import com.nexora.streams.runtime.HttpSettings;
import io.javalin.Javalin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What any route that changes something asks of its caller, on a socket. */
final class WriteRouteTest {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Clock CLOCK = Clock.systemUTC();

  @TempDir private static Path directory;
  private static Tokens tokens;
  private static Javalin server;

  @BeforeAll
  static void start() throws Exception {
    final Path secret = directory.resolve("jwt.key");
    Tokens.createSecret(secret);
    final AuthSettings auth =
        new AuthSettings(
            Optional.of(secret),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Duration.ZERO);
    tokens = Tokens.of(auth, CLOCK);
    final HttpSettings settings =
        new HttpSettings(
            "127.0.0.1",
            0,
            Optional.empty(),
            2,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            100,
            8_192);
    final RouteHandler handler =
        new RouteHandler(
            new Gatekeeper(new TokenVerifier(TokenKeys.of(auth), auth, CLOCK)),
            Runnable::run,
            settings,
            "test-0");
    server =
        Javalin.create(
                config -> {
                  routes().forEach(route -> HttpServer.add(config, route, handler));
                  HttpServer.errors(config, handler);
                })
            .start("127.0.0.1", 0);
  }

  @AfterAll
  static void stop() {
    server.stop();
  }

  static Stream<WriteRoute> routes() {
    return Stream.of(
        new WriteRoute(
            WriteRoute.POST, "/in-body", Access.TENANT_IN_BODY, "write", WriteRouteTest::bound),
        new WriteRoute(
                WriteRoute.PUT,
                "/of/{tenant}",
                Access.TENANT_IN_PATH,
                "write",
                WriteRouteTest::echo)
            .upTo(200)
            .taking("colour"),
        WriteRoute.admin(WriteRoute.DELETE, "/admin/{tenant}", WriteRouteTest::echo),
        new WriteRoute(
            WriteRoute.POST, "/everyones", Access.OPERATOR, "admin", WriteRouteTest::echo));
  }

  private static Answer bound(final Call call, final byte[] body) {
    final String named = new String(body, java.nio.charset.StandardCharsets.UTF_8);
    return Answer.json(202, Map.of("tenant", call.boundTenant(named.isEmpty() ? null : named)));
  }

  private static Answer echo(final Call call, final byte[] body) {
    final Map<String, Object> seen = new LinkedHashMap<>();
    seen.put("bytes", body.length);
    seen.put("ifMatch", call.header("if-match"));
    seen.put("colour", call.parameters().text("colour"));
    return Answer.json(200, seen).header("ETag", "\"7\"");
  }

  @ParameterizedTest
  @MethodSource("routes")
  void shouldRefuseWhoHasEveryScopeButTheOneOfTheRoute(final WriteRoute route) throws Exception {
    // Given
    final Set<String> others =
        Set.of("read", "write".equals(route.scope()) ? "admin" : "write", "auditor");

    // When
    final HttpResponse<String> answer =
        send(route.method(), route.path().replace("{tenant}", "a"), token("*", others), "");

    // Then
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("missing-scope", route.scope());
  }

  @ParameterizedTest
  @MethodSource("routes")
  void shouldLetInWhoHasNoOtherScopeThanTheOneOfTheRoute(final WriteRoute route) throws Exception {
    // Given
    final String token = token("*", Set.of(route.scope()));

    // When
    final HttpResponse<String> answer =
        send(route.method(), route.path().replace("{tenant}", "a"), token, "a");

    // Then
    assertThat(answer.statusCode()).isBetween(200, 202);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /in-body, b, 403",
    "POST, /in-body, a, 202",
    "POST, /in-body, '', 202",
    "PUT, /of/b, '', 403",
    "PUT, /of/a, b, 200",
    "DELETE, /admin/b, '', 403",
    "POST, /everyones, '', 403"
  })
  void shouldBindTheTenantToTheTokensWhereverItIsNamed(
      final String method, final String path, final String body, final int status)
      throws Exception {
    // Given
    final String token = token("a", Set.of("write", "admin"));

    // When
    final HttpResponse<String> answer = send(method, path, token, body);

    // Then
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(status == 202 ? answer.body() : "{\"tenant\":\"a\"}").contains("\"a\"");
  }

  @Test
  void shouldAskAnOperatorWhichTenant() throws Exception {
    // Given
    final String token = token("*", Set.of("write"));

    // When
    final HttpResponse<String> none = send("POST", "/in-body", token, "");
    final HttpResponse<String> one = send("POST", "/in-body", token, "b");

    // Then
    assertThat(none.statusCode()).isEqualTo(400);
    assertThat(one.body()).contains("\"b\"");
  }

  @ParameterizedTest
  @CsvSource({"100, /admin/a, DELETE, 200", "101, /admin/a, DELETE, 413", "200, /of/a, PUT, 200"})
  void shouldTakeABodyUpToTheLimitOfTheRouteElseOfTheServer(
      final int bytes, final String path, final String method, final int status) throws Exception {
    // Given
    final String token = token("a", Set.of("write", "admin"));
    final byte[] body = new byte[bytes];

    // When
    final HttpResponse<String> whole =
        CLIENT.send(
            request(path, token).method(method, BodyPublishers.ofByteArray(body)).build(),
            BodyHandlers.ofString());
    final HttpResponse<String> chunked =
        CLIENT.send(
            request(path, token)
                .method(
                    method,
                    BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body)))
                .build(),
            BodyHandlers.ofString());

    // Then
    assertThat(whole.statusCode()).isEqualTo(status);
    assertThat(chunked.statusCode()).isEqualTo(status);
  }

  @Test
  void shouldHandTheHeadersAndKnownParametersToTheRouteAndItsHeadersBack() throws Exception {
    // Given
    final HttpRequest.Builder request =
        request("/of/a?colour=red", token("a", Set.of("write"))).header("If-Match", "\"6\"");

    // When
    final HttpResponse<String> answer =
        CLIENT.send(request.PUT(BodyPublishers.ofString("{}")).build(), BodyHandlers.ofString());
    final HttpResponse<String> unknown =
        send("PUT", "/of/a?shape=round", token("a", Set.of("write")), "{}");

    // Then
    assertThat(answer.body()).contains("\\\"6\\\"", "red");
    assertThat(answer.headers().firstValue("ETag")).hasValue("\"7\"");
    assertThat(unknown.statusCode()).isEqualTo(400);
  }

  @Test
  void shouldNotTakeARouteThatAnyoneCouldCall() {
    // When, Then
    assertThatThrownBy(
            () ->
                new WriteRoute(WriteRoute.PUT, "/x", Access.PUBLIC, "write", WriteRouteTest::echo))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new WriteRoute("GET", "/x", Access.READER, "write", WriteRouteTest::echo))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String token(final String tenant, final Set<String> scopes) {
    return tokens.mint("tester", tenant, scopes, Duration.ofMinutes(5));
  }

  private static HttpResponse<String> send(
      final String method, final String path, final String token, final String body)
      throws Exception {
    return CLIENT.send(
        request(path, token).method(method, BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(final String path, final String token) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .header("Authorization", "Bearer " + token)
        .timeout(Duration.ofSeconds(10));
  }
}

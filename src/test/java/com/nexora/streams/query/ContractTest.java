package com.nexora.streams.query;

import static com.nexora.streams.query.QueryFixture.NASTY;
import static com.nexora.streams.query.QueryFixture.TENANT;
import static com.nexora.streams.query.QueryFixture.encode;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.streams.privacy.PayloadReader;
import com.nexora.streams.privacy.PrivacyKeys;
import com.nexora.streams.testkit.Alerts;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every route does what openapi.yaml says, and openapi.yaml says every route. */
final class ContractTest {

  private static final Contract CONTRACT = new Contract();
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path directory;
  private static QueryFixture query;

  @BeforeAll
  static void start() throws IOException {
    query = new QueryFixture(directory, Map.of()).withData();
    for (final String tool : List.of("search", NASTY)) {
      query.kit.agents().pipe(Calls.of(tool, 10, true).of(TENANT));
    }
    query.kit.agents().pipe(Calls.task("plan", 20).of(TENANT));
    for (final String entity : List.of("agent-1", NASTY, "")) {
      Alerts.pipe(query.kit).pipe(Alerts.step(entity, "errorRate", "open", Duration.ZERO));
    }
    query.log = SealedKit.of(query.kit);
  }

  @AfterAll
  static void stop() {
    query.close();
  }

  static List<Route> routes() {
    final List<Route> routes =
        HttpServer.routes(
            query,
            QueryFixture.CLOCK,
            com.nexora.streams.compliance.RulesSource.shipped(),
            com.nexora.streams.catalogue.RetentionClasses.onlyDefault(),
            null);
    routes.addAll(new LetterRoutes(query.letters, query.instance()).routes());
    routes.addAll(query.server.intakeMetrics(query.instance()));
    routes.addAll(HttpServer.tenantRoutes(query, KitDesk.access(query)));
    return routes;
  }

  static Stream<Route> protectedRoutes() {
    return routes().stream().filter(route -> route.access() != Access.PUBLIC);
  }

  static Stream<Route> tenantRoutes() {
    return routes().stream().filter(route -> route.access() == Access.TENANT_IN_PATH);
  }

  /** Routes of a tenant that read stores. */
  static Stream<Route> storeRoutes() {
    return tenantRoutes().filter(route -> !route.path().equals("/metrics/{tenant}"));
  }

  @Test
  void shouldHaveEveryRouteInTheDocumentAndEveryPathOfTheDocumentAsRoute() {
    // Given
    final var declared = CONTRACT.paths();

    // When
    final var served = new TreeSet<>(routes().stream().map(Route::path).toList());
    HttpServer.writeRoutes(new PrivacyAccess(new NoDesk(), new PayloadReader(PrivacyKeys.random())))
        .forEach(route -> served.add(route.path()));
    new LetterRoutes(query.letters, query.instance())
        .writeRoutes()
        .forEach(route -> served.add(route.path()));
    HttpServer.tenantWriteRoutes(query, KitDesk.access(query))
        .forEach(route -> served.add(route.path()));
    query.intakeRoutes().forEach(route -> served.add(route.path()));

    // Then
    assertThat(served).isEqualTo(declared);
  }

  @ParameterizedTest
  @MethodSource("routes")
  void shouldDeclareTheParametersFormAndOpennessThatTheRouteHas(final Route route) {
    // Given
    final String path = route.path();

    // When
    final var declared = CONTRACT.queryParameters(path);

    // Then
    assertThat(declared).isEqualTo(new TreeSet<>(route.parameters()));
    assertThat(CONTRACT.produces(path)).isEqualTo(route.produces());
    assertThat(CONTRACT.isPublic(path)).isEqualTo(route.access() == Access.PUBLIC);
  }

  @ParameterizedTest
  @MethodSource("routes")
  void shouldAnswerAsDeclaredWhenAllIsWell(final Route route) throws IOException {
    // Given
    final String path = filled(route, "agent-1");

    // When
    final HttpResponse<String> answer = query.get(path);

    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(CONTRACT.violations(route.path(), answer)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("routes")
  void shouldAnswerAsDeclaredForIdsOfAnyCharacters(final Route route) throws IOException {
    // Given
    final String path = filled(route, NASTY);

    // When
    final HttpResponse<String> answer = query.get(path);

    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(CONTRACT.violations(route.path(), answer)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("routes")
  void shouldRefuseAnUnknownParameterAsDeclared(final Route route) throws IOException {
    // Given
    final String path = filled(route, "agent-1");

    // When
    final HttpResponse<String> answer =
        query.get(path + (path.contains("?") ? "&" : "?") + "colour=red");

    // Then
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(CONTRACT.violations(route.path(), answer)).isEmpty();
    assertThat(JSON.readTree(answer.body()).get("parameter").asText()).isEqualTo("colour");
  }

  @ParameterizedTest
  @MethodSource("protectedRoutes")
  void shouldRefuseACallWithoutTokenAsDeclared(final Route route) throws IOException {
    // Given
    final var request = query.request(filled(route, "agent-1")).GET();

    // When
    final HttpResponse<String> answer = query.send(request);

    // Then
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(CONTRACT.violations(route.path(), answer)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("tenantRoutes")
  void shouldRefuseTheTokenOfAnotherTenantAsDeclared(final Route route) throws IOException {
    // Given
    final String path = filled(route, "agent-1");

    // When
    final HttpResponse<String> answer = query.get(path, query.tokenOf("tenant-b"));

    // Then
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(CONTRACT.violations(route.path(), answer)).isEmpty();
    assertThat(answer.body()).doesNotContain("eventCount", "items");
  }

  @ParameterizedTest
  @MethodSource("routes")
  void shouldRefuseAFormThatThereIsNotAsDeclared(final Route route) throws IOException {
    // Given
    final var request =
        query
            .request(filled(route, "agent-1"))
            .header("Authorization", "Bearer " + query.tokenFor(route.path()))
            .header("Accept", "application/pdf, image/*;q=0.5")
            .GET();

    // When
    final HttpResponse<String> answer = query.send(request);

    // Then
    assertThat(answer.statusCode()).isEqualTo(406);
    assertThat(CONTRACT.violations(route.path(), answer)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("storeRoutes")
  void shouldSayTryAgainAndNeverNotFoundWhileStoresAreRestored(final Route route)
      throws IOException {
    // Given
    final String path = filled(route, "agent-1");
    query.storesReadable = false;

    // When
    final HttpResponse<String> answer = query.get(path);

    // Then
    query.storesReadable = true;
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(CONTRACT.violations(route.path(), answer)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("routes")
  void shouldAnswerHeadWithTheStatusOfGetAndNoBody(final Route route) throws IOException {
    // Given
    final var request =
        query
            .request(filled(route, "agent-1"))
            .header("Authorization", "Bearer " + query.tokenFor(route.path()))
            .method("HEAD", java.net.http.HttpRequest.BodyPublishers.noBody());

    // When
    final HttpResponse<String> answer = query.send(request);

    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void shouldAnswerNotFoundAsDeclared() {
    // Given
    final String path = "/agents/" + TENANT + "/nobody";

    // When
    final HttpResponse<String> answer = query.get(path);

    // Then
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(CONTRACT.violations("/agents/{tenant}/{id}", answer)).isEmpty();
  }

  @Test
  void shouldAnswerASeriesAsDeclared() {
    // Given
    final String path =
        "/agents/"
            + TENANT
            + "/agent-1/metrics?from=2026-01-05T08:00:00Z&to=2026-01-05T08:10:00Z&step=5min";

    // When
    final HttpResponse<String> answer = query.get(path);

    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(CONTRACT.violations("/agents/{tenant}/{id}/metrics", answer)).isEmpty();
  }

  private static String filled(final Route route, final String entity) throws IOException {
    String path = route.path().replace("{tenant}", TENANT).replace("{id}", encode(entity));
    path = path.replace("{topic}", FakeLetters.TOPIC).replace("{offset}", "0");
    path = path.replace("{tool}", encode(entity)).replace("{type}", encode(entity));
    path = path.replace("{class}", "default").replace("{partition}", "0").replace("{level}", "0");
    path = path.replace("{tile}", "000.p/3").replace("{bundle}", "000.p/3");
    if (path.contains("{auditId}")) {
      final JsonNode entries = JSON.readTree(query.get("/audit/" + TENANT + "?limit=1").body());
      path = path.replace("{auditId}", encode(entries.at("/items/0/auditId").asText()));
    }
    return path;
  }
}

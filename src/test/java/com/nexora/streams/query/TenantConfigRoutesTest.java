package com.nexora.streams.query;

import static com.nexora.streams.testkit.Events.agentEvent;
import static com.nexora.streams.testkit.Events.grc;
import static com.nexora.streams.testkit.Events.nhi;
import static com.nexora.streams.testkit.Events.threat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.events.AnalyticsAlert;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.testkit.Alerts;
import com.nexora.streams.testkit.EventPipe;
import com.nexora.streams.testkit.TopologyTestKit;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings of tenants over HTTP, as openapi.yaml says. */
final class TenantConfigRoutesTest {

  private static final Contract CONTRACT = new Contract();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PATH = "/stream-config/{tenant}";

  @TempDir private static Path directory;
  private static QueryFixture query;
  private static int tenants;

  private final String tenant = "tenant-" + tenants++;

  @BeforeAll
  static void start() throws IOException {
    query = new QueryFixture(directory, Map.of());
    query.tenants = new TenantsInStore(query.stores(), query.kit.serdes());
  }

  @AfterAll
  static void stop() {
    query.close();
  }

  private String token(final String... scopes) {
    return query.tokens.mint("tester", tenant, Set.of(scopes), Duration.ofHours(1));
  }

  private HttpResponse<String> show() {
    return query.get("/stream-config/" + tenant, token("read"));
  }

  private HttpResponse<String> put(final String body, final String... headers) {
    return send("", token("admin"), body, headers);
  }

  private HttpResponse<String> send(
      final String prefix, final String token, final String body, final String... headers) {
    final var request =
        query
            .request(prefix + "/stream-config/" + tenant)
            .header("Authorization", "Bearer " + token)
            .PUT(BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    final HttpResponse<String> answer = query.send(request);
    assertThat(CONTRACT.violations(PATH, "put", answer)).isEmpty();
    return answer;
  }

  private static String tag(final HttpResponse<String> answer) {
    return answer.headers().firstValue("ETag").orElseThrow();
  }

  @Test
  void shouldShowTheDefaultsWithATagAndTakeThemForAChange() throws IOException {
    // Given
    final HttpResponse<String> defaults = show();

    // When
    final HttpResponse<String> changed = put("{\"retentionDays\": 9}", "If-Match", tag(defaults));

    // Then
    final JsonNode before = JSON.readTree(defaults.body());
    assertThat(before.get("retentionDays").asInt()).isZero();
    assertThat(before.at("/thresholds/correlation").asInt()).isEqualTo(60);
    assertThat(before.get("updatedAt").isNull()).isTrue();
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(show().body()).isEqualTo(changed.body()).contains("\"retentionDays\":9");
    assertThat(tag(show())).isEqualTo(tag(changed)).isNotEqualTo(tag(defaults));
  }

  @Test
  void shouldReplaceSettingsOnlyForWhoHasSeenThem() {
    // Given
    final HttpResponse<String> first = put("{\"retentionDays\": 1}");
    final HttpResponse<String> second = put("{\"retentionDays\": 2}", "If-Match", tag(first));

    // When
    final HttpResponse<String> silent = put("{\"retentionDays\": 3}");
    final HttpResponse<String> late = put("{\"retentionDays\": 3}", "If-Match", tag(first));
    final HttpResponse<String> creating = put("{\"retentionDays\": 3}", "If-None-Match", "*");

    // Then
    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(silent.statusCode()).isEqualTo(428);
    assertThat(silent.body()).contains("precondition-required");
    assertThat(late.statusCode()).isEqualTo(412);
    assertThat(late.body()).contains("precondition-failed");
    assertThat(creating.statusCode()).isEqualTo(412);
    assertThat(show().body()).isEqualTo(second.body());
    assertThat(put("{\"retentionDays\": 3}", "If-Match", "*").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"retentionDays\": -1} | /retentionDays | 0 to 36500",
        "{\"filters\": [{\"conditions\": [\"colour == 'red'\"]}]} | /filters/0/conditions/0 | CEL",
        "{\"redaction\": [{\"scanners\": [\"nose\"]}]} | /redaction | redaction.md",
        "{\"topics\": [\"audit.events\"]} | /topics/0 | grc.events",
        "no json | `` | JSON",
      })
  void shouldNameTheSettingThatCannotBeUsed(
      final String body, final String field, final String allowed) throws IOException {
    // When
    final HttpResponse<String> answer = put(body);

    // Then
    assertThat(answer.statusCode()).isEqualTo(400);
    final JsonNode problem = JSON.readTree(answer.body());
    assertThat(problem.get("type").asText()).endsWith("invalid-setting");
    assertThat(problem.get("field").asText()).isEqualTo(field);
    assertThat(problem.get("allowed").asText()).contains(allowed);
  }

  @Test
  void shouldBeTheSameBehindTheGateway() {
    // Given
    final HttpResponse<String> put =
        send("/api/event-streaming", token("admin"), "{\"batchSize\": 3}");

    // When
    final HttpResponse<String> shown =
        query.get("/api/event-streaming/stream-config/" + tenant, token("read"));

    // Then
    assertThat(put.statusCode()).isEqualTo(200);
    assertThat(shown.body()).isEqualTo(put.body()).isEqualTo(show().body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"read", "write", "auditor"})
  void shouldLetOnlyAdministratorsChangeSettings(final String scope) {
    // When
    final HttpResponse<String> answer = send("", token(scope), "{}");

    // Then
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("missing-scope");
  }

  @Test
  void shouldRefuseAnotherTenantInThePathAndInTheBody() {
    // Given
    final String other = query.tokens.mint("tester", "other", Set.of("admin"), Duration.ofHours(1));

    // When
    final HttpResponse<String> path = send("", other, "{}");
    final HttpResponse<String> body = put("{\"tenantId\": \"other\"}");

    // Then
    assertThat(path.statusCode()).isEqualTo(403);
    assertThat(body.statusCode()).isEqualTo(403);
    assertThat(body.body()).contains("wrong-tenant");
  }

  @Test
  void shouldTakePasswordsOfDestinationsOnlyAsReferencesAndShowNoOther() throws IOException {
    // Given
    final String redis =
        "{\"destinations\":[{\"type\":\"redis\",\"config\":{\"host\":\"h\",\"password\":\"%s\"}}]}";

    // When
    final HttpResponse<String> clear = put(redis.formatted("hush"));
    final HttpResponse<String> reference = put(redis.formatted("file:redis-password"));

    // Then
    assertThat(clear.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(clear.body()).get("field").asText()).isEqualTo("/destinations/0");
    assertThat(clear.body()).contains("password", "file:NAME").doesNotContain("hush");
    assertThat(reference.statusCode()).as(reference.body()).isEqualTo(200);
    assertThat(show().body()).contains("file:redis-password");
    assertThat(put(show().body(), "If-Match", tag(show())).statusCode()).isEqualTo(200);
  }

  @Test
  void shouldHideWhatIsOlderThanATenantKeepsAtOnceAndShowItAgain() throws IOException {
    // Given: something of everything, from three days ago and from now
    for (final int days : new int[] {3, 0}) {
      final Duration at = Duration.ofDays(-days).minusMinutes(1);
      query.kit.grc().pipe(grc("RISK_CREATED").of(tenant).id("g-" + days).after(at));
      query.kit.nhi().pipe(nhi().of(tenant).entity("e").id("n-" + days).after(at));
      query.kit.threats().pipe(threat("t-" + days).of(tenant).entity("e").scored(9.5).after(at));
      query.kit.agents().pipe(Calls.of("search", 5, true).of(tenant).entity("e").after(at));
      query
          .kit
          .agents()
          .pipe(
              agentEvent("task.completed")
                  .of(tenant)
                  .entity("e")
                  .id("m-" + days)
                  .durationMs(5)
                  .after(at));
    }
    final String since = "from=" + QueryFixture.CLOCK.instant().minus(Duration.ofDays(4));
    final String series =
        "/agents/"
            + tenant
            + "/e/metrics?step=1hour&"
            + since
            + "&to="
            + QueryFixture.CLOCK.instant();
    final String past =
        "/tenants/"
            + tenant
            + "/metrics?window=1hour&at="
            + QueryFixture.CLOCK.instant().minus(Duration.ofDays(3)).minusSeconds(240);

    // When
    final int[] all = counts(series, past);
    put("{\"retentionDays\": 1}");
    final int[] kept = counts(series, past);
    put("{\"retentionDays\": 30}", "If-Match", "*");
    final int[] again = counts(series, past);

    // Then
    assertThat(all).containsExactly(2, 2, 2, 4, 2, 1, 1);
    assertThat(kept).containsExactly(1, 1, 1, 2, 0, 0, 0);
    assertThat(again).isEqualTo(all);
  }

  @Test
  void shouldHideAlertsThatHaveNotBeenHeardOfForLongerThanATenantKeeps() throws IOException {
    // Given
    for (final int days : new int[] {3, 0}) {
      final AnalyticsAlert alert =
          Alerts.step("e-" + days, "errorRate", "open", Duration.ofDays(-days));
      alert.setTenantId(tenant);
      final EventPipe<AnalyticsAlert> pipe = Alerts.pipe(query.kit);
      pipe.raw(
          Topics.ANALYTICS_ALERTS,
          EntityKey.bytes(tenant, alert.getEntityId()),
          pipe.encode(alert),
          new RecordHeaders(),
          TopologyTestKit.START.minus(Duration.ofDays(days)));
    }
    final int all = items("/alerts/" + tenant).size();

    // When
    put("{\"retentionDays\": 1}");

    // Then
    assertThat(all).isEqualTo(2);
    assertThat(items("/alerts/" + tenant)).hasSize(1);
  }

  /**
   * Events, findings, their quarters, events of an agent's series, of a past window, of its one
   * tool.
   */
  private int[] counts(final String series, final String past) throws IOException {
    int events = 0;
    for (final JsonNode point : items(series)) {
      events += point.get("eventsProcessed").asInt();
    }
    return new int[] {
      items("/events/" + tenant).size(),
      items("/threats/" + tenant).size(),
      items("/threats/" + tenant + "/summaries").size(),
      events,
      JSON.readTree(query.get(past, token("read")).body()).get("eventsProcessed").asInt(),
      JSON.readTree(
              query.get(past.replace("/metrics", "/tools/search/metrics"), token("read")).body())
          .get("eventsProcessed")
          .asInt(),
      items(past.replace("/metrics", "/tools")).size()
    };
  }

  private JsonNode items(final String path) throws IOException {
    final HttpResponse<String> answer = query.get(path, token("read"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body()).get("items");
  }
}

package com.nexora.streams.query;

import static com.nexora.streams.query.QueryFixture.NASTY;
import static com.nexora.streams.query.QueryFixture.TENANT;
import static com.nexora.streams.query.QueryFixture.encode;
import static com.nexora.streams.testkit.Alerts.step;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.streams.testkit.Alerts;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Alerts over HTTP. */
final class AlertRoutesTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ALERTS = "/alerts/" + TENANT;

  @TempDir private static Path directory;
  private static QueryFixture query;

  @BeforeAll
  static void start() throws IOException {
    query = new QueryFixture(directory, Map.of());
    Alerts.pipe(query.kit).pipe(step("agent-1", "responseTime", "open", Duration.ofMinutes(1)));
    Alerts.pipe(query.kit).pipe(step("agent-1", "responseTime", "close", Duration.ofMinutes(1)));
    Alerts.pipe(query.kit).pipe(step(NASTY, "silence", "open", Duration.ofMinutes(2)));
    Alerts.pipe(query.kit).pipe(step("", "responseTime", "update", Duration.ofMinutes(3)));
  }

  @AfterAll
  static void stop() {
    query.close();
  }

  @Test
  void shouldShowAClosedAlertWithWhatWasExpectedAndSeen() throws IOException {
    // When
    final JsonNode alert = body(query.get(ALERTS + "?state=closed")).at("/items/0");

    // Then
    assertThat(alert.get("entityId").asText()).isEqualTo("agent-1");
    assertThat(alert.get("metric").asText()).isEqualTo("responseTime");
    assertThat(alert.get("state").asText()).isEqualTo("closed");
    assertThat(alert.get("openedAt").asText()).isEqualTo("2026-01-05T08:01:00Z");
    assertThat(alert.get("closedAt").asText()).isEqualTo("2026-01-05T08:02:00Z");
    assertThat(alert.get("observed").asDouble()).isEqualTo(400);
    assertThat(alert.get("expectedLow").asDouble()).isEqualTo(80);
    assertThat(alert.get("expectedHigh").asDouble()).isEqualTo(120);
    assertThat(alert.get("unusualness").asDouble()).isEqualTo(9.5);
    assertThat(alert.get("causeEventId").isNull()).isTrue();
    assertThat(alert.at("/metadata/events").asText()).isEqualTo("12");
  }

  @Test
  void shouldShowTheTenantsOwnAlertsToo() throws IOException {
    // When
    final JsonNode items = body(query.get(ALERTS + "?state=open")).get("items");

    // Then
    assertThat(items).hasSize(2);
    assertThat(items.get(0).get("entityId").isNull()).isTrue();
    assertThat(items.get(1).get("entityId").asText()).isEqualTo(NASTY);
  }

  @ParameterizedTest
  @CsvSource({
    "state=any, 3",
    "metric=responseTime, 2",
    "entity=agent-1&state=open, 0",
    "from=2026-01-05T08:02:00Z&to=2026-01-05T08:03:00Z, 1"
  })
  void shouldShowOnlyWhatIsAskedFor(final String filter, final int expected) throws IOException {
    // When
    final JsonNode items = body(query.get(ALERTS + "?" + filter)).get("items");

    // Then
    assertThat(items).hasSize(expected);
  }

  @Test
  void shouldFindTheAlertsOfAnAgentOfAnyName() throws IOException {
    // When
    final JsonNode items = body(query.get(ALERTS + "?entity=" + encode(NASTY))).get("items");

    // Then
    assertThat(items).hasSize(1);
  }

  @Test
  void shouldPageNewestFirst() throws IOException {
    // Given
    final JsonNode first = body(query.get(ALERTS + "?limit=2"));

    // When
    final JsonNode second =
        body(query.get(ALERTS + "?limit=2&cursor=" + first.get("nextCursor").asText()));

    // Then
    assertThat(List.of(first.get("items").size(), second.get("items").size()))
        .containsExactly(2, 1);
    assertThat(second.at("/items/0/entityId").asText()).isEqualTo("agent-1");
    assertThat(second.get("nextCursor").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "state=broken, state, 'open, closed, any'",
    "cursor=MTEyMw, cursor, nextCursor",
    "entity=, entity, a value"
  })
  void shouldNameWhatIsNotAllowed(final String filter, final String parameter, final String allowed)
      throws IOException {
    // When
    final HttpResponse<String> answer = query.get(ALERTS + "?" + filter);

    // Then
    final JsonNode problem = JSON.readTree(answer.body());
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(problem.get("parameter").asText()).isEqualTo(parameter);
    assertThat(problem.get("allowed").asText()).contains(allowed);
  }

  private static JsonNode body(final HttpResponse<String> answer) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }
}

package com.nexora.streams.query;

import static com.nexora.streams.query.QueryFixture.NASTY;
import static com.nexora.streams.query.QueryFixture.TENANT;
import static com.nexora.streams.query.QueryFixture.encode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tools and types of tasks over HTTP: slow ones, failing ones, and one of them. */
final class NamedMetricsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TOOLS = "/tenants/" + TENANT + "/tools";

  @TempDir private static Path directory;
  private static QueryFixture query;

  @BeforeAll
  static void start() throws IOException {
    query = new QueryFixture(directory, Map.of());
    for (int i = 1; i <= 10; i++) {
      query.kit.agents().pipe(Calls.of("slow", 900 + i, true).entity("agent-" + i));
      query.kit.agents().pipe(Calls.of("failing", 10 + i, i > 4).entity("agent-" + i));
    }
    for (int i = 1; i <= 30; i++) {
      query.kit.agents().pipe(Calls.of("busy", 100 + i, true));
    }
    query.kit.agents().pipe(Calls.of(NASTY, 1, true));
    query.kit.agents().pipe(Calls.of("long-ago", 9_999, false).after(Duration.ofHours(-2)));
    query.kit.agents().pipe(Calls.of("theirs", 9_999, false).of("tenant-b"));
    query.kit.agents().pipe(Calls.task("plan", 70));
    query.kit.agents().pipe(Calls.task("plan", 90));
    query.kit.agents().pipe(Calls.task("answer", 20));
  }

  @AfterAll
  static void stop() {
    query.close();
  }

  @ParameterizedTest
  @CsvSource({
    "p95, slow busy failing NASTY",
    "p99, slow busy failing NASTY",
    "errorRate, failing NASTY busy slow",
    "count, busy failing slow NASTY"
  })
  void shouldRankTheToolsOfATenantTheWorstFirst(final String sort, final String expected)
      throws IOException {
    // Given
    final String path = TOOLS + "?window=15min&sort=" + sort;

    // When
    final JsonNode answer = body(query.get(path));

    // Then
    assertThat(names(answer)).isEqualTo(List.of(expected.replace("NASTY", "%").split(" ")));
    assertThat(answer.get("nextCursor").isNull()).isTrue();
    assertThat(answer.at("/served/complete").asBoolean()).isTrue();
  }

  @Test
  void shouldShowErrorRateAndPercentilesOfEachTool() throws IOException {
    // Given
    final String path = TOOLS + "?window=15min&sort=errorRate&limit=1&quantiles=0.9";

    // When
    final JsonNode failing = body(query.get(path)).at("/items/0");

    // Then
    assertThat(failing.get("name").asText()).isEqualTo("failing");
    assertThat(failing.get("eventsProcessed").asLong()).isEqualTo(10);
    assertThat(failing.get("errorRate").asDouble()).isEqualTo(40.0);
    assertThat(failing.get("successRate").asDouble()).isEqualTo(60.0);
    assertThat(failing.get("responseTimeP50Ms").asDouble()).isCloseTo(15, within(0.15));
    assertThat(failing.at("/metrics/responseTime/quantiles/0.9").asDouble())
        .isCloseTo(19, within(0.19));
  }

  @Test
  void shouldPageThroughTheRankingOfTheWindowOfTheFirstPage() throws IOException {
    // Given
    final String path = TOOLS + "?window=1hour&limit=3&sort=p95";
    final JsonNode first = body(query.get(path));

    // When
    final JsonNode second = body(query.get(path + "&cursor=" + first.get("nextCursor").asText()));

    // Then
    final List<String> all = new ArrayList<>(names(first));
    all.addAll(names(second));
    assertThat(all).containsExactly("slow", "busy", "failing", "%");
    assertThat(second.get("nextCursor").isNull()).isTrue();
    assertThat(second.at("/items/0/from")).isEqualTo(first.at("/items/0/from"));
  }

  @Test
  void shouldRefuseACursorOfAnotherRanking() throws IOException {
    // Given
    final String cursor = body(query.get(TOOLS + "?limit=1")).get("nextCursor").asText();

    // When
    final HttpResponse<String> answer = query.get(TOOLS + "?limit=1&sort=count&cursor=" + cursor);

    // Then
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(answer.body()).get("parameter").asText()).isEqualTo("cursor");
  }

  @Test
  void shouldRankTheTypesOfTasks() throws IOException {
    // Given
    final String path = "/tenants/" + TENANT + "/task-types?window=15min";

    // When
    final JsonNode answer = body(query.get(path));

    // Then
    assertThat(names(answer)).containsExactly("plan", "answer");
    assertThat(answer.at("/items/0/eventsProcessed").asLong()).isEqualTo(2);
  }

  @Test
  void shouldShowOneToolWhateverItIsCalled() throws IOException {
    // Given
    final String path = TOOLS + "/" + encode(NASTY) + "/metrics?window=15min";

    // When
    final JsonNode one = body(query.get(path));

    // Then
    assertThat(one.get("name").asText()).isEqualTo(NASTY);
    assertThat(one.get("window").asText()).isEqualTo("15min");
    assertThat(one.get("eventsProcessed").asLong()).isEqualTo(1);
  }

  @Test
  void shouldShowTheSeriesOfAType() throws IOException {
    // Given
    final String path =
        "/tenants/"
            + TENANT
            + "/task-types/plan/metrics?from=2026-01-05T07:59:00Z&to=2026-01-05T08:01:00Z&step=1min";

    // When
    final JsonNode points = body(query.get(path)).get("items");

    // Then
    assertThat(points).hasSize(2);
    assertThat(points.get(0).get("eventsProcessed").asLong()).isZero();
    assertThat(points.get(0).get("errorRate").isNull()).isTrue();
    assertThat(points.get(1).get("eventsProcessed").asLong()).isEqualTo(2);
  }

  @Test
  void shouldRefuseAnOrderThatThereIsNot() throws IOException {
    // When
    final HttpResponse<String> answer = query.get(TOOLS + "?sort=name");

    // Then
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(answer.body()).get("allowed").asText())
        .isEqualTo("p95, p99, errorRate, count");
  }

  private static List<String> names(final JsonNode answer) {
    final List<String> names = new ArrayList<>();
    answer
        .get("items")
        .forEach(
            item -> {
              final String name = item.get("name").asText();
              names.add(name.equals(NASTY) ? "%" : name);
            });
    return names;
  }

  private static JsonNode body(final HttpResponse<String> answer) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }
}

package com.nexora.streams.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.streams.runtime.DeadLetterOffice;
import com.nexora.streams.runtime.DeadLetterOffice.Why;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may see which dead letter, and do what with it. */
final class LetterRoutesTest {

  private static final Contract CONTRACT = new Contract();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ONE = "/dlq/{topic}/{partition}/{offset}";

  @TempDir private static Path directory;
  private static QueryFixture query;

  @BeforeAll
  static void start() throws IOException {
    query = new QueryFixture(directory, Map.of());
  }

  @AfterAll
  static void stop() {
    query.close();
  }

  @BeforeEach
  void clear() {
    query.letters.asked.clear();
    query.letters.refusal = null;
  }

  @ParameterizedTest
  @CsvSource({
    "tenant-a, read, 0",
    "tenant-b, read admin, 1",
    "*, read, 1 0",
    "*, read admin, 2 1 0",
  })
  void shouldShowATokenTheLettersThatAreItsOwnAndThoseOfNobodyToAdministratorsOfAll(
      final String tenant, final String scopes, final String offsets) throws IOException {
    // When
    final HttpResponse<String> listed = get("/dlq/nhi.events", tenant, scopes);
    final HttpResponse<String> counted = get("/dlq/nhi.events/count", tenant, scopes);

    // Then
    final List<String> expected = List.of(offsets.split(" "));
    assertThat(JSON.readTree(listed.body()).findValuesAsText("offset"))
        .containsExactlyElementsOf(expected);
    assertThat(JSON.readTree(counted.body()).get("open").asInt()).isEqualTo(expected.size());
    assertThat(CONTRACT.violations("/dlq/{topic}", listed)).isEmpty();
    assertThat(CONTRACT.violations("/dlq/{topic}/count", counted)).isEmpty();
  }

  @Test
  void shouldRefuseToListAnotherTenantsLetters() {
    // When
    final HttpResponse<String> answer =
        get("/dlq/nhi.events?tenant=tenant-b", "tenant-a", "read admin");

    // Then
    assertThat(answer.statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dlq/nhi.events/0/1", "/dlq/nhi.events/0/2", "/dlq/nhi.events/0/99"})
  void shouldNotTellALetterOfOthersFromOneThatThereIsNot(final String path) {
    // When
    final HttpResponse<String> shown = get(path, "tenant-a", "read admin");
    final HttpResponse<String> replayed = post(path + "/replay", "tenant-a", "admin");
    final HttpResponse<String> discarded = post(path + "/discard", "tenant-a", "admin");

    // Then
    assertThat(List.of(shown.statusCode(), replayed.statusCode(), discarded.statusCode()))
        .containsOnly(404);
    assertThat(CONTRACT.violations(ONE, shown)).isEmpty();
    assertThat(query.letters.asked).isEmpty();
  }

  @Test
  void shouldShowTheContentOfARecordToAdministratorsOnly() throws IOException {
    // When
    final HttpResponse<String> reader = get("/dlq/nhi.events/0/0", "tenant-a", "read");
    final HttpResponse<String> admin = get("/dlq/nhi.events/0/0", "tenant-a", "read admin");

    // Then
    final JsonNode withheld = JSON.readTree(reader.body());
    assertThat(withheld.get("contentShown").asBoolean()).isFalse();
    assertThat(withheld.get("value").isNull()).isTrue();
    assertThat(withheld.get("headers")).isEmpty();
    final JsonNode shown = JSON.readTree(admin.body());
    assertThat(new String(shown.get("value").binaryValue())).isEqualTo("content");
    assertThat(shown.at("/headers/0/name").asText()).isEqualTo("trace");
    assertThat(CONTRACT.violations(ONE, reader)).isEmpty();
    assertThat(CONTRACT.violations(ONE, admin)).isEmpty();
  }

  @Test
  void shouldReplayAndDiscardForAnAdministratorOfTheTenant() throws IOException {
    // When
    final HttpResponse<String> replayed = post("/dlq/nhi.events/0/0/replay", "tenant-a", "admin");
    final HttpResponse<String> discarded = post("/dlq/nhi.events/0/1/discard", "*", "admin");
    final HttpResponse<String> reader = post("/dlq/nhi.events/0/0/replay", "tenant-a", "read");

    // Then
    assertThat(JSON.readTree(replayed.body()).get("state").asText()).isEqualTo("replayed");
    assertThat(JSON.readTree(discarded.body()).get("state").asText()).isEqualTo("discarded");
    assertThat(reader.statusCode()).isEqualTo(403);
    assertThat(query.letters.asked)
        .containsExactly("replay nhi.events/0@0 by tester", "discard nhi.events/0@1 by tester");
    assertThat(CONTRACT.violations(ONE + "/replay", "post", replayed)).isEmpty();
    assertThat(CONTRACT.violations(ONE + "/discard", "post", discarded)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "SETTLED, 409, letter-settled",
    "CAP, 409, replay-cap",
    "EXPIRED, 409, original-expired",
    "BUSY, 503, unavailable",
  })
  void shouldSayWhyALetterStaysAsItIs(final Why why, final int status, final String type)
      throws IOException {
    // Given
    query.letters.refusal = new DeadLetterOffice.RefusedException(why, "because");

    // When
    final HttpResponse<String> answer = post("/dlq/nhi.events/0/0/replay", "tenant-a", "admin");

    // Then
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(JSON.readTree(answer.body()).get("type").asText()).endsWith(":" + type);
    assertThat(CONTRACT.violations(ONE + "/replay", "post", answer)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/dlq/nothing.here, 404",
    "/dlq/nothing.here/0/0, 404",
    "/dlq/nhi.events/zero/0, 404",
    "/dlq/nhi.events/0/-1, 404",
    "/dlq/nhi.events?state=lost, 400",
    "/dlq/nhi.events?cursor=MWVsc2U, 400",
  })
  void shouldRefuseWhatNamesNoLetterOrList(final String path, final int status) {
    // When
    final HttpResponse<String> answer = get(path, "*", "read admin");

    // Then
    assertThat(answer.statusCode()).isEqualTo(status);
  }

  private static HttpResponse<String> get(
      final String path, final String tenant, final String scopes) {
    return query.get(path, token(tenant, scopes));
  }

  private static HttpResponse<String> post(
      final String path, final String tenant, final String scopes) {
    return query.send(
        query
            .request(path)
            .header("Authorization", "Bearer " + token(tenant, scopes))
            .POST(BodyPublishers.noBody()));
  }

  private static String token(final String tenant, final String scopes) {
    return query.tokens.mint("tester", tenant, Set.of(scopes.split(" ")), Duration.ofHours(1));
  }
}

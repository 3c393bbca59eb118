package com.nexora.streams.query;

import static com.nexora.streams.testkit.Events.audit;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.streams.catalogue.LegalHold;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PrivacyRoutesTest {

  private static final Contract CONTRACT = new Contract();
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path directory;
  private static QueryFixture query;
  private NoDesk desk = new NoDesk();

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
    desk = query.desk;
    desk.asked.clear();
    desk.hold = null;
    desk.answers = 2;
  }

  @Test
  void shouldEraseASubjectForAnAdministratorOfTheTenant() throws IOException {
    // When
    final HttpResponse<String> answer = send("DELETE", "/subjects/cust%2F123", "", "admin");

    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(desk.asked).containsExactly("erase tenant-a cust/123 by tester");
    final JsonNode body = JSON.readTree(answer.body());
    assertThat(body.get("complete").asBoolean()).isTrue();
    assertThat(body.get("keysDestroyed").asInt()).isEqualTo(2);
    assertThat(answer.body()).doesNotContain("cust");
  }

  @Test
  void shouldSayThatAnOrderIsNotCompleteYet() {
    // Given
    desk.answers = 1;

    // When
    final HttpResponse<String> answer = send("DELETE", "/subjects/cust-123", "", "admin");

    // Then
    assertThat(answer.statusCode()).isEqualTo(202);
  }

  @Test
  void shouldRefuseWhatALegalHoldForbids() {
    // Given
    desk.hold = new LegalHold("tenant-a", "case-7", "", "litigation", 0, "x");

    // When
    final HttpResponse<String> answer = send("DELETE", "/subjects/cust-123", "", "admin");

    // Then
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.body()).contains("case-7");
  }

  @Test
  void shouldRefuseWhoIsNoAdministratorOrOfAnotherTenant() {
    // When
    final HttpResponse<String> reader = send("DELETE", "/subjects/cust-123", "", "auditor");
    final HttpResponse<String> other =
        query.send(
            query
                .request("/privacy/tenant-b/subjects/cust-123")
                .header("Authorization", "Bearer " + token("admin"))
                .DELETE());

    // Then
    assertThat(reader.statusCode()).isEqualTo(403);
    assertThat(other.statusCode()).isEqualTo(403);
    assertThat(desk.asked).isEmpty();
  }

  @Test
  void shouldPlaceAndLiftALegalHold() throws IOException {
    // When
    final HttpResponse<String> placed =
        send("PUT", "/holds/case-7", "{\"subject\":\"cust-123\",\"reason\":\"suit\"}", "admin");
    final HttpResponse<String> lifted = send("DELETE", "/holds/case-7", "", "admin");
    final HttpResponse<String> none = send("DELETE", "/holds/case-8", "", "admin");

    // Then
    assertThat(JSON.readTree(placed.body()).get("holdId").asText()).isEqualTo("case-7");
    assertThat(placed.body()).doesNotContain("cust-123");
    assertThat(lifted.statusCode()).isEqualTo(200);
    assertThat(none.statusCode()).isEqualTo(404);
  }

  @Test
  void shouldRefuseAHoldWithoutReason() {
    // When
    final HttpResponse<String> empty = send("PUT", "/holds/case-7", "{}", "admin");
    final HttpResponse<String> list = send("PUT", "/holds/case-7", "[1", "admin");

    // Then
    assertThat(empty.statusCode()).isEqualTo(400);
    assertThat(list.statusCode()).isEqualTo(400);
    assertThat(desk.asked).isEmpty();
  }

  @Test
  void shouldShowAnEncryptedPayloadOnlyToWhoMayReadItAndOnlyInTheEntryItself() throws IOException {
    // Given
    final var act = audit().of("tenant-a").id("gdpr-1").payload("{\"customer_id\":\"cust-9\"}");
    query.kit.audits().pipe(act.framework("GDPR"));
    query.kit.advance(Duration.ofSeconds(1));

    // When
    final JsonNode plain = JSON.readTree(query.get("/audit/tenant-a/gdpr-1").body());
    final JsonNode opened =
        JSON.readTree(query.get("/audit/tenant-a/gdpr-1", token("auditor")).body());
    final String listed = query.get("/audit/tenant-a", token("auditor")).body();

    // Then
    assertThat(plain.get("payloadState").asText()).isEqualTo("encrypted");
    assertThat(plain.get("payload").isNull()).isTrue();
    assertThat(opened.get("payloadState").asText()).isEqualTo("decrypted");
    assertThat(opened.at("/payload/customer_id").asText()).isEqualTo("cust-9");
    assertThat(listed).doesNotContain("cust-9");
  }

  private static HttpResponse<String> send(
      final String method, final String path, final String body, final String scope) {
    return query.send(
        query
            .request("/privacy/tenant-a" + path)
            .header("Authorization", "Bearer " + token(scope))
            .method(method, BodyPublishers.ofString(body)));
  }

  private static String token(final String scope) {
    return query.tokens.mint("tester", "tenant-a", Set.of("read", scope), Duration.ofHours(1));
  }
}

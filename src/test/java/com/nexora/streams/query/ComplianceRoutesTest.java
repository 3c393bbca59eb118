package com.nexora.streams.query;

import static com.nexora.streams.query.QueryFixture.TENANT;
import static com.nexora.streams.testkit.Events.audit;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.events.AuditEvent;
import com.nexora.oracle.MerkleOracle;
import com.nexora.streams.audit.PublishedLog;
import com.nexora.streams.audit.note.SignedCheckpoint;
import com.nexora.streams.testkit.TopologyTestKit;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Acts of three frameworks, some of which break rules, as queries and reports show them. */
final class ComplianceRoutesTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Contract CONTRACT = new Contract();
  private static final String REPORT = "/compliance/" + TENANT + "/report";
  private static final String PERIOD = "from=2026-01-05T00:00:00Z&to=2026-01-06T00:00:00Z";

  @TempDir private static Path directory;
  private static QueryFixture query;
  private static SealedKit log;

  @BeforeAll
  static void start() throws IOException {
    query = new QueryFixture(directory, Map.of());
    for (int i = 0; i < 10; i++) {
      query.kit.audits().pipe(act("sox-" + i, "DATA_ACCESS", i, i < 3, "SOX"));
      query.kit.audits().pipe(act("soc-" + i, "DATA_ACCESS", i, i < 1, "SOC2"));
      query.kit.audits().pipe(act("plain-" + i, "SYSTEM", i, false));
    }
    query.kit.advance(Duration.ofSeconds(1));
    log = SealedKit.of(query.kit);
    query.log = log;
  }

  @AfterEach
  void signAll() {
    log.sign(log.entries.size());
    query.log = log;
  }

  @AfterAll
  static void stop() {
    query.close();
  }

  private static AuditEvent act(
      final String id,
      final String category,
      final int minute,
      final boolean failed,
      final String... frameworks) {
    final AuditEvent act =
        audit().of(TENANT).id(id).at(TopologyTestKit.START.plusSeconds(minute * 20L)).build();
    act.setCategory(category);
    act.setFrameworks(List.of(frameworks));
    act.setResource("res-" + minute);
    act.setAgent("agent-" + minute % 2);
    act.setActor("actor-" + minute % 5);
    act.setAction("read");
    act.setCorrelationId("corr-" + minute);
    act.setOutcome(failed ? "failure" : "success");
    return act;
  }

  @ParameterizedTest
  @CsvSource({
    "agent=agent-0,15",
    "actor=actor-4,6",
    "action=read,30",
    "resource=res-3,3",
    "framework=sox,10",
    "framework=SOC2&outcome=failure,1",
    "correlationId=corr-7,3",
    "category=SYSTEM,10",
    "severity=INFO,30",
    "from=2026-01-05T08:02:40Z,6",
    "to=2026-01-05T08:00:20Z,3",
    "agent=agent-1&framework=SOX&from=2026-01-05T08:01:40Z,3",
    "resource=nothing,0"
  })
  void shouldFindActsByEveryFilter(final String filter, final int count) throws IOException {
    // When
    final HttpResponse<String> answer = query.get("/audit/" + TENANT + "?limit=100&" + filter);

    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(JSON.readTree(answer.body()).get("items")).hasSize(count);
  }

  @Test
  void shouldPageThroughAFilteredTrail() throws IOException {
    // Given
    final TreeSet<String> seen = new TreeSet<>();
    String cursor = "";

    // When
    for (int page = 0; page < 5 && cursor != null; page++) {
      final JsonNode answer =
          JSON.readTree(query.get("/audit/" + TENANT + "?framework=SOX&limit=3" + cursor).body());
      answer.get("items").forEach(item -> seen.add(item.get("auditId").asText()));
      cursor =
          answer.get("nextCursor").isNull() ? null : "&cursor=" + answer.get("nextCursor").asText();
    }

    // Then
    assertThat(seen).hasSize(10);
    assertThat(cursor).isNull();
  }

  @Test
  void shouldListViolationsNewestFirstInPages() throws IOException {
    // When
    final JsonNode first =
        JSON.readTree(query.get("/compliance/" + TENANT + "/violations?limit=3").body());
    final JsonNode second =
        JSON.readTree(
            query
                .get(
                    "/compliance/"
                        + TENANT
                        + "/violations?limit=3&cursor="
                        + first.get("nextCursor").asText())
                .body());

    // Then
    assertThat(first.get("items")).hasSize(3);
    assertThat(first.at("/items/0/auditId").asText()).isEqualTo("ext:sox-2");
    assertThat(second.get("items")).hasSize(1);
    assertThat(second.get("nextCursor").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "framework=SOC2,1",
    "rule=SOX-001,3",
    "framework=GDPR,0",
    "from=2026-01-05T08:00:40Z,1"
  })
  void shouldFilterViolations(final String filter, final int count) throws IOException {
    // When
    final HttpResponse<String> answer =
        query.get("/compliance/" + TENANT + "/violations?" + filter);

    // Then
    assertThat(JSON.readTree(answer.body()).get("items")).hasSize(count);
    assertThat(CONTRACT.violations("/compliance/{tenant}/violations", answer)).isEmpty();
  }

  @Test
  void shouldReportOneFrameworkWithCountsRetentionViolationsAndChain() throws IOException {
    // When
    final HttpResponse<String> answer = query.get(REPORT + "?framework=SOX&" + PERIOD);

    // Then
    final JsonNode report = JSON.readTree(answer.body());
    assertThat(CONTRACT.violations("/compliance/{tenant}/report", answer)).isEmpty();
    assertThat(report.get("entries").asInt()).isEqualTo(10);
    assertThat(report.at("/byOutcome/failure").asInt()).isEqualTo(3);
    assertThat(report.at("/retention/requiredDays").asInt()).isEqualTo(2555);
    assertThat(report.at("/retention/shorter").asInt()).isZero();
    assertThat(report.get("violationCount").asInt()).isEqualTo(3);
    assertThat(report.get("violations")).hasSize(3);
    assertThat(report.at("/chains/0/intact").asBoolean()).isTrue();
    assertThat(report.at("/chains/0/headSequence").asInt()).isEqualTo(30);
    assertThat(report.at("/chains/0/entriesChecked").asInt()).isEqualTo(30);
    assertThat(report.at("/chains/0/headHash").asText())
        .isEqualTo(
            JSON.readTree(query.get("/audit/" + TENANT + "?limit=1").body())
                .at("/items/0/seal/leafHash")
                .asText());
  }

  @Test
  void shouldNameTheSignedHeadThatCoversTheEntries() throws Exception {
    // When
    final JsonNode head =
        JSON.readTree(query.get(REPORT + "?framework=SOX&" + PERIOD).body())
            .at("/chains/0/checkpoint");

    // Then
    final SignedCheckpoint note =
        SignedCheckpoint.parse(head.get("note").asText().getBytes(StandardCharsets.UTF_8));
    assertThat(note.verify(List.of(SealedKit.KEY.verifier()))).hasSize(1);
    assertThat(head.get("origin").asText()).isEqualTo("nexora.example/default/0");
    assertThat(head.get("size").asInt()).isEqualTo(log.entries.size());
    assertThat(head.get("root").asText())
        .isEqualTo(HexFormat.of().formatHex(MerkleOracle.root(log.entries)));
    assertThat(head.get("coversNewest").asBoolean()).isTrue();
    assertThat(head.get("fits").asBoolean()).isTrue();
  }

  @Test
  void shouldSayWhenTheSignedHeadIsOlderOrAnotherLogsOrNotThereYet() throws Exception {
    // Given
    log.sign(7);
    final JsonNode older = checkpoint();
    log.entries.add(0, new byte[] {1});
    log.sign(30);
    log.entries.remove(0);
    final JsonNode other = checkpoint();
    query.log = PublishedLog.none();

    // When
    final JsonNode none = checkpoint();

    // Then
    assertThat(older.get("coversNewest").asBoolean()).isFalse();
    assertThat(older.get("fits").asBoolean()).isTrue();
    assertThat(other.get("fits").asBoolean()).isFalse();
    assertThat(none.isNull()).isTrue();
  }

  @Test
  void shouldPrintTheSignedHeadInEveryForm() {
    // When
    final String csv = query.get(REPORT + "?format=csv&" + PERIOD).body();
    final String page = query.get(REPORT + "?format=html&" + PERIOD).body();

    // Then
    assertThat(csv)
        .contains("checkpoint,origin,nexora.example/default/0,", "checkpoint,fits,true,")
        .contains("checkpoint,note,\"nexora.example/default/0\n");
    assertThat(page).contains("<pre>nexora.example/default/0\n", "Covers the newest entry");
  }

  private static JsonNode checkpoint() throws IOException {
    final HttpResponse<String> answer = query.get(REPORT + "?" + PERIOD);
    assertThat(CONTRACT.violations("/compliance/{tenant}/report", answer)).isEmpty();
    return JSON.readTree(answer.body()).at("/chains/0/checkpoint");
  }

  @Test
  void shouldReportAllFrameworksTogether() throws IOException {
    // When
    final JsonNode report = JSON.readTree(query.get(REPORT + "?" + PERIOD).body());

    // Then
    assertThat(report.get("entries").asInt()).isEqualTo(30);
    assertThat(report.at("/byFramework/SOX").asInt()).isEqualTo(10);
    assertThat(report.get("violationCount").asInt()).isEqualTo(4);
    assertThat(report.get("framework").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "format=csv|*/*|text/csv",
        "format=html|*/*|text/html",
        "format=json|text/html|application/json",
        "|text/csv|text/csv",
        "|text/html,application/xml;q=0.9,*/*;q=0.8|text/html",
        "|*/*|application/json"
      })
  void shouldAnswerInTheFormThatTheCallerWants(
      final String format, final String accept, final String type) {
    // Given
    final var request =
        query
            .request(REPORT + "?" + PERIOD + (format == null ? "" : "&" + format))
            .header("Authorization", "Bearer " + query.tokenOf(TENANT))
            .header("Accept", accept)
            .GET();

    // When
    final HttpResponse<String> answer = query.send(request);

    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith(type);
    assertThat(CONTRACT.violations("/compliance/{tenant}/report", answer)).isEmpty();
  }

  @Test
  void shouldGiveTheSameFiguresAsCsv() {
    // When
    final String csv = query.get(REPORT + "?framework=SOX&format=csv&" + PERIOD).body();

    // Then
    assertThat(csv.lines())
        .contains(
            "entries,total,10,",
            "outcome,failure,3,",
            "violations,total,3,",
            "retention,shorterThanRequired,0,",
            "chain,headSequence,30,")
        .anySatisfy(line -> assertThat(line).startsWith("violation,SOX-001,ext:sox-2,"));
  }

  @Test
  void shouldPrintAPageThatNeedsNothingElse() {
    // When
    final String page = query.get(REPORT + "?framework=SOX&format=html&" + PERIOD).body();

    // Then
    assertThat(page)
        .contains("<h1>Compliance report: SOX</h1>", "10 entries", "SOX-001", "ext:sox-2")
        .doesNotContain("<script", "src=", "href=");
  }

  @Test
  void shouldRefuseAFrameworkThatThereIsNot() throws IOException {
    // When
    final HttpResponse<String> answer = query.get(REPORT + "?framework=SOCKS");

    // Then
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(answer.body()).get("allowed").asText()).contains("PCI-DSS");
  }

  @Test
  void shouldShowTheRulesWithTheirConditionsInWords() throws IOException {
    // When
    final HttpResponse<String> answer = query.get("/compliance/rules?framework=SOX");

    // Then
    assertThat(CONTRACT.violations("/compliance/rules", answer)).isEmpty();
    assertThat(JSON.readTree(answer.body()).at("/items/0/violated").asText())
        .isEqualTo("outcome is failure; or actor is missing");
  }
}

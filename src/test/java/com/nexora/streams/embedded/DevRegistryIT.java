package com.nexora.streams.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.nexora.streams.testkit.FreePorts;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class DevRegistryIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String V1 = record("{'name':'id','type':'string'}");
  private static final String V2_WITH_DEFAULT =
      record("{'name':'id','type':'string'},{'name':'n','type':'int','default':0}");
  private static final String WITHOUT_DEFAULT =
      record("{'name':'id','type':'string'},{'name':'n','type':'int'}");

  @TempDir static Path dir;

  private static DevBroker broker;

  private final HttpClient http = HttpClient.newHttpClient();
  private DevRegistry registry;
  private String subject;

  @BeforeAll
  static void startBroker() {
    broker = DevBroker.start(dir, FreePorts.one(), Map.of());
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void startRegistry(final TestInfo test) {
    registry = DevRegistry.start(broker.bootstrapServers(), FreePorts.one());
    subject = test.getTestMethod().orElseThrow().getName() + "-" + System.nanoTime() + "-value";
  }

  @AfterEach
  void stopRegistry() {
    registry.close();
  }

  @Test
  void shouldKeepIdsAcrossRestarts() throws Exception {
    // Given
    final int first = register(subject, V1);
    final int second = register(subject, V2_WITH_DEFAULT);

    // When
    restartRegistry();

    // Then
    assertThat(get("/schemas/ids/" + first).path("schema").asText()).isEqualTo(canonical(V1));
    assertThat(get("/schemas/ids/" + second).path("schema").asText())
        .isEqualTo(canonical(V2_WITH_DEFAULT));
    assertThat(register(subject, V1)).isEqualTo(first);
    assertThat(numbers(get("/subjects/" + subject + "/versions"))).containsExactly(1, 2);
  }

  @Test
  void shouldKeepAcknowledgedSchemasWhenTheBrokerIsKilled() throws Exception {
    // Given
    final int id = register(subject, V1);

    // When
    broker.kill();
    broker.restart();

    // Then: the running registry writes again, and a new one reads all
    final int next = register(subject, V2_WITH_DEFAULT);
    restartRegistry();
    assertThat(register(subject, V1)).isEqualTo(id);
    assertThat(register(subject, V2_WITH_DEFAULT)).isEqualTo(next);
  }

  @Test
  void shouldGiveOneIdToOneSchemaUnderEverySubject() throws Exception {
    // Given
    final String unique = V1.replace("\"R\"", "\"Unique\"");
    final int id = register(subject, unique);

    // When
    final int other = register(subject + "-other", unique);

    // Then
    assertThat(other).isEqualTo(id);
    assertThat(texts(get("/schemas/ids/" + id + "/subjects")))
        .containsExactlyInAnyOrder(subject, subject + "-other");
    assertThat(get("/schemas/ids/" + id + "/versions")).hasSize(2);
  }

  @Test
  void shouldNeverGiveOneIdTwiceWhenManyRegisterAtOnce() throws Exception {
    // Given
    final ExecutorService threads = Executors.newFixedThreadPool(8);
    final List<Callable<Integer>> tasks = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      final String name = "N" + (i % 12);
      tasks.add(() -> register(subject + name, V1.replace("\"R\"", "\"" + name + "\"")));
    }

    // When
    final List<Integer> ids = new ArrayList<>();
    for (final Future<Integer> result : threads.invokeAll(tasks)) {
      ids.add(result.get());
    }
    threads.shutdown();

    // Then
    assertThat(new HashSet<>(ids)).hasSize(12);
    assertThat(ids.subList(0, 12)).isEqualTo(ids.subList(12, 24));
  }

  @Test
  void shouldDescribeAVersionInAllWaysTheProtocolHas() throws Exception {
    // Given
    final int id = register(subject, V1);

    // When
    final JsonNode latest = get("/subjects/" + subject + "/versions/latest");
    final JsonNode found = send("POST", "/subjects/" + subject, body(V1), 200);

    // Then
    assertThat(latest).isEqualTo(found);
    assertThat(latest.path("subject").asText()).isEqualTo(subject);
    assertThat(latest.path("version").asInt()).isEqualTo(1);
    assertThat(latest.path("id").asInt()).isEqualTo(id);
    assertThat(get("/subjects/" + subject + "/versions/-1")).isEqualTo(latest);
    assertThat(get("/subjects/" + subject + "/versions/1/schema")).isEqualTo(JSON.readTree(V1));
    assertThat(texts(get("/subjects"))).contains(subject);
    assertThat(texts(get("/schemas/types"))).containsExactly("AVRO");
    assertThat(get("/mode").path("mode").asText()).isEqualTo("READWRITE");
    assertThat(get("/config").path("compatibilityLevel").asText()).isEqualTo("BACKWARD");
  }

  @Test
  void shouldServeASubjectWithASlashAndAPlus() throws Exception {
    // Given
    final String odd = URLEncoder.encode(subject + "/a+b", StandardCharsets.UTF_8);

    // When
    register(odd, V1);

    // Then
    assertThat(texts(get("/subjects"))).contains(subject + "/a+b");
  }

  @Test
  void shouldRefuseASchemaThatCannotReadOldData() throws Exception {
    // Given
    register(subject, V1);

    // When
    final JsonNode refusal =
        send("POST", "/subjects/" + subject + "/versions", body(WITHOUT_DEFAULT), 409);

    // Then
    assertThat(refusal.path("error_code").asInt()).isEqualTo(409);
    assertThat(refusal.path("message").asText())
        .contains("incompatible with an earlier schema for subject \"" + subject)
        .contains("READER_FIELD_MISSING_DEFAULT_VALUE");
    assertThat(numbers(get("/subjects/" + subject + "/versions"))).containsExactly(1);
  }

  @ParameterizedTest
  @CsvSource({
    "BACKWARD, false, true, true",
    "FORWARD, true, true, false",
    "FULL, false, true, false",
    "NONE, true, true, true",
  })
  void shouldJudgeByTheLevelOfTheSubject(
      final String level, final boolean added, final boolean withDefault, final boolean removed)
      throws Exception {
    // Given
    final String two = record("{'name':'id','type':'string'},{'name':'old','type':'string'}");
    register(subject, two);

    // When
    send("PUT", "/config/" + subject, "{\"compatibility\":\"" + level + "\"}", 200);

    // Then
    assertThat(compatible(two.replace("]}", ",{\"name\":\"n\",\"type\":\"int\"}]}")))
        .isEqualTo(added);
    assertThat(compatible(two.replace("]}", ",{\"name\":\"n\",\"type\":\"int\",\"default\":0}]}")))
        .isEqualTo(withDefault);
    assertThat(compatible(V1)).isEqualTo(removed);
    restartRegistry();
    assertThat(get("/config/" + subject).path("compatibilityLevel").asText()).isEqualTo(level);
  }

  @Test
  void shouldAskAllEarlierVersionsWhenTheLevelIsTransitive() throws Exception {
    // Given: n is added with a default, then its default goes; the first version lacks n
    register(subject, V1);
    register(subject, V2_WITH_DEFAULT);

    // When
    final boolean direct = compatible(WITHOUT_DEFAULT);
    send("PUT", "/config/" + subject, "{\"compatibility\":\"backward_transitive\"}", 200);
    final JsonNode refusal =
        send("POST", "/subjects/" + subject + "/versions", body(WITHOUT_DEFAULT), 409);

    // Then
    assertThat(direct).isTrue();
    assertThat(refusal.path("error_code").asInt()).isEqualTo(409);
  }

  @Test
  void shouldDeleteSoftlyFirstAndForGoodThen() throws Exception {
    // Given
    final int id = register(subject, V1);
    final String path = "/subjects/" + subject;

    // When
    final JsonNode early = send("DELETE", path + "?permanent=true", null, 404);
    final JsonNode soft = send("DELETE", path, null, 200);

    // Then
    assertThat(early.path("error_code").asInt()).isEqualTo(40405);
    assertThat(numbers(soft)).containsExactly(1);
    assertThat(error("GET", path + "/versions", null)).isEqualTo(40401);
    assertThat(get("/schemas/ids/" + id).path("schema").asText()).isEqualTo(canonical(V1));
    assertThat(texts(get("/subjects"))).doesNotContain(subject);
    assertThat(texts(get("/subjects?deleted=true"))).contains(subject);
    assertThat(error("DELETE", path, null)).isEqualTo(40404);
    restartRegistry();
    assertThat(numbers(send("DELETE", path + "?permanent=true", null, 200))).containsExactly(1);
    restartRegistry();
    assertThat(texts(get("/subjects?deleted=true"))).doesNotContain(subject);
  }

  @Test
  void shouldDeleteOneVersionAndNeverUseItsNumberAgain() throws Exception {
    // Given
    register(subject, V1);
    register(subject, V2_WITH_DEFAULT);
    final String path = "/subjects/" + subject + "/versions/";

    // When
    final JsonNode deleted = send("DELETE", path + "2", null, 200);

    // Then
    assertThat(deleted.asInt()).isEqualTo(2);
    assertThat(error("GET", path + "2", null)).isEqualTo(40402);
    assertThat(error("DELETE", path + "2", null)).isEqualTo(40406);
    assertThat(error("DELETE", path + "1?permanent=true", null)).isEqualTo(40407);
    register(subject, V2_WITH_DEFAULT);
    assertThat(numbers(get("/subjects/" + subject + "/versions"))).containsExactly(1, 3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET    | /subjects/none/versions             |                                | 404 | 40401",
        "GET    | /subjects/none/versions/1           |                                | 404 | 40401",
        "POST   | /subjects/none                      | {'schema':'\\\"int\\\"'}       | 404 | 40401",
        "GET    | /schemas/ids/999999                 |                                | 404 | 40403",
        "POST   | /subjects/x/versions                | {'schema':'{}'}                | 422 | 42201",
        "POST   | /subjects/x/versions                | {'schema':'nonsense'}          | 422 | 42201",
        "POST   | /subjects/x/versions                | {}                             | 422 | 42201",
        "POST   | /subjects/x/versions                | {'schemaType':'PROTOBUF','schema':'x'} | 422 | 42201",
        "GET    | /subjects/x/versions/0              |                                | 422 | 42202",
        "GET    | /subjects/x/versions/first          |                                | 422 | 42202",
        "PUT    | /config                             | {'compatibility':'SIDEWAYS'}   | 422 | 42203",
        "GET    | /config/none                        |                                | 404 | 40408",
        "PUT    | /mode                               | {'mode':'READONLY'}            | 422 | 42205",
        "POST   | /subjects/x/versions                | not json                       | 400 | 400",
        "GET    | /nothing/here                       |                                | 404 | 404",
        "PATCH  | /subjects                           |                                | 405 | 405",
      })
  void shouldAnswerMistakesWithTheProtocolsCodes(
      final String method, final String path, final String body, final int status, final int code)
      throws Exception {
    // When
    final JsonNode answer =
        send(method, path, body == null ? null : body.replace('\'', '"'), status);

    // Then
    assertThat(answer.path("error_code").asInt()).isEqualTo(code);
    assertThat(answer.path("message").asText()).isNotBlank();
  }

  @Test
  void shouldRefuseABodyThatIsTooLarge() throws Exception {
    // Given
    final String huge = body("\"" + "x".repeat(5 << 20) + "\"");

    // When
    final HttpResponse<String> answer = exchange("POST", "/subjects/x/versions", huge);

    // Then
    assertThat(answer.statusCode()).isEqualTo(413);
  }

  @Test
  void shouldNameThePortThatIsInUse() {
    // When
    final Throwable refusal =
        catchThrowable(() -> DevRegistry.start(broker.bootstrapServers(), registry.port()));

    // Then
    assertThat(refusal)
        .isInstanceOf(DevClusterException.class)
        .hasMessageContaining("port " + registry.port() + " on 127.0.0.1 is in use")
        .hasMessageContaining("choose another port for the schema registry");
  }

  private boolean compatible(final String schema) throws Exception {
    return send(
            "POST", "/compatibility/subjects/" + subject + "/versions/latest", body(schema), 200)
        .path("is_compatible")
        .asBoolean();
  }

  private int register(final String name, final String schema) throws Exception {
    return send("POST", "/subjects/" + name + "/versions", body(schema), 200).path("id").asInt();
  }

  private int error(final String method, final String path, final String body) throws Exception {
    return JSON.readTree(exchange(method, path, body).body()).path("error_code").asInt();
  }

  private JsonNode get(final String path) throws Exception {
    return send("GET", path, null, 200);
  }

  private JsonNode send(final String method, final String path, final String body, final int status)
      throws Exception {
    final HttpResponse<String> answer = exchange(method, path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type"))
        .contains("application/vnd.schemaregistry.v1+json");
    return JSON.readTree(answer.body());
  }

  private HttpResponse<String> exchange(final String method, final String path, final String body)
      throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(registry.url() + path))
            .timeout(Duration.ofSeconds(30))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private void restartRegistry() {
    registry.close();
    registry = DevRegistry.start(broker.bootstrapServers(), FreePorts.one());
  }

  private static String record(final String fields) {
    return ("{'type':'record','name':'R','namespace':'t','fields':[" + fields + "]}")
        .replace('\'', '"');
  }

  private static String canonical(final String schema) {
    return new org.apache.avro.Schema.Parser().parse(schema).toString();
  }

  private static String body(final String schema) {
    return JsonNodeFactory.instance.objectNode().put("schema", schema).toString();
  }

  private static List<Integer> numbers(final JsonNode array) {
    final List<Integer> numbers = new ArrayList<>();
    array.forEach(node -> numbers.add(node.asInt()));
    return numbers;
  }

  private static List<String> texts(final JsonNode array) {
    final List<String> texts = new ArrayList<>();
    array.forEach(node -> texts.add(node.asText()));
    return texts;
  }
}

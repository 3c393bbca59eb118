package com.nexora.streams.query;

import static com.nexora.streams.testkit.Events.grc;
import static com.nexora.streams.testkit.Events.nhi;
import static com.nexora.streams.testkit.Events.tenantConfig;
import static com.nexora.streams.testkit.Events.threat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.events.DeadLetter;
import com.nexora.events.EventFilter;
import com.nexora.events.GrcEvent;
import com.nexora.events.HighPriorityAlert;
import com.nexora.events.TenantConfig;
import com.nexora.events.TenantRedaction;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.Topics;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every field of a tenant's settings changes what the product does: two tenants that differ in this
 * field alone, and to whom the same happens, see something different. A field that nobody has put
 * into the table fails the build.
 */
final class TenantFieldsTest {

  /** Names of tenant and time of the change: not settings. */
  private static final Set<String> NO_SETTINGS = Set.of("tenant_id", "updated_at");

  /** Fields that destinations read: their own tests show what each of them changes. */
  private static final Map<String, String> OF_DESTINATIONS =
      Map.of(
          "destinations", "DestinationsIT",
          "batch_size", "DestinationSpecTest",
          "compression_enabled", "DestinationSpecTest");

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path directory;
  private static QueryFixture query;

  /**
   * @param change makes the field differ from its default
   * @param happens happens to a tenant
   * @param seen what can be seen of it then
   */
  private record Field(
      Consumer<TenantConfig.Builder> change, Consumer<String> happens, Seen seen) {}

  private interface Seen {
    Object of(String tenant) throws IOException;
  }

  private static final Map<String, Field> FIELDS = new LinkedHashMap<>();

  static {
    FIELDS.put(
        "enabled",
        new Field(
            config -> config.setEnabled(false),
            TenantFieldsTest::anEvent,
            TenantFieldsTest::letters));
    FIELDS.put(
        "topics",
        new Field(
            config -> config.setTopics(List.of(Topics.THREAT_EVENTS)),
            TenantFieldsTest::anEvent,
            TenantFieldsTest::identities));
    FIELDS.put(
        "filters",
        new Field(
            config ->
                config.setFilters(
                    List.of(new EventFilter(List.of(), List.of(), List.of("entityId == 'x'")))),
            TenantFieldsTest::anEvent,
            TenantFieldsTest::identities));
    FIELDS.put(
        "retention_days",
        new Field(
            config -> config.setRetentionDays(1),
            tenant -> aFinding(tenant, 9.5, Duration.ofDays(-3)),
            tenant -> items(tenant, "/threats/" + tenant)));
    FIELDS.put(
        "correlation_threshold",
        new Field(
            config -> config.setCorrelationThreshold(90),
            tenant -> aFinding(tenant, 6.9, Duration.ZERO),
            tenant -> items(tenant, "/threats/" + tenant)));
    FIELDS.put(
        "high_priority_limit",
        new Field(
            config -> config.setHighPriorityLimit(0),
            tenant -> aFinding(tenant, 9.5, Duration.ZERO),
            TenantFieldsTest::alarms));
    FIELDS.put(
        "criticality",
        new Field(
            config -> config.setCriticality(Map.of("e", 4.0)),
            tenant -> aFinding(tenant, 9.5, Duration.ZERO),
            tenant -> get(tenant, "/threats/" + tenant).at("/items/0/correlationScore").asInt()));
    FIELDS.put(
        "allow_unknown_types",
        new Field(
            config -> config.setAllowUnknownTypes(true),
            TenantFieldsTest::anEventOfAnUnknownType,
            tenant -> items(tenant, "/events/" + tenant)));
    FIELDS.put(
        "redaction",
        new Field(
            config ->
                config.setRedaction(
                    List.of(new TenantRedaction(List.of("nickname"), List.of(), "redact"))),
            tenant ->
                query
                    .kit
                    .grc()
                    .pipe(
                        grc("RISK_CREATED").of(tenant).entity("e").data("{\"nickname\":\"sam\"}")),
            tenant -> get(tenant, "/events/" + tenant).at("/items/0/data").toString()));
    FIELDS.put(
        "requests_per_second",
        new Field(
            config -> config.setRequestsPerSecond(1),
            tenant -> {},
            tenant -> List.of(post(tenant), post(tenant))));
  }

  @BeforeAll
  static void start() throws IOException {
    query = new QueryFixture(directory, Map.of());
    query.tenants = new TenantsInStore(query.stores(), query.kit.serdes());
  }

  @AfterAll
  static void stop() {
    query.close();
  }

  static Stream<String> fields() {
    return FIELDS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("fields")
  void shouldChangeWhatIsSeenByThisFieldAlone(final String name) throws IOException {
    // Given
    final Field field = FIELDS.get(name);
    final TenantConfig.Builder changed = tenantConfig("changed-" + name);
    field.change().accept(changed);
    final TenantConfig plain = tenantConfig("plain-" + name).build();
    query.kit.tenantConfigs().pipe(plain);
    query.kit.tenantConfigs().pipe(changed.build());
    assertThat(differing(plain, changed.build())).containsExactlyInAnyOrder("tenant_id", name);

    // When
    field.happens().accept("plain-" + name);
    final Object before = field.seen().of("plain-" + name);
    field.happens().accept("changed-" + name);
    final Object after = field.seen().of("changed-" + name);

    // Then
    assertThat(after).isNotEqualTo(before);
  }

  @Test
  void shouldKnowEveryFieldOfTheRecord() throws ClassNotFoundException {
    // Given
    final Set<String> inTheRecord = new TreeSet<>();
    TenantConfig.getClassSchema().getFields().forEach(field -> inTheRecord.add(field.name()));

    // When
    final Set<String> known = new TreeSet<>(NO_SETTINGS);
    known.addAll(FIELDS.keySet());
    known.addAll(OF_DESTINATIONS.keySet());

    // Then
    assertThat(known).isEqualTo(inTheRecord);
    for (final String test : OF_DESTINATIONS.values()) {
      assertThat(Class.forName("com.nexora.streams.destinations." + test)).isNotNull();
    }
  }

  private static List<String> differing(final TenantConfig one, final TenantConfig other) {
    return TenantConfig.getClassSchema().getFields().stream()
        .map(Schema.Field::name)
        .filter(name -> !one.get(name).equals(other.get(name)))
        .toList();
  }

  private static void anEvent(final String tenant) {
    query.kit.nhi().pipe(nhi().of(tenant).entity("e"));
  }

  private static void aFinding(final String tenant, final double score, final Duration at) {
    query.kit.nhi().pipe(nhi().of(tenant).entity("e").risk(8).after(at));
    query
        .kit
        .threats()
        .pipe(threat("t").of(tenant).entity("e").scored(score).confident(0.7).after(at));
  }

  private static void anEventOfAnUnknownType(final String tenant) {
    query
        .kit
        .input(
            Topics.GRC_EVENTS,
            GrcEvent.class,
            event -> EntityKey.bytes(event.getTenantId(), String.valueOf(event.getEntityId())))
        .pipe(grc("HOUSE_BURNT_DOWN").of(tenant).entity("e").build());
  }

  private static Object letters(final String tenant) {
    return query.kit.deadLetters(Topics.NHI_EVENTS).readAll().stream()
        .filter(letter -> tenant.equals(letter.getTenantId()))
        .map(DeadLetter::getReason)
        .toList();
  }

  private static Object alarms(final String tenant) {
    return query.kit.output(Topics.THREAT_HIGH_PRIORITY, HighPriorityAlert.class).readAll().stream()
        .filter(alarm -> tenant.equals(alarm.getTenantId()))
        .count();
  }

  private static Object identities(final String tenant) throws IOException {
    return get(tenant, "/agents?tenant=" + tenant).get("items").size();
  }

  private static Object items(final String tenant, final String path) throws IOException {
    return get(tenant, path).get("items").size();
  }

  private static JsonNode get(final String tenant, final String path) throws IOException {
    final HttpResponse<String> answer = query.get(path, query.tokenOf(tenant));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static int post(final String tenant) {
    final String token = query.tokens.mint("tester", tenant, Set.of("write"), Duration.ofHours(1));
    return query
        .send(
            query
                .request("/events")
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"eventType\":\"RISK_CREATED\",\"source\":\"FRONTEND_APP\",\"action\":\"create\",\"data\":{}}")))
        .statusCode();
  }
}

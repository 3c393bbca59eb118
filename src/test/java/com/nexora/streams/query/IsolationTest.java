package com.nexora.streams.query;

import static com.nexora.streams.testkit.Events.agentEvent;
import static com.nexora.streams.testkit.Events.audit;
import static com.nexora.streams.testkit.Events.grc;
import static com.nexora.streams.testkit.Events.nhi;
import static com.nexora.streams.testkit.Events.tenantConfig;
import static com.nexora.streams.testkit.Events.threat;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.streams.testkit.Alerts;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No token of one tenant reads, changes, tails, proves or exports anything of another's, on any
 * route of openapi.yaml. A route that is not in the table fails the test: whoever adds one says
 * here what binds it to its tenant.
 */
final class IsolationTest {

  /** What binds a route to the token's tenant. */
  private enum Binding {
    /** Shows nothing of any tenant. */
    NOBODYS,
    /** The path names the tenant. */
    PATH,
    /** The parameter tenant names it; left out, it is the token's. */
    QUERY,
    /** The body names it. */
    BODY,
    /** The thing that the path names has a tenant: for others there is none. */
    ITEM,
    /** Shows or changes what is every tenant's: for tokens of all tenants only. */
    OPERATOR
  }

  private static final Map<String, Binding> TABLE = new TreeMap<>();

  static {
    put(Binding.NOBODYS, "get /health", "get /health/live", "get /health/ready");
    put(Binding.NOBODYS, "get /topology", "get /topology.mmd", "get /openapi.yaml");
    put(Binding.NOBODYS, "get /compliance/rules");
    put(Binding.OPERATOR, "get /audit/log/keys");
    put(Binding.QUERY, "get /agents");
    put(Binding.PATH, "get /agents/{tenant}/{id}", "get /agents/{tenant}/{id}/metrics");
    put(Binding.PATH, "get /tenants/{tenant}/metrics");
    put(Binding.PATH, "get /tenants/{tenant}/tools");
    put(Binding.PATH, "get /tenants/{tenant}/tools/{tool}/metrics");
    put(Binding.PATH, "get /tenants/{tenant}/task-types");
    put(Binding.PATH, "get /tenants/{tenant}/task-types/{type}/metrics");
    put(Binding.PATH, "get /alerts/{tenant}");
    put(Binding.PATH, "get /threats/{tenant}", "get /threats/{tenant}/summaries");
    put(Binding.PATH, "get /events/{tenant}", "get /metrics/{tenant}");
    put(Binding.BODY, "post /events", "post /events/bulk");
    put(Binding.PATH, "get /audit/{tenant}", "get /audit/{tenant}/{auditId}");
    put(Binding.PATH, "get /audit/{tenant}/{auditId}/proof");
    put(Binding.OPERATOR, "get /audit/log/{partition}/checkpoint");
    put(Binding.OPERATOR, "get /audit/log/{partition}/tile/entries/{bundle}");
    put(Binding.OPERATOR, "get /audit/log/{partition}/tile/{level}/{tile}");
    put(Binding.OPERATOR, "get /audit/log/{class}/{partition}/checkpoint");
    put(Binding.OPERATOR, "get /audit/log/{class}/{partition}/tile/entries/{bundle}");
    put(Binding.OPERATOR, "get /audit/log/{class}/{partition}/tile/{level}/{tile}");
    put(Binding.PATH, "get /compliance/{tenant}/violations");
    put(Binding.PATH, "get /compliance/{tenant}/report");
    put(Binding.QUERY, "get /dlq/{topic}", "get /dlq/{topic}/count");
    put(Binding.ITEM, "get /dlq/{topic}/{partition}/{offset}");
    put(Binding.ITEM, "post /dlq/{topic}/{partition}/{offset}/replay");
    put(Binding.ITEM, "post /dlq/{topic}/{partition}/{offset}/discard");
    put(Binding.PATH, "get /stream-config/{tenant}", "put /stream-config/{tenant}");
    put(Binding.PATH, "delete /privacy/{tenant}/subjects/{id}");
    put(Binding.PATH, "put /privacy/{tenant}/holds/{id}", "delete /privacy/{tenant}/holds/{id}");
  }

  private static final Contract CONTRACT = new Contract();
  private static final String ALL_SCOPES = "read write admin auditor";
  private static final String OWNER = "tenant-a";
  private static final String OTHER = "tenant-b";

  /** Is in everything that the owner has. */
  private static final String MARK = "mark-of-a";

  /** Stands in paths, which refusals repeat; the owner has one of this name. */
  private static final String THING = "thing-1";

  @TempDir private static Path directory;
  private static QueryFixture query;

  private static void put(final Binding binding, final String... operations) {
    for (final String operation : operations) {
      TABLE.put(operation, binding);
    }
  }

  @BeforeAll
  static void start() throws IOException {
    query = new QueryFixture(directory, Map.of());
    query.kit.agents().pipe(agentEvent("agent.started").of(OWNER).entity(MARK));
    query.kit.agents().pipe(agentEvent("agent.started").of(OWNER).entity(THING));
    query.kit.agents().pipe(Calls.of(MARK, 10, true).of(OWNER).entity(MARK));
    query.kit.agents().pipe(Calls.task(MARK, 10).of(OWNER).entity(MARK));
    query.kit.nhi().pipe(nhi().of(OWNER).entity(MARK));
    query.kit.threats().pipe(threat(MARK).of(OWNER).entity(MARK).scored(9.5));
    query.kit.audits().pipe(audit().of(OWNER).id(MARK).payload("{\"note\":\"" + MARK + "\"}"));
    query.kit.grc().pipe(grc("RISK_CREATED").of(OWNER).entity(MARK));
    query.kit.tenantConfigs().pipe(tenantConfig(OWNER).setCriticality(Map.of(MARK, 2.0)).build());
    Alerts.pipe(query.kit).pipe(Alerts.step(MARK, "errorRate", "open", Duration.ZERO));
    query.kit.advance(Duration.ofSeconds(1));
    query.log = SealedKit.of(query.kit);
  }

  @AfterAll
  static void stop() {
    query.close();
  }

  /** One row of the table under one of its addresses. */
  private record Operation(String method, String path, Binding binding, String address) {

    @Override
    public String toString() {
      return method + " " + address;
    }
  }

  static Stream<Operation> operations() {
    final List<Operation> operations = new ArrayList<>();
    TABLE.forEach(
        (name, binding) -> {
          final String method = name.substring(0, name.indexOf(' '));
          final String path = name.substring(name.indexOf(' ') + 1);
          operations.add(new Operation(method, path, binding, path));
          if (CONTRACT.underGateway(path)) {
            operations.add(new Operation(method, path, binding, GatewayPrefix.PREFIX + path));
          }
        });
    return operations.stream();
  }

  @Test
  void shouldSayOfEveryRouteWhatBindsItToItsTenant() {
    // Given
    final Set<String> declared = new TreeSet<>();
    for (final String path : CONTRACT.paths()) {
      CONTRACT.methods(path).forEach(method -> declared.add(method + " " + path));
    }

    // When
    final Set<String> table = TABLE.keySet();

    // Then
    assertThat(table).isEqualTo(declared);
  }

  @ParameterizedTest
  @MethodSource("operations")
  void shouldShowAndGiveAnotherTenantNothing(final Operation operation) {
    // Given
    final String token = token(OTHER);

    // When
    final List<HttpResponse<String>> answers =
        tries(operation).stream().map(path -> send(operation, path, token)).toList();

    // Then
    for (final HttpResponse<String> answer : answers) {
      if (operation.binding() == Binding.NOBODYS) {
        assertThat(answer.statusCode()).isEqualTo(200);
      } else {
        assertThat(answer.statusCode())
            .as(answer.body())
            .isEqualTo(operation.binding() == Binding.ITEM ? 404 : 403);
        assertThat(CONTRACT.violations(operation.path(), operation.method(), answer)).isEmpty();
      }
      assertThat(answer.body()).doesNotContain(MARK);
    }
    assertThat(query.desk.asked).isEmpty();
    assertThat(query.letters.asked).isEmpty();
    assertThat(query.producer.history()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("operations")
  void shouldShowATenantOnlyItsOwn(final Operation operation) {
    // Given
    final String own = filled(operation.address(), OTHER);

    // When
    final HttpResponse<String> answer =
        "get".equals(operation.method()) ? send(operation, own, token(OTHER)) : null;

    // Then
    assertThat(answer == null ? "" : answer.body()).doesNotContain(MARK, "\"" + OWNER + "\"");
  }

  @ParameterizedTest
  @MethodSource("operations")
  void shouldShowTheOwnerWhatTheOthersDoNotSee(final Operation operation) {
    // Given
    final boolean lists =
        "get".equals(operation.method())
            && Set.of(Binding.PATH, Binding.QUERY).contains(operation.binding())
            && !operation.path().contains("{auditId}");

    // When
    final HttpResponse<String> answer =
        lists ? send(operation, filled(operation.address(), OWNER), token(OWNER)) : null;

    // Then
    assertThat(answer == null ? 200 : answer.statusCode()).isEqualTo(200);
  }

  /** The ways to name the owner: plain, with an encoded letter, as a parameter. */
  private static List<String> tries(final Operation operation) {
    final String plain = filled(operation.address(), OWNER);
    return switch (operation.binding()) {
      case PATH -> List.of(plain, filled(operation.address(), "%74enant-a"));
      case QUERY -> List.of(plain + "?tenant=" + OWNER, plain + "?tenant=%74enant-a");
      default -> List.of(plain);
    };
  }

  private static String filled(final String path, final String tenant) {
    String filled = path.replace("{tenant}", tenant).replace("{tile}", "000.p/3");
    filled = filled.replace("{bundle}", "000.p/3").replace("{class}", "default");
    filled = filled.replace("{partition}", "0").replace("{level}", "0");
    filled = filled.replace("{topic}", FakeLetters.TOPIC).replace("{offset}", "0");
    return filled.replaceAll("\\{[^}]+}", THING);
  }

  private static HttpResponse<String> send(
      final Operation operation, final String path, final String token) {
    final String event =
        """
        {"tenantId":"%s","eventType":"RISK_CREATED","source":"BACKEND_API","action":"a","data":{}}"""
            .formatted(OWNER);
    final String body = operation.path().endsWith("/bulk") ? "{\"events\":[" + event + "]}" : event;
    return query.send(
        query
            .request(path)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(
                operation.method().toUpperCase(java.util.Locale.ROOT),
                "get".equals(operation.method())
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(body)));
  }

  private static String token(final String tenant) {
    return query.tokens.mint("tester", tenant, Set.of(ALL_SCOPES.split(" ")), Duration.ofHours(1));
  }
}

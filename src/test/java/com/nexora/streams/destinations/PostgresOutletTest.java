package com.nexora.streams.destinations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real PostgreSQL. */
final class PostgresOutletTest {

  private static EmbeddedPostgres postgres;

  @BeforeAll
  static void start() throws IOException {
    postgres = EmbeddedPostgres.builder().start();
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  @BeforeEach
  void clean() throws SQLException {
    query("DROP TABLE IF EXISTS nexora_events");
  }

  @Test
  void shouldKeepOneRowPerIdWhateverIsSentAgain() throws Exception {
    try (PostgresOutlet outlet = outlet()) {
      // Given
      outlet.deliver(Samples.items(0, 300));

      // When
      outlet.deliver(Samples.items(100, 400));

      // Then
      assertThat(
              query(
                  "SELECT count(*), min(event_id), max((data->>'number')::int) FROM nexora_events"))
          .containsExactly("400", "finding-0", "399");
    }
  }

  @Test
  void shouldLetTheLaterArrivalWinInAnyOrder() throws Exception {
    try (PostgresOutlet outlet = outlet()) {
      // Given
      final Item first = Samples.item(1);
      final Item later =
          new Item(
              first.topic(),
              0,
              9,
              first.arrivedAt() + 5,
              "acme",
              first.id(),
              "finding.updated",
              "agent-1",
              first.time() - 10,
              "{\"status\":\"resolved\"}");

      // When
      outlet.deliver(List.of(first, later));
      outlet.deliver(List.of(first));

      // Then
      assertThat(query("SELECT data->>'status' FROM nexora_events")).containsExactly("resolved");
    }
  }

  @Test
  void shouldStoreTimesTextsAndBodies() throws Exception {
    try (PostgresOutlet outlet = outlet()) {
      // Given
      final Item item =
          new Item(
              "analytics.alerts",
              3,
              7,
              1_700_000_000_123L,
              "acme",
              "a\u0000'; DROP TABLE x;--",
              "alert.open",
              "agent \u00e4\ud83d\ude00",
              1_700_000_000_001L,
              "{\"a\":[1,null,\"\u00e4\"]}");

      // When
      outlet.deliver(List.of(item));

      // Then
      assertThat(
              query(
                  "SELECT event_id, entity_id, extract(epoch FROM event_time) * 1000, kafka_partition, data::text FROM nexora_events"))
          .satisfiesExactly(
              id -> assertThat(id).isEqualTo("a\ufffd'; DROP TABLE x;--"),
              entity -> assertThat(entity).isEqualTo("agent \u00e4\ud83d\ude00"),
              time -> assertThat(Double.parseDouble(time)).isEqualTo(1_700_000_000_001.0),
              partition -> assertThat(partition).isEqualTo("3"),
              data -> assertThat(data).isEqualTo("{\"a\": [1, null, \"\u00e4\"]}"));
    }
  }

  @Test
  void shouldRefuseABatchWithABodyThatIsNoJson() throws Exception {
    try (PostgresOutlet outlet = outlet()) {
      // Given
      final List<Item> batch = List.of(Samples.item(0), Samples.item(1, "{"));

      // When
      assertThatThrownBy(() -> outlet.deliver(batch))

          // Then
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("22P02");
      assertThat(query("SELECT count(*) FROM nexora_events")).containsExactly("0");
    }
  }

  @Test
  void shouldExpireWhatIsOlderThanTheTenantKeeps() throws Exception {
    try (PostgresOutlet outlet = outlet()) {
      // Given
      outlet.deliver(Samples.items(0, 10));
      final Item other = Samples.item(1);
      outlet.deliver(
          List.of(
              new Item(
                  other.topic(),
                  0,
                  1,
                  other.arrivedAt(),
                  "globex",
                  "g",
                  other.type(),
                  "",
                  1,
                  "{}")));

      // When
      outlet.expire(Samples.item(7).time());

      // Then
      assertThat(query("SELECT string_agg(event_id, ',' ORDER BY event_id) FROM nexora_events"))
          .containsExactly("finding-7,finding-8,finding-9,g");
    }
  }

  @Test
  void shouldFindByTypeAndEntityWithAnIndex() throws Exception {
    try (PostgresOutlet outlet = outlet()) {
      // Given
      outlet.deliver(Samples.items(0, 2_000));
      query("ANALYZE nexora_events");

      // When
      final String plan =
          String.join(
              "\n",
              query(
                  "EXPLAIN SELECT data FROM nexora_events WHERE tenant_id = 'acme' AND entity_id = 'agent-1' ORDER BY event_time DESC LIMIT 5"));

      // Then
      assertThat(plan).contains("nexora_events_entity");
      assertThat(query("SELECT indexname FROM pg_indexes WHERE tablename = 'nexora_events'"))
          .contains("nexora_events_time", "nexora_events_type");
    }
  }

  @Test
  void shouldBeUnavailableWhenTheDatabaseIsNot() {
    // Given
    final PostgresOutlet outlet =
        new PostgresOutlet(
            Samples.spec("postgres", config(postgres.getPort(), "nosuch")),
            Samples.secrets(Map.of()),
            Samples.LOCAL);

    // When
    assertThatThrownBy(() -> outlet.deliver(Samples.items(0, 1)))

        // Then
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("3D000");
  }

  @Test
  void shouldGiveUpNoItemWhenManyMakeTheTableAtOnce() throws Exception {
    // Given
    final int instances = 8;
    final ExecutorService threads = Executors.newFixedThreadPool(instances);
    final CyclicBarrier together = new CyclicBarrier(instances);
    final List<Future<Void>> done = new ArrayList<>();

    // When
    for (int i = 0; i < instances; i++) {
      final List<Item> items = Samples.items(10 * i, 10 * i + 10);
      done.add(
          threads.submit(
              () -> {
                together.await();
                deliverSoonerOrLater(items);
                return null;
              }));
    }

    // Then
    for (final Future<Void> one : done) {
      one.get(20, TimeUnit.SECONDS);
    }
    threads.shutdown();
    assertThat(query("SELECT count(*) FROM nexora_events")).containsExactly("80");
  }

  private static void deliverSoonerOrLater(final List<Item> items) throws Exception {
    for (int attempt = 0; ; attempt++) {
      try (PostgresOutlet outlet = outlet()) {
        outlet.deliver(items);
        return;
      } catch (final UnavailableException e) {
        assertThat(attempt).as(e.getMessage()).isLessThan(20);
      }
    }
  }

  @Test
  void shouldNotConnectWhereTheOperatorDoesNotAllow() {
    // Given
    final PostgresOutlet outlet =
        new PostgresOutlet(
            Samples.spec("postgres", config(postgres.getPort(), "postgres")),
            Samples.secrets(Map.of()),
            new NetworkGuard(List.of()));

    // When
    assertThatThrownBy(() -> outlet.deliver(Samples.items(0, 1)))

        // Then
        .isInstanceOf(UnavailableException.class)
        .rootCause()
        .hasMessageContaining("destinations.allowed.networks");
  }

  private static PostgresOutlet outlet() {
    return new PostgresOutlet(
        Samples.spec("postgres", config(postgres.getPort(), "postgres")),
        Samples.secrets(Map.of()),
        Samples.LOCAL);
  }

  private static Map<String, String> config(final int port, final String database) {
    return Map.of(
        "host", "127.0.0.1",
        "port", Integer.toString(port),
        "database", database,
        "user", "postgres",
        "tls", "off");
  }

  /** All columns of all rows as text. */
  private static List<String> query(final String sql) throws SQLException {
    final List<String> values = new ArrayList<>();
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      if (statement.execute(sql)) {
        final ResultSet rows = statement.getResultSet();
        while (rows.next()) {
          for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            values.add(rows.getString(i));
          }
        }
      }
    }
    return values;
  }
}

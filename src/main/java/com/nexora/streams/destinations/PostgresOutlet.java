package com.nexora.streams.destinations;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One table of items by time in PostgreSQL, for analysts.
 *
 * <p>A batch is one statement: the columns travel as arrays, and an item that is there already is
 * replaced by the one that arrived later, never by an earlier one. So a repeat, also of a whole
 * topic, changes nothing. Time is indexed by block ranges (BRIN), a thousandth of the size of a
 * tree, since rows come about in the order of time.
 */
final class PostgresOutlet implements Outlet {

  private static final Pattern TABLE =
      Pattern.compile("[a-z_][a-z0-9_]{0,47}(\\.[a-z_][a-z0-9_]{0,47})?");
  private static final int SECONDS = 5;
  private static final int EXPIRED_AT_ONCE = 10_000;

  private final PGSimpleDataSource source = new PGSimpleDataSource();
  private final String table;
  private final String tenantId;
  private @Nullable Connection connection;

  PostgresOutlet(final DestinationSpec spec, final Secrets secrets, final NetworkGuard guard) {
    table = spec.text("table", "nexora_events");
    tenantId = spec.tenantId();
    if (!TABLE.matcher(table).matches()) {
      throw new InvalidDestinationException(
          "postgres: table is a lower-case name, or schema.name; letters, digits and '_'");
    }
    source.setServerNames(new String[] {spec.text("host", "")});
    source.setPortNumbers(new int[] {spec.port(5432)});
    source.setDatabaseName(spec.text("database", ""));
    source.setUser(spec.text("user", ""));
    if (spec.config().containsKey("password")) {
      source.setPassword(secrets.get(spec.tenantId(), spec.text("password", "")));
    }
    source.setSslMode(spec.tls() ? "verify-full" : "disable");
    source.setSslfactory("org.postgresql.ssl.DefaultJavaSSLFactory");
    source.setSocketFactory(GuardedSockets.class.getName());
    source.setSocketFactoryArg(guard.text());
    source.setConnectTimeout(SECONDS);
    source.setLoginTimeout(SECONDS);
    source.setSocketTimeout(6 * SECONDS);
    source.setTcpKeepAlive(true);
    source.setApplicationName("nexora-streams");
  }

  @Override
  public void deliver(final List<Item> batch) throws UnavailableException, RefusedException {
    final Map<List<String>, Item> last = new LinkedHashMap<>();
    batch.forEach(item -> last.put(List.of(item.tenantId(), item.topic(), item.id()), item));
    final Connection open = opened();
    try {
      upsert(open, last.values());
    } catch (final SQLException e) {
      final String state = String.valueOf(e.getSQLState());
      // Classes 22 and 23: the data itself. The server's message would quote it.
      if (state.startsWith("22") || state.startsWith("23")) {
        throw new RefusedException("PostgreSQL refuses the data: " + state, 0);
      }
      throw unavailable(e);
    }
  }

  private static UnavailableException unavailable(final SQLException e) {
    return new UnavailableException("PostgreSQL: " + e.getSQLState() + " " + e.getMessage(), e);
  }

  private void upsert(final Connection open, final Collection<Item> items) throws SQLException {
    try (PreparedStatement insert = open.prepareStatement(upsertStatement())) {
      texts(open, insert, 1, items, Item::tenantId);
      texts(open, insert, 2, items, Item::topic);
      texts(open, insert, 3, items, item -> RecordJson.clean(item.id()));
      texts(open, insert, 4, items, item -> RecordJson.clean(item.type()));
      texts(open, insert, 5, items, item -> RecordJson.clean(item.entityId()));
      numbers(open, insert, 6, items, Item::time);
      numbers(open, insert, 7, items, Item::arrivedAt);
      numbers(open, insert, 8, items, item -> (long) item.partition());
      numbers(open, insert, 9, items, Item::offset);
      texts(open, insert, 10, items, Item::json);
      insert.executeUpdate();
    }
  }

  private static void texts(
      final Connection open,
      final PreparedStatement insert,
      final int index,
      final Collection<Item> items,
      final Function<Item, String> column)
      throws SQLException {
    final Array array =
        open.createArrayOf("text", items.stream().map(column).toArray(String[]::new));
    insert.setArray(index, array);
  }

  private static void numbers(
      final Connection open,
      final PreparedStatement insert,
      final int index,
      final Collection<Item> items,
      final Function<Item, Long> column)
      throws SQLException {
    insert.setArray(
        index, open.createArrayOf("bigint", items.stream().map(column).toArray(Long[]::new)));
  }

  private String upsertStatement() {
    return """
        INSERT INTO %1$s AS t (tenant_id, topic, event_id, event_type, entity_id, event_time,
          arrived_at, kafka_partition, kafka_offset, data)
        SELECT a, b, c, d, e, to_timestamp(f / 1000.0), to_timestamp(g / 1000.0), h::int, i, j::jsonb
        FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[],
          ?::bigint[], ?::bigint[], ?::text[]) AS u(a, b, c, d, e, f, g, h, i, j)
        ON CONFLICT (tenant_id, topic, event_id) DO UPDATE SET
          event_type = excluded.event_type, entity_id = excluded.entity_id,
          event_time = excluded.event_time, arrived_at = excluded.arrived_at,
          kafka_partition = excluded.kafka_partition, kafka_offset = excluded.kafka_offset,
          data = excluded.data
        WHERE (excluded.arrived_at, excluded.kafka_offset) >= (t.arrived_at, t.kafka_offset)"""
        .formatted(table);
  }

  /** Two instances that make the table at once: one of them fails, with an error of class 23. */
  private Connection opened() throws UnavailableException {
    final Connection known = connection;
    if (known != null) {
      return known;
    }
    try {
      final Connection open = source.getConnection();
      connection = open;
      createTable(open);
      return open;
    } catch (final SQLException e) {
      throw unavailable(e);
    }
  }

  private void createTable(final Connection open) throws SQLException {
    final String index = table.replace('.', '_');
    try (Statement statement = open.createStatement()) {
      statement.execute(
          """
          CREATE TABLE IF NOT EXISTS %1$s (
            tenant_id text NOT NULL, topic text NOT NULL, event_id text NOT NULL,
            event_type text NOT NULL, entity_id text NOT NULL, event_time timestamptz NOT NULL,
            arrived_at timestamptz NOT NULL, kafka_partition int NOT NULL,
            kafka_offset bigint NOT NULL, data jsonb NOT NULL,
            PRIMARY KEY (tenant_id, topic, event_id));
          CREATE INDEX IF NOT EXISTS %2$s_time ON %1$s USING brin (event_time);
          CREATE INDEX IF NOT EXISTS %2$s_type ON %1$s (tenant_id, event_type, event_time DESC);
          CREATE INDEX IF NOT EXISTS %2$s_entity ON %1$s (tenant_id, entity_id, event_time DESC)"""
              .formatted(table, index));
    }
  }

  @Override
  public void expire(final long before) throws UnavailableException {
    final String delete =
        """
        DELETE FROM %1$s WHERE ctid = ANY (ARRAY(
          SELECT ctid FROM %1$s WHERE tenant_id = ? AND event_time < to_timestamp(? / 1000.0)
          LIMIT %2$d))"""
            .formatted(table, EXPIRED_AT_ONCE);
    try (PreparedStatement statement = opened().prepareStatement(delete)) {
      statement.setString(1, tenantId);
      statement.setLong(2, before);
      statement.executeUpdate();
    } catch (final SQLException e) {
      throw unavailable(e);
    }
  }

  @Override
  public void close() {
    final Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (final SQLException e) {
        throw new IllegalStateException("the connection does not close", e);
      }
    }
  }
}

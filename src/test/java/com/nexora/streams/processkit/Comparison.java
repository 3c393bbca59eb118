package com.nexora.streams.processkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.nexora.oracle.AgentOracle;
import com.nexora.oracle.AuditOracle;
import com.nexora.oracle.FindingOracle;
import com.nexora.oracle.Ids;
import com.nexora.oracle.Input;
import com.nexora.oracle.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Holds what the product put out, in topics and over HTTP, against what the oracle expects; says
 * each difference.
 */
public final class Comparison {

  private static final double RELATIVE_ERROR = 0.0101;
  private static final long MINUTE_MS = 60_000;
  private static final long QUARTER_MS = 15 * MINUTE_MS;

  private final Http http;
  private final String bootstrapServers;
  private final Wire wire;

  public Comparison(final Http http, final String bootstrapServers, final Wire wire) {
    this.http = http;
    this.bootstrapServers = bootstrapServers;
    this.wire = wire;
  }

  /** Last value per finding on threat.correlated. */
  public List<String> findings(final Map<String, FindingOracle.Finding> expected) {
    final Map<String, GenericRecord> last = new TreeMap<>();
    Topic.each(
        bootstrapServers,
        "threat.correlated",
        record -> {
          final GenericRecord finding = wire.decode("CorrelatedThreat", record.value());
          last.put(finding.get("finding_id").toString(), finding);
        });
    final List<String> differences =
        new ArrayList<>(setDifferences("finding", expected.keySet(), last.keySet()));
    expected.forEach(
        (id, want) -> {
          final GenericRecord got = last.get(id);
          if (got != null
              && !want.sameAs(
                  (Double) got.get("threat_score"),
                  (Integer) got.get("correlation_score"),
                  got.get("status").toString(),
                  (Long) got.get("timestamp"),
                  (Long) got.get("evidence_count"))) {
            differences.add(
                id
                    + " has"
                    + java.util.stream.Stream.of(
                            "threat_score",
                            "correlation_score",
                            "status",
                            "timestamp",
                            "evidence_count")
                        .map(field -> " " + field + "=" + got.get(field))
                        .collect(java.util.stream.Collectors.joining())
                    + " instead of "
                    + want);
          }
        });
    return differences;
  }

  /**
   * The set of audit ids, each once, and the links of every chain.
   *
   * <p>Alerts go on opening while this looks, since time goes on for agents at rest. So what must
   * be sealed is what was open when it began, and what may be sealed is what is open when it ends.
   */
  public List<String> trail(final Map<String, String> acts, final Duration limit) {
    final Set<String> must = openings();
    must.addAll(acts.keySet());
    awaitSealed(must, limit);
    final List<String> differences = new ArrayList<>();
    final Map<String, String> found = new TreeMap<>();
    Topic.read(bootstrapServers, "audit.records")
        .values()
        .forEach(
            records -> {
              final List<byte[]> values = records.stream().map(ConsumerRecord::value).toList();
              final List<String> repeated = new ArrayList<>();
              found.putAll(AuditOracle.ids(values, wire, repeated));
              repeated.forEach(id -> differences.add("sealed twice: " + id));
              differences.addAll(AuditOracle.brokenLinks(values, wire));
            });
    final Set<String> may = openings();
    may.addAll(acts.keySet());
    must.stream()
        .filter(id -> !found.containsKey(id))
        .forEach(id -> differences.add("missing act " + id));
    found.forEach(
        (id, what) -> {
          if (!may.contains(id)) {
            differences.add("unexpected act " + id + ": " + what);
          }
        });
    return differences;
  }

  private void awaitSealed(final Set<String> ids, final Duration limit) {
    final Set<String> missing = new TreeSet<>(ids);
    Topic.follow(
        bootstrapServers,
        "audit.records",
        limit,
        record -> {
          missing.remove(wire.decode("AuditRecord", record.value()).get("audit_id").toString());
          return !missing.isEmpty();
        });
  }

  /**
   * The acts of the alerts that were opened. Which alerts there are is not the oracle's matter: it
   * hangs on the order of arrival. That each is in the trail, is.
   */
  public Set<String> openings() {
    final Set<String> ids = new TreeSet<>();
    Topic.each(
        bootstrapServers,
        "analytics.alerts",
        record -> {
          final GenericRecord alert = wire.decode("AnalyticsAlert", record.value());
          if (alert.get("state").toString().equals("open")) {
            ids.add(
                Ids.contentId(
                    "analytics-alert",
                    alert.get("tenant_id").toString(),
                    alert.get("alert_id").toString()));
          }
        });
    return ids;
  }

  /** Event count, status and last seen of every agent and identity, by HTTP. */
  public List<String> states(final Map<AgentOracle.Who, AgentOracle.State> expected) {
    final List<String> differences = new ArrayList<>();
    expected.forEach(
        (who, want) -> {
          final JsonNode got = http.get(path(who));
          final AgentOracle.State state =
              new AgentOracle.State(
                  got.get("eventCount").asLong(),
                  got.get("status").asText(),
                  Instant.parse(got.get("lastSeen").asText()).toEpochMilli());
          if (!state.equals(want)) {
            differences.add(who + ": " + state + " instead of " + want);
          }
        });
    return differences;
  }

  /**
   * Every minute of every agent as a series by HTTP: counts and sums exact, quantiles within the
   * stated error.
   */
  public List<String> minutes(
      final Map<AgentOracle.Who, TreeMap<Long, AgentOracle.Minute>> expected) {
    final List<String> differences = new ArrayList<>();
    expected.forEach(
        (who, minutes) -> {
          final long from = minutes.firstKey();
          final long to = minutes.lastKey() + 60_000;
          final JsonNode series =
              http.get(
                  path(who)
                      + "/metrics?step=1min&from="
                      + Instant.ofEpochMilli(from)
                      + "&to="
                      + Instant.ofEpochMilli(to));
          final Map<Long, JsonNode> got = new TreeMap<>();
          series
              .get("items")
              .forEach(
                  item -> got.put(Instant.parse(item.get("from").asText()).toEpochMilli(), item));
          minutes.forEach(
              (start, want) ->
                  compare(
                      who + " at " + Instant.ofEpochMilli(start),
                      want,
                      got.get(start),
                      differences));
        });
    return differences;
  }

  /**
   * The long windows of every agent by HTTP, which roll-ups answer: the day as 96 quarters of an
   * hour, the hour as 60 minutes, both up to and with the agent's last minute.
   */
  public List<String> windows(
      final Map<AgentOracle.Who, TreeMap<Long, AgentOracle.Minute>> expected) {
    final List<String> differences = new ArrayList<>();
    expected.forEach(
        (who, minutes) -> {
          final long at = minutes.lastKey();
          final long quarterEnd = Math.floorDiv(at, QUARTER_MS) * QUARTER_MS + QUARTER_MS;
          compareWindow(who, minutes, "1day", at, quarterEnd - 96 * QUARTER_MS, differences);
          compareWindow(who, minutes, "1hour", at, at - 59 * MINUTE_MS, differences);
          final long early = quarterEnd - QUARTER_MS - 1;
          compareWindow(who, minutes, "1hour", early, quarterEnd - 5 * QUARTER_MS, differences);
        });
    return differences;
  }

  private void compareWindow(
      final AgentOracle.Who who,
      final TreeMap<Long, AgentOracle.Minute> minutes,
      final String window,
      final long at,
      final long from,
      final List<String> differences) {
    final JsonNode got =
        http.get(path(who) + "/metrics?window=" + window + "&at=" + Instant.ofEpochMilli(at));
    final String where = who + " " + window + " at " + Instant.ofEpochMilli(at);
    if (Instant.parse(got.get("from").asText()).toEpochMilli() != from) {
      differences.add(
          where + ": from " + got.get("from") + " instead of " + Instant.ofEpochMilli(from));
      return;
    }
    final long to = Instant.parse(got.get("to").asText()).toEpochMilli();
    compare(where, AgentOracle.span(minutes, from, to), got, differences);
  }

  private static void compare(
      final String where,
      final AgentOracle.Minute want,
      final JsonNode got,
      final List<String> differences) {
    if (got == null) {
      differences.add(where + ": no point in the series");
      return;
    }
    if (got.get("eventsProcessed").asLong() != want.events()) {
      differences.add(
          where + ": " + got.get("eventsProcessed") + " events instead of " + want.events());
    }
    if (want.successes() + want.failures() > 0) {
      near(
          where + " success rate",
          100.0 * want.successes() / (want.successes() + want.failures()),
          got.get("successRate"),
          1e-9,
          differences);
    }
    metric(
        where + " responseTime",
        want.latencies(),
        got.path("metrics").path("responseTime"),
        differences);
    metric(where + " tokens", want.tokens(), got.path("metrics").path("tokens"), differences);
    if (!want.latencies().isEmpty()) {
      near(
          where + " p95",
          quantile(want.latencies(), 0.95),
          got.get("responseTimeP95Ms"),
          RELATIVE_ERROR,
          differences);
    }
  }

  private static void metric(
      final String where,
      final List<Double> sorted,
      final JsonNode got,
      final List<String> differences) {
    if (sorted.isEmpty()) {
      return;
    }
    if (got.path("count").asLong() != sorted.size()) {
      differences.add(where + ": count " + got.path("count") + " instead of " + sorted.size());
      return;
    }
    near(
        where + " sum",
        sorted.stream().mapToDouble(Double::doubleValue).sum(),
        got.get("sum"),
        1e-9,
        differences);
    near(where + " min", sorted.get(0), got.get("min"), 1e-9, differences);
    near(where + " max", sorted.get(sorted.size() - 1), got.get("max"), 1e-9, differences);
    near(where + " median", quantile(sorted, 0.5), got.get("median"), RELATIVE_ERROR, differences);
    near(where + " p99", quantile(sorted, 0.99), got.get("p99"), RELATIVE_ERROR, differences);
  }

  /** Nearest rank: the smallest value that at least the share q of all values does not exceed. */
  private static double quantile(final List<Double> sorted, final double q) {
    return sorted.get((int) Math.ceil(q * sorted.size()) - 1);
  }

  private static void near(
      final String where,
      final double want,
      final JsonNode got,
      final double relative,
      final List<String> differences) {
    if (got == null
        || !got.isNumber()
        || Math.abs(got.asDouble() - want) > relative * Math.abs(want) + 1e-6) {
      differences.add(where + ": " + got + " instead of " + want);
    }
  }

  /**
   * Every poison record once in the dead letter queue, with the coordinates at which it stands, and
   * those of a partition in its order.
   */
  public List<String> poison(final List<Input> distinct) {
    final Map<String, String> stands = new TreeMap<>();
    Topic.each(
        bootstrapServers,
        "nhi.events",
        record -> {
          if (record.value()[0] != 0) {
            stands.put(record.partition() + "@" + record.offset(), text(record.value()));
          }
        });
    final Set<String> missing = new TreeSet<>();
    distinct.stream()
        .filter(input -> input.schema() == null)
        .forEach(input -> missing.add(text((byte[]) input.fields().get("raw"))));
    final List<String> differences = new ArrayList<>();
    final Map<Object, Long> latest = new TreeMap<>();
    Topic.each(
        bootstrapServers,
        "nhi.events.dlq",
        record -> {
          final GenericRecord letter = wire.decode("DeadLetter", record.value());
          final String value = text(((ByteBuffer) letter.get("value")).array());
          final long offset = (Long) letter.get("original_offset");
          final String place = letter.get("original_partition") + "@" + offset;
          if (!missing.remove(value)) {
            differences.add("a second or unexpected letter of '" + value + "' from " + place);
          }
          if (!value.equals(stands.get(place))) {
            differences.add("'" + value + "' does not stand at " + place);
          }
          final Long before = latest.put(letter.get("original_partition"), offset);
          if (before != null && before >= offset) {
            differences.add("the letter of " + place + " comes after that of " + before);
          }
        });
    missing.forEach(value -> differences.add("no letter of '" + value + "'"));
    return differences;
  }

  private static String text(final byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String path(final AgentOracle.Who who) {
    return "/agents/" + Http.encode(who.tenant()) + "/" + Http.encode(who.entity());
  }

  private static List<String> setDifferences(
      final String what, final Set<String> want, final Set<String> got) {
    final Set<String> missing = new TreeSet<>(want);
    missing.removeAll(got);
    final Set<String> extra = new TreeSet<>(got);
    extra.removeAll(want);
    final List<String> differences = new ArrayList<>();
    missing.forEach(id -> differences.add("missing " + what + " " + id));
    extra.forEach(id -> differences.add("unexpected " + what + " " + id));
    return differences;
  }
}

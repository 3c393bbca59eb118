package com.nexora.oracle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Agent states and per-minute figures (REQUIREMENTS A3-A5), recomputed from the whole input. */
public final class AgentOracle {

  private static final Map<String, String> STATUS =
      Map.of(
          "agent.started", "running",
          "task.started", "running",
          "task.completed", "idle",
          "task.failed", "idle",
          "agent.failed", "failed",
          "agent.stopped", "stopped");

  /** Who: tenant and entity. */
  public record Who(String tenant, String entity) {}

  /** What is compared of a state. */
  public record State(long events, String status, long lastSeen) {}

  /** What is compared of one minute of one agent. Latencies in ms, sorted. */
  public record Minute(
      long events, long successes, long failures, List<Double> latencies, List<Double> tokens) {}

  private AgentOracle() {}

  /** Expected state of every agent and identity. */
  public static Map<Who, State> states(final List<Input> distinct) {
    final Map<Who, List<Input>> events = new HashMap<>();
    for (final Input input : distinct) {
      if (Set.of("AgentEvent", "NHIEvent").contains(String.valueOf(input.schema()))) {
        events.computeIfAbsent(who(input), k -> new ArrayList<>()).add(input);
      }
    }
    final Map<Who, State> states = new HashMap<>();
    events.forEach((who, list) -> states.put(who, state(list)));
    return states;
  }

  private static State state(final List<Input> events) {
    final String status =
        events.stream()
            .filter(e -> STATUS.containsKey(e.text("event_type")))
            .max(Comparator.comparingLong(Input::time).thenComparing(e -> e.text("event_id")))
            .map(e -> STATUS.get(e.text("event_type")))
            .orElse("unknown");
    return new State(
        events.size(), status, events.stream().mapToLong(Input::time).max().orElseThrow());
  }

  /** Expected minutes of every agent, by the minute's start in epoch ms. */
  public static Map<Who, TreeMap<Long, Minute>> minutes(final List<Input> distinct) {
    final Map<Who, TreeMap<Long, Minute>> minutes = new HashMap<>();
    for (final Input input : distinct) {
      if ("AgentEvent".equals(input.schema())) {
        minutes
            .computeIfAbsent(who(input), k -> new TreeMap<>())
            .merge(
                Math.floorDiv(input.time(), 60_000L) * 60_000L, minute(input), AgentOracle::plus);
      }
    }
    return minutes;
  }

  /**
   * Expected figures of one span of time.
   *
   * @param minutes one agent's, by start
   * @param from first minute, inclusive, epoch ms
   * @param to end, exclusive, epoch ms
   */
  public static Minute span(final TreeMap<Long, Minute> minutes, final long from, final long to) {
    return minutes.subMap(from, to).values().stream()
        .reduce(new Minute(0, 0, 0, List.of(), List.of()), AgentOracle::plus);
  }

  private static Minute minute(final Input input) {
    final String payload = input.text("payload");
    if (input.text("event_type").equals("performance.metric")) {
      final boolean success = payload.contains("\"success\"");
      return new Minute(
          1,
          success ? 1 : 0,
          success ? 0 : 1,
          List.of(number(payload, "\"duration_ms\":")),
          List.of(number(payload, "\"tokens\":")));
    }
    final String type = input.text("event_type");
    return new Minute(
        1,
        type.equals("task.completed") ? 1 : 0,
        type.equals("task.failed") ? 1 : 0,
        List.of(),
        List.of());
  }

  private static double number(final String payload, final String before) {
    final int from = payload.indexOf(before) + before.length();
    int to = from;
    while (Character.isDigit(payload.charAt(to)) || payload.charAt(to) == '.') {
      to++;
    }
    return Double.parseDouble(payload.substring(from, to));
  }

  private static Minute plus(final Minute a, final Minute b) {
    return new Minute(
        a.events() + b.events(),
        a.successes() + b.successes(),
        a.failures() + b.failures(),
        sorted(a.latencies(), b.latencies()),
        sorted(a.tokens(), b.tokens()));
  }

  private static List<Double> sorted(final List<Double> a, final List<Double> b) {
    final List<Double> all = new ArrayList<>(a);
    all.addAll(b);
    all.sort(null);
    return all;
  }

  private static Who who(final Input input) {
    if ("NHIEvent".equals(input.schema())) {
      return new Who(input.text("tenant_id"), input.text("entity_id"));
    }
    final String agent = input.text("agent_id");
    return new Who(input.text("tenant_id"), agent == null ? input.text("aggregate_id") : agent);
  }
}

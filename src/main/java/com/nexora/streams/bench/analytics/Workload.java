package com.nexora.streams.bench.analytics;

import com.nexora.events.AgentEvent;
import java.util.Map;
import java.util.Random;

/**
 * What agents report: mostly measurements, some finished tasks, each event for an agent at random,
 * in about the order of time. Same seed, same events.
 *
 * <p>Response times are lognormal, and every agent has a pace of its own, as agents do.
 */
final class Workload {

  static final int TENANTS = 10;

  private static final long SEED = 7;
  private static final int JITTER_MS = 1_500;
  private static final int TASK_EVERY = 20;
  private static final int FAILURE_EVERY = 50;
  private static final String[] TASK_TYPES = {"summarize", "classify", "extract", "plan"};

  private final Random random = new Random(SEED);
  private final int agents;
  private final long events;
  private final long from;
  private final long spanMs;
  private final String[] agentIds;
  private final double[] pace;
  private long next;

  /**
   * @param from event time of the first event, epoch milliseconds
   * @param spanMs event time from the first to the last event
   */
  Workload(final int agents, final long events, final long from, final long spanMs) {
    this.agents = agents;
    this.events = events;
    this.from = from;
    this.spanMs = spanMs;
    agentIds = new String[agents];
    pace = new double[agents];
    for (int i = 0; i < agents; i++) {
      agentIds[i] = "agent-%05d".formatted(i);
      pace[i] = Math.exp(random.nextGaussian() * 0.7);
    }
  }

  /**
   * One event as it was made, before anybody has read it.
   *
   * @param agent number of the agent
   * @param time event time, epoch milliseconds
   * @param failed whether it says that it failed
   * @param responseMicros response time in thousandths of a millisecond
   * @param tokens number of tokens
   * @param costMicros cost in millionths
   * @param task whether it is a finished task, else a measurement
   */
  record Drawn(
      int agent,
      long time,
      boolean failed,
      long responseMicros,
      long tokens,
      long costMicros,
      boolean task) {}

  /** Whether there is one more. */
  boolean hasNext() {
    return next < events;
  }

  /** The next event. */
  Drawn next() {
    final long time = from + (long) ((double) next / events * spanMs) - random.nextInt(JITTER_MS);
    final int agent = random.nextInt(agents);
    final long response = Math.round(120_000 * pace[agent] * Math.exp(random.nextGaussian() * 0.5));
    final long tokens = 50 + random.nextInt(4_000);
    next++;
    return new Drawn(
        agent,
        time,
        random.nextInt(FAILURE_EVERY) == 0,
        response,
        tokens,
        tokens * 4 + random.nextInt(100),
        random.nextInt(TASK_EVERY) == 0);
  }

  /** Number of events drawn so far. */
  long drawn() {
    return next;
  }

  String agentId(final int agent) {
    return agentIds[agent];
  }

  String tenantId(final int agent) {
    return "tenant-" + agent % TENANTS;
  }

  /** The event as producers send it. */
  AgentEvent event(final Drawn drawn) {
    final String agentId = agentIds[drawn.agent()];
    final String id = Long.toHexString(0x1000_0000_0000_0000L + next);
    return AgentEvent.newBuilder()
        .setEventId(id)
        .setEventType(drawn.task() ? "task.completed" : "performance.metric")
        .setAggregateType(drawn.task() ? "task" : "agent")
        .setAggregateId(drawn.task() ? "task-" + id : agentId)
        .setTenantId(tenantId(drawn.agent()))
        .setAgentId(agentId)
        .setPayload(payload(drawn))
        .setTimestamp(drawn.time())
        .setMetadata(Map.of())
        .build();
  }

  private static String payload(final Drawn drawn) {
    final StringBuilder json = new StringBuilder(160).append("{\"execution_time\":");
    decimal(json, drawn.responseMicros());
    json.append(",\"result\":{\"status\":\"")
        .append(drawn.failed() ? "failure" : "success")
        .append("\"},\"metrics\":{\"tokens\":")
        .append(drawn.tokens())
        .append(",\"cost\":");
    decimal(json, drawn.costMicros());
    json.append('}');
    if (drawn.task()) {
      json.append(",\"task_type\":\"")
          .append(TASK_TYPES[(int) (drawn.tokens() % TASK_TYPES.length)])
          .append('"');
    }
    return json.append('}').toString();
  }

  /** Millionths as a decimal number with six places. */
  private static void decimal(final StringBuilder to, final long micros) {
    to.append(micros / 1_000_000).append('.');
    final String places = Long.toString(micros % 1_000_000);
    to.append("0".repeat(6 - places.length())).append(places);
  }
}

package com.nexora.oracle;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * A seeded mix of everything the product reads: agent metrics and lifecycles, identity activity,
 * threats with their escalations and resolutions, repeats, stray keys and poison, with event times
 * out of order.
 */
public final class Workload {

  private static final String[] TENANTS = {"acme", "globex/eu", "50%:initech"};
  private static final int AGENTS = 12;
  private static final int IDENTITIES = 10;
  private static final long SPAN_MS = 45 * 60_000L;

  private final Random random;
  private final long start;
  private final List<Input> inputs = new ArrayList<>();
  private int serial;

  private Workload(final long seed, final long start) {
    this.random = new Random(seed);
    this.start = start;
  }

  /**
   * The same records for the same seed, size and start.
   *
   * @param start event time of the earliest record, epoch ms; the workload spans 45 minutes
   */
  public static List<Input> generate(final long seed, final int size, final long start) {
    final Workload workload = new Workload(seed, start);
    while (workload.inputs.size() < size) {
      workload.next(workload.inputs.size() / (double) size);
    }
    return List.copyOf(workload.inputs.subList(0, size));
  }

  private void next(final double progress) {
    final String tenant = TENANTS[random.nextInt(TENANTS.length)];
    final int dice = random.nextInt(1000);
    if (dice < 640) {
      metric(tenant, progress);
    } else if (dice < 760) {
      lifecycle(tenant, progress);
    } else if (dice < 960) {
      activity(tenant, progress);
    } else if (dice < 968) {
      threat(tenant, progress);
    } else if (dice < 990 && inputs.size() > 100) {
      repeat();
    } else if (dice < 1_000) {
      inputs.add(
          new Input(
              "nhi.events",
              null,
              Map.of("raw", ("poison " + serial++).getBytes(StandardCharsets.UTF_8)),
              false));
    }
  }

  /** Event time: moves on with the workload, up to eight minutes out of order. */
  private long time(final double progress) {
    return start + (long) (progress * SPAN_MS) + random.nextInt(480_000);
  }

  private void metric(final String tenant, final double progress) {
    final double latency = Math.exp(4 + random.nextGaussian());
    final String payload =
        String.format(
            Locale.ROOT,
            "{\"duration_ms\":%.3f,\"result\":{\"status\":\"%s\"},\"metrics\":{\"tokens\":%d}}",
            latency,
            random.nextInt(20) == 0 ? "failure" : "success",
            random.nextInt(4000));
    agent("performance.events", tenant, "performance.metric", payload, progress);
  }

  private void lifecycle(final String tenant, final double progress) {
    final String[] types = {
      "agent.started", "task.started", "task.completed", "task.failed", "agent.stopped"
    };
    final String type = types[random.nextInt(types.length)];
    agent(type.startsWith("task") ? "task.events" : "agent.events", tenant, type, "{}", progress);
  }

  private void agent(
      final String topic,
      final String tenant,
      final String type,
      final String payload,
      final double progress) {
    final boolean task = type.startsWith("task");
    final String agent = "agent-" + random.nextInt(AGENTS);
    final Map<String, Object> fields = new HashMap<>();
    fields.put("event_id", "a-" + serial++);
    fields.put("event_type", type);
    fields.put("aggregate_type", task ? "task" : "agent");
    fields.put("aggregate_id", task ? "task-" + serial : agent);
    fields.put("tenant_id", tenant);
    fields.put("payload", payload);
    fields.put("agent_id", task ? agent : null);
    fields.put("timestamp", time(progress));
    add(topic, "AgentEvent", fields);
  }

  private void activity(final String tenant, final double progress) {
    final int who = random.nextInt(IDENTITIES);
    final Map<String, Object> fields = new HashMap<>();
    fields.put("event_id", "n-" + serial++);
    fields.put("tenant_id", tenant);
    fields.put("entity_id", identity(who));
    fields.put("event_type", "nhi.updated");
    fields.put("timestamp", time(progress));
    fields.put("ocsf_event", body());
    fields.put("metadata", who == 3 ? Map.of("criticality", "high") : Map.of());
    add("nhi.events", "NHIEvent", fields);
  }

  private String body() {
    return switch (random.nextInt(12)) {
      case 0 ->
          String.format(
              Locale.ROOT, "{\"unmapped\":{\"risk_score\":%.1f}}", random.nextInt(100) / 10.0);
      case 1 ->
          String.format(
              Locale.ROOT,
              "{\"unmapped\":{\"baseline_deviation\":%.2f}}",
              random.nextInt(100) / 100.0);
      default -> "{}";
    };
  }

  private static String identity(final int who) {
    return "arn:aws:iam::1:role/r" + who;
  }

  private void threat(final String tenant, final double progress) {
    final int who = random.nextInt(IDENTITIES);
    final int dice = random.nextInt(10);
    final Map<String, Object> fields = new HashMap<>();
    fields.put("event_id", "t-" + serial++);
    fields.put("tenant_id", tenant);
    fields.put("entity_id", identity(who));
    fields.put("threat_id", "threat-" + who + "-" + random.nextInt(12));
    fields.put(
        "event_type",
        dice < 7 ? "threat.detected" : dice < 9 ? "threat.escalated" : "threat.resolved");
    fields.put("threat_score", random.nextInt(101) / 10.0);
    fields.put("confidence", (1 + random.nextInt(10)) / 10.0);
    fields.put("tactic", random.nextInt(5) == 0 ? "" : "TA000" + random.nextInt(9));
    fields.put("name", "made up");
    fields.put("timestamp", time(progress));
    add("threat.events", "ThreatEvent", fields);
  }

  private void repeat() {
    for (int attempt = 0; attempt < 50; attempt++) {
      final Input earlier = inputs.get(random.nextInt(inputs.size()));
      if (earlier.topic().equals("nhi.events") || earlier.topic().equals("threat.events")) {
        if (!earlier.poison()) {
          inputs.add(earlier);
          return;
        }
      }
    }
  }

  private void add(final String topic, final String schema, final Map<String, Object> fields) {
    inputs.add(new Input(topic, schema, fields, random.nextInt(100) == 0));
  }
}

package com.nexora.streams.query;

import com.nexora.streams.intake.TenantFigures.Snapshot;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a tenant has sent to this instance, and how it fared. */
final class IntakeMetricsRoutes {

  private static final String TOP = "top";
  private static final int DEFAULT_TOP = 10;
  private static final int MAX_TOP = 64;

  private final Intake intake;
  private final String instance;

  IntakeMetricsRoutes(final Intake intake, final String instance) {
    this.intake = intake;
    this.instance = instance;
  }

  List<Route> routes() {
    return List.of(
        Route.json("/metrics/{tenant}", Access.TENANT_IN_PATH, Set.of(TOP), this::figures));
  }

  private Answer figures(final Call call) {
    final String tenant = call.tenant();
    final int top = call.parameters().number(TOP, DEFAULT_TOP, 1, MAX_TOP);
    final Snapshot figures = intake.figures().at(tenant, top);
    final Map<String, Object> body = new LinkedHashMap<>();
    body.put("tenantId", tenant);
    body.put("since", Instant.ofEpochMilli(figures.since()).toString());
    body.put("eventsPerSecond", figures.eventsPerSecond());
    body.put("accepted", figures.accepted());
    body.put("refused", figures.refused());
    body.put("failed", figures.failed());
    body.put("repeats", figures.repeats());
    body.put("throttled", figures.throttled());
    final Map<String, Object> latency = new LinkedHashMap<>();
    latency.put("p50Ms", orNull(figures.p50Ms()));
    latency.put("p95Ms", orNull(figures.p95Ms()));
    latency.put("p99Ms", orNull(figures.p99Ms()));
    body.put("latency", latency);
    body.put("refusals", figures.refusals());
    body.put("topTypes", figures.topTypes());
    body.put("topSources", figures.topSources());
    body.put("served", Served.active(instance, true));
    return Answer.json(body, true);
  }

  private static @Nullable Double orNull(final double millis) {
    return Double.isNaN(millis) ? null : millis;
  }
}

package com.nexora.streams.query;

import com.nexora.streams.analytics.MetricsReader;
import com.nexora.streams.analytics.Window;
import com.nexora.streams.analytics.WindowMetrics;
import com.nexora.streams.catalogue.Stores;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Windows of metrics, of an agent and of a whole tenant: one trailing window, or a series. */
final class MetricsRoutes {

  private static final String WINDOW = "window";
  private static final String AT = "at";
  private static final String FROM = "from";
  private static final String TO = "to";
  private static final String STEP = "step";

  private final Backend backend;
  private final Clock clock;

  MetricsRoutes(final Backend backend, final Clock clock) {
    this.backend = backend;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.json(
            "/agents/{tenant}/{id}/metrics",
            Access.TENANT_IN_PATH,
            Set.of(WINDOW, AT, FROM, TO, STEP, Quantiles.NAME),
            this::ofAgent),
        Route.json(
            "/tenants/{tenant}/metrics",
            Access.TENANT_IN_PATH,
            Set.of(WINDOW, AT, FROM, TO, STEP, Quantiles.NAME, Pages.PARTIAL),
            this::ofTenant));
  }

  private Answer ofAgent(final Call call) {
    final StateReads reads = new StateReads(backend.stores());
    final String tenant = call.tenant();
    final String entity = call.entity();
    final MetricsReader reader =
        new MetricsReader(List.of(reads.ofEntity(Stores.METRIC_PANES, tenant, entity)));
    return answer(reader, tenant, entity, call, true);
  }

  private Answer ofTenant(final Call call) {
    final StateReads reads = new StateReads(backend.stores());
    final boolean partial = call.parameters().flag(Pages.PARTIAL);
    final MetricsReader reader = new MetricsReader(reads.all(Stores.METRIC_PANES, partial));
    return answer(reader, call.tenant(), null, call, reads.complete(Stores.METRIC_PANES));
  }

  private Answer answer(
      final MetricsReader reader,
      final String tenant,
      final @Nullable String entity,
      final Call call,
      final boolean complete) {
    final Served served = Served.active(backend.instance(), complete);
    final Parameters parameters = call.parameters();
    final Quantiles quantiles = Quantiles.of(parameters);
    if (parameters.text(FROM) == null
        && parameters.text(TO) == null
        && parameters.text(STEP) == null) {
      final Window window = window(parameters.text(WINDOW));
      final Long at = parameters.time(AT);
      final long end = at == null ? clock.millis() : at;
      final WindowMetrics measured =
          entity == null
              ? reader.tenant(tenant, window, end, quantiles.values())
              : reader.entity(tenant, entity, window, end, quantiles.values());
      return Answer.json(
          MetricsView.of(tenant, entity, window.label(), measured, quantiles, served), complete);
    }
    final List<MetricsView> points =
        series(reader, tenant, entity, parameters, quantiles).stream()
            .map(point -> MetricsView.of(tenant, entity, null, point, quantiles, null))
            .toList();
    return Answer.json(new Served.Listing(points, null, served), complete);
  }

  private List<WindowMetrics> series(
      final MetricsReader reader,
      final String tenant,
      final @Nullable String entity,
      final Parameters parameters,
      final Quantiles quantiles) {
    if (parameters.text(WINDOW) != null || parameters.text(AT) != null) {
      throw Problem.parameter(
          WINDOW,
          "A series has no window and no at.",
          "either window and at, or from, to and step");
    }
    final Long from = parameters.time(FROM);
    final Duration asked = parameters.span(STEP);
    if (from == null) {
      throw Problem.parameter(FROM, "A series needs a start.", "a time");
    }
    final Long to = parameters.time(TO);
    final long end = to == null ? clock.millis() : to;
    Parameters.checkSpan(from, end);
    final Duration step = asked == null ? Duration.ofMinutes(1) : asked;
    try {
      return entity == null
          ? reader.tenantSeries(tenant, from, end, step, quantiles.values())
          : reader.entitySeries(tenant, entity, from, end, step, quantiles.values());
    } catch (final IllegalArgumentException e) {
      throw Problem.parameter(
          STEP,
          String.valueOf(e.getMessage()),
          "whole minutes, at most " + MetricsReader.MAX_POINTS + " points over at most 8 days");
    }
  }

  private static Window window(final @Nullable String label) {
    return label == null
        ? Window.FIVE_MINUTES
        : Window.of(label)
            .orElseThrow(
                () ->
                    Problem.parameter(
                        WINDOW,
                        "There is no such window.",
                        Arrays.stream(Window.values())
                            .map(Window::label)
                            .collect(Collectors.joining(", "))));
  }
}

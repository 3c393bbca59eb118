package com.nexora.streams.query;

import com.nexora.streams.analytics.MetricsReader;
import com.nexora.streams.analytics.PaneSeries;
import com.nexora.streams.catalogue.Stores;
import java.time.Clock;
import java.util.List;

/** Windows of metrics, of an agent and of a whole tenant: one trailing window, or a series. */
final class MetricsRoutes {

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
            WindowAsk.parameters(),
            this::ofAgent),
        Route.json(
            "/tenants/{tenant}/metrics",
            Access.TENANT_IN_PATH,
            WindowAsk.parameters(Pages.PARTIAL),
            this::ofTenant));
  }

  private Answer ofAgent(final Call call) {
    final StateReads reads = new StateReads(backend.stores());
    final String tenant = call.tenant();
    final String entity = call.entity();
    final MetricsReader reader =
        new MetricsReader(
            List.of(reads.ofEntity(Stores.METRIC_PANES, tenant, entity)),
            backend.tenants().apply(tenant).keptSince(clock.millis()));
    return new WindowAsk(call.parameters(), clock)
        .answer(
            reader,
            PaneSeries.entity(tenant, entity),
            (window, measured, quantiles, served) ->
                MetricsView.of(tenant, entity, window, measured, quantiles, served),
            Served.active(backend.instance(), true));
  }

  private Answer ofTenant(final Call call) {
    final String tenant = call.tenant();
    return WindowAsk.everywhere(
        backend,
        clock,
        call,
        PaneSeries.tenant(tenant),
        (window, measured, quantiles, served) ->
            MetricsView.of(tenant, null, window, measured, quantiles, served));
  }
}

package com.nexora.streams.query;

import com.nexora.streams.analytics.MetricsReader;
import com.nexora.streams.analytics.NamesReader;
import com.nexora.streams.analytics.PaneSeries;
import com.nexora.streams.analytics.Window;
import com.nexora.streams.analytics.WindowMetrics;
import com.nexora.streams.catalogue.Stores;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Tools and types of tasks of a tenant: which are slow, which fail, and the windows of one of them.
 *
 * <p>Agents of all partitions use the same tools, so every answer is merged over all of them.
 */
final class NamedMetricsRoutes {

  private static final String SORT = "sort";

  private final Backend backend;
  private final Clock clock;

  NamedMetricsRoutes(final Backend backend, final Clock clock) {
    this.backend = backend;
    this.clock = clock;
  }

  List<Route> routes() {
    final List<Route> routes = new ArrayList<>();
    add(routes, "tools", "tool", PaneSeries.Family.TOOL);
    add(routes, "task-types", "type", PaneSeries.Family.TASK_TYPE);
    return routes;
  }

  private void add(
      final List<Route> routes,
      final String list,
      final String one,
      final PaneSeries.Family family) {
    routes.add(
        Route.json(
            "/tenants/{tenant}/" + list,
            Access.TENANT_IN_PATH,
            Set.of(
                WindowAsk.WINDOW,
                WindowAsk.AT,
                Quantiles.NAME,
                SORT,
                Pages.LIMIT,
                Pages.CURSOR,
                Pages.PARTIAL),
            call -> list(call, family)));
    routes.add(
        Route.json(
            "/tenants/{tenant}/" + list + "/{" + one + "}/metrics",
            Access.TENANT_IN_PATH,
            WindowAsk.parameters(Pages.PARTIAL),
            call -> one(call, call.name(one), family)));
  }

  private Answer one(final Call call, final String name, final PaneSeries.Family family) {
    final String tenant = call.tenant();
    return WindowAsk.everywhere(
        backend,
        clock,
        call,
        PaneSeries.named(family, tenant, name),
        (window, measured, quantiles, served) ->
            NamedMetricsView.of(tenant, name, window, measured, quantiles, served));
  }

  private Answer list(final Call call, final PaneSeries.Family family) {
    final StateReads reads = new StateReads(backend.stores());
    final Parameters parameters = call.parameters();
    final String tenant = call.tenant();
    final Ranking ranking = Ranking.of(parameters.text(SORT));
    final Quantiles quantiles = Quantiles.of(parameters);
    final int limit = Pages.limit(call);
    final boolean partial = parameters.flag(Pages.PARTIAL);
    final Window window = new WindowAsk(parameters, clock).window();
    final RankingCursor start =
        RankingCursor.of(
            parameters.nonEmpty(Pages.CURSOR),
            family,
            ranking,
            window,
            parameters.time(WindowAsk.AT),
            clock);
    final MetricsReader panes =
        new MetricsReader(
            reads.all(Stores.METRIC_PANES, partial),
            backend.tenants().apply(tenant).keptSince(clock.millis()));
    final NamesReader names = new NamesReader(reads.all(Stores.METRIC_OWNERS, partial));
    final List<Ranking.Named> ranked = new ArrayList<>();
    for (final String name : names.names(family, tenant)) {
      final PaneSeries series = PaneSeries.named(family, tenant, name);
      final WindowMetrics measured = panes.window(series, window, start.at(), quantiles.values());
      if (measured.eventsProcessed() > 0) {
        ranked.add(new Ranking.Named(name, measured));
      }
    }
    ranked.sort(ranking.worstFirst());
    final boolean complete =
        reads.complete(Stores.METRIC_PANES) && reads.complete(Stores.METRIC_OWNERS);
    return page(tenant, ranked, start, limit, quantiles, complete);
  }

  private Answer page(
      final String tenant,
      final List<Ranking.Named> ranked,
      final RankingCursor start,
      final int limit,
      final Quantiles quantiles,
      final boolean complete) {
    final int from = Math.min(start.from(), ranked.size());
    final int to = Math.min(from + limit, ranked.size());
    final List<NamedMetricsView> items =
        ranked.subList(from, to).stream()
            .map(
                named ->
                    NamedMetricsView.of(
                        tenant, named.name(), null, named.measured(), quantiles, null))
            .toList();
    return Answer.json(
        new Served.Listing(
            items,
            to < ranked.size() ? start.next(to) : null,
            Served.active(backend.instance(), complete)),
        complete);
  }
}

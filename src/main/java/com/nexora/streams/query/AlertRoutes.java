package com.nexora.streams.query;

import com.nexora.streams.analytics.AlertQuery;
import com.nexora.streams.analytics.AlertReader;
import com.nexora.streams.analytics.AlertTopology;
import com.nexora.streams.catalogue.Stores;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Alerts of agents and tenants that left their own baseline. */
final class AlertRoutes {

  private static final String ENTITY = "entity";
  private static final String METRIC = "metric";
  private static final String STATE = "state";
  private static final String FROM = "from";
  private static final String TO = "to";

  private final Backend backend;
  private final Clock clock;

  AlertRoutes(final Backend backend, final Clock clock) {
    this.backend = backend;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.json(
            "/alerts/{tenant}",
            Access.TENANT_IN_PATH,
            Set.of(ENTITY, METRIC, STATE, FROM, TO, Pages.LIMIT, Pages.CURSOR, Pages.PARTIAL),
            this::list));
  }

  private Answer list(final Call call) {
    final StateReads reads = new StateReads(backend.stores());
    final Parameters parameters = call.parameters();
    final String tenant = call.tenant();
    final @Nullable String entity = parameters.nonEmpty(ENTITY);
    final Long from = parameters.time(FROM);
    final Long to = parameters.time(TO);
    final long start = from == null ? 0 : from;
    final long end = to == null ? Times.LATEST : to;
    Parameters.checkSpan(start, end);
    final AlertQuery query =
        new AlertQuery(
            tenant,
            start,
            end,
            Math.max(
                clock.millis() - AlertTopology.RETENTION.toMillis(),
                backend.tenants().apply(tenant).keptSince(clock.millis())),
            entity,
            parameters.nonEmpty(METRIC),
            open(parameters.text(STATE)),
            Cursors.text(parameters.nonEmpty(Pages.CURSOR)),
            Pages.limit(call));
    final boolean partial = parameters.flag(Pages.PARTIAL);
    final AlertReader.Page page =
        page(
            new AlertReader(
                entity == null
                    ? new UnionStore(reads.all(Stores.ALERTS, partial))
                    : reads.ofEntity(Stores.ALERTS, tenant, entity)),
            query);
    final boolean complete = entity != null || reads.complete(Stores.ALERTS);
    return Answer.json(
        new Served.Listing(
            page.alerts().stream().map(AlertView::of).toList(),
            Cursors.of(page.next()),
            Served.active(backend.instance(), complete)),
        complete);
  }

  private static AlertReader.Page page(final AlertReader reader, final AlertQuery query) {
    try {
      return reader.page(query);
    } catch (final IllegalArgumentException e) {
      throw Pages.badCursor();
    }
  }

  private static @Nullable Boolean open(final @Nullable String state) {
    if (state == null || "any".equals(state)) {
      return null;
    }
    if ("open".equals(state) || "closed".equals(state)) {
      return "open".equals(state);
    }
    throw Problem.parameter(STATE, "There is no such state.", "open, closed, any");
  }
}

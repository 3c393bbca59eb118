package com.nexora.streams.query;

import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.grc.GrcQuery;
import com.nexora.streams.grc.GrcReader;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** Events of governance, risk and compliance that the gate has let in. */
final class EventRoutes {

  private static final String TYPE = "eventType";
  private static final String SOURCE = "source";

  private final Backend backend;
  private final Clock clock;

  EventRoutes(final Backend backend, final Clock clock) {
    this.backend = backend;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.json(
            "/events/{tenant}",
            Access.TENANT_IN_PATH,
            Set.of(TYPE, SOURCE, Pages.LIMIT, Pages.CURSOR, Pages.PARTIAL),
            this::list));
  }

  private Answer list(final Call call) {
    final StateReads reads = new StateReads(backend.stores());
    final Parameters parameters = call.parameters();
    final String tenant = call.tenant();
    final GrcQuery query =
        new GrcQuery(
            tenant,
            0,
            backend.tenants().apply(tenant).keptSince(clock.millis()),
            parameters.nonEmpty(TYPE),
            parameters.nonEmpty(SOURCE),
            Cursors.text(parameters.nonEmpty(Pages.CURSOR)),
            Pages.limit(call));
    final boolean partial = parameters.flag(Pages.PARTIAL);
    final GrcReader.Page page =
        page(new GrcReader(new UnionStore(reads.all(Stores.GRC_EVENTS, partial))), query);
    final boolean complete = reads.complete(Stores.GRC_EVENTS);
    return Answer.json(
        new Served.Listing(
            page.events().stream().map(EventView::of).toList(),
            Cursors.of(page.next()),
            Served.active(backend.instance(), complete)),
        complete);
  }

  private static GrcReader.Page page(final GrcReader reader, final GrcQuery query) {
    try {
      return reader.page(query);
    } catch (final IllegalArgumentException e) {
      throw Pages.badCursor();
    }
  }
}

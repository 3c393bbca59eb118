package com.nexora.streams.query;

import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.correlation.FindingPage;
import com.nexora.streams.correlation.FindingQuery;
import com.nexora.streams.correlation.FindingReader;
import com.nexora.streams.correlation.SummaryReader;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Findings with factors and evidence, and the tenants' quarters of an hour. */
final class ThreatRoutes {

  private static final String FROM = "from";
  private static final String TO = "to";
  private static final String ENTITY = "entity";
  private static final String MIN_SCORE = "minScore";

  private final Backend backend;
  private final Clock clock;

  ThreatRoutes(final Backend backend, final Clock clock) {
    this.backend = backend;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.json(
            "/threats/{tenant}",
            Access.TENANT_IN_PATH,
            Set.of(FROM, TO, ENTITY, MIN_SCORE, Pages.LIMIT, Pages.CURSOR, Pages.PARTIAL),
            this::findings),
        Route.json(
            "/threats/{tenant}/summaries",
            Access.TENANT_IN_PATH,
            Set.of(FROM, TO, Pages.PARTIAL),
            this::summaries));
  }

  private Answer findings(final Call call) {
    final StateReads reads = new StateReads(backend.stores());
    final Parameters parameters = call.parameters();
    final String tenant = call.tenant();
    final @Nullable String entity = parameters.nonEmpty(ENTITY);
    final long from = from(parameters);
    final long to = to(parameters);
    Parameters.checkSpan(from, to);
    final FindingQuery query =
        new FindingQuery(
            tenant,
            Math.max(from, keptSince(tenant)),
            to,
            entity,
            parameters.decimal(MIN_SCORE, 0, 0, 10),
            parameters.nonEmpty(Pages.CURSOR),
            Pages.limit(call));
    final boolean partial = parameters.flag(Pages.PARTIAL);
    final FindingReader reader =
        new FindingReader(
            entity == null
                ? new UnionStore(reads.all(Stores.FINDINGS, partial))
                : reads.ofEntity(Stores.FINDINGS, tenant, entity));
    final boolean complete = entity != null || reads.complete(Stores.FINDINGS);
    final FindingPage page = page(reader, query);
    return Answer.json(
        new Served.Listing(
            page.findings().stream().map(FindingView::of).toList(),
            page.nextCursor(),
            Served.active(backend.instance(), complete)),
        complete);
  }

  private long keptSince(final String tenant) {
    return backend.tenants().apply(tenant).keptSince(clock.millis());
  }

  private static FindingPage page(final FindingReader reader, final FindingQuery query) {
    try {
      return reader.page(query);
    } catch (final IllegalArgumentException e) {
      throw Pages.badCursor();
    }
  }

  private Answer summaries(final Call call) {
    final StateReads reads = new StateReads(backend.stores());
    final Parameters parameters = call.parameters();
    final long from = from(parameters);
    final long to = to(parameters);
    Parameters.checkSpan(from, to);
    final boolean partial = parameters.flag(Pages.PARTIAL);
    final List<SummaryView> summaries =
        new SummaryReader(new UnionStore(reads.all(Stores.THREAT_SUMMARIES, partial)))
            .summaries(call.tenant(), Math.max(from, keptSince(call.tenant())), to).stream()
                .map(SummaryView::of)
                .toList();
    final boolean complete = reads.complete(Stores.THREAT_SUMMARIES);
    return Answer.json(
        new Served.Listing(summaries, null, Served.active(backend.instance(), complete)), complete);
  }

  private static long from(final Parameters parameters) {
    final Long from = parameters.time(FROM);
    return from == null ? 0 : from;
  }

  private static long to(final Parameters parameters) {
    final Long to = parameters.time(TO);
    return to == null ? Times.LATEST : to;
  }
}

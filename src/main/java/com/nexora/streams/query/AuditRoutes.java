package com.nexora.streams.query;

import com.nexora.streams.audit.AuditPage;
import com.nexora.streams.audit.AuditQuery;
import com.nexora.streams.audit.AuditReader;
import com.nexora.streams.audit.AuditView;
import com.nexora.streams.catalogue.Stores;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A tenant's audit trail: pages of it, and one entry. A tenant lives in one partition. */
final class AuditRoutes {

  private final Backend backend;

  AuditRoutes(final Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(
        Route.json(
            "/audit/{tenant}",
            Access.TENANT_IN_PATH,
            Set.of("actor", "action", "from", "to", Pages.LIMIT, Pages.CURSOR),
            this::list),
        Route.json("/audit/{tenant}/{auditId}", Access.TENANT_IN_PATH, Set.of(), this::one));
  }

  private Answer list(final Call call) {
    final StateReads reads = new StateReads(backend.stores());
    final Parameters parameters = call.parameters();
    final @Nullable Long from = parameters.time("from");
    final @Nullable Long to = parameters.time("to");
    if (from != null && to != null) {
      Parameters.checkSpan(from, to);
    }
    final AuditQuery query =
        new AuditQuery(
            call.tenant(),
            parameters.nonEmpty("actor"),
            parameters.nonEmpty("action"),
            from,
            to,
            Pages.limit(call),
            parameters.nonEmpty(Pages.CURSOR));
    final AuditPage page =
        page(new AuditReader(List.of(reads.ofTenant(Stores.AUDIT_ENTRIES, call.tenant()))), query);
    return Answer.json(
        new Served.Listing(
            page.entries().stream().map(entry -> EntryView.of(entry, null)).toList(),
            page.nextCursor(),
            Served.active(backend.instance(), true)),
        true);
  }

  private static AuditPage page(final AuditReader reader, final AuditQuery query) {
    try {
      return reader.list(query);
    } catch (final IllegalArgumentException e) {
      throw Pages.badCursor();
    }
  }

  private Answer one(final Call call) {
    final StateReads reads = new StateReads(backend.stores());
    final AuditView entry =
        new AuditReader(List.of(reads.ofTenant(Stores.AUDIT_ENTRIES, call.tenant())))
            .byId(call.tenant(), call.auditId())
            .orElseThrow(
                () ->
                    reads.tenantNotFound(
                        Stores.AUDIT_ENTRIES,
                        call.tenant(),
                        "The tenant's queryable trail holds no entry of this id."));
    return Answer.json(EntryView.of(entry, Served.active(backend.instance(), true)), true);
  }
}

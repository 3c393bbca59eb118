package com.nexora.streams.query;

import com.nexora.streams.audit.AuditFilter;
import com.nexora.streams.audit.AuditFilter.Field;
import com.nexora.streams.audit.AuditPage;
import com.nexora.streams.audit.AuditQuery;
import com.nexora.streams.audit.AuditReader;
import com.nexora.streams.audit.AuditView;
import com.nexora.streams.catalogue.RetentionClasses;
import com.nexora.streams.catalogue.Stores;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's audit trail: pages of it, and one entry. A tenant lives in one partition of each
 * class.
 */
final class AuditRoutes {

  private static final Map<String, Field> FIELDS =
      Map.of(
          "actor", Field.ACTOR,
          "agent", Field.AGENT,
          "action", Field.ACTION,
          "resource", Field.RESOURCE,
          "framework", Field.FRAMEWORK,
          "correlationId", Field.CORRELATION_ID,
          "eventType", Field.EVENT_TYPE,
          "category", Field.CATEGORY,
          "severity", Field.SEVERITY,
          "outcome", Field.OUTCOME);

  private final Backend backend;
  private final RetentionClasses classes;
  private final @Nullable PrivacyAccess privacy;

  AuditRoutes(
      final Backend backend,
      final RetentionClasses classes,
      final @Nullable PrivacyAccess privacy) {
    this.backend = backend;
    this.classes = classes;
    this.privacy = privacy;
  }

  /** The tenant's partition of every retention class, the default first. */
  static List<ReadOnlyKeyValueStore<Bytes, byte[]>> entries(
      final StateReads reads, final RetentionClasses classes, final String tenant) {
    return classes.all().stream()
        .map(retention -> reads.ofTenant(retention.own(Stores.AUDIT_ENTRIES), tenant))
        .toList();
  }

  List<Route> routes() {
    return List.of(
        Route.json("/audit/{tenant}", Access.TENANT_IN_PATH, parameters(), this::list),
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
            filter(parameters, from, to),
            Pages.limit(call),
            parameters.nonEmpty(Pages.CURSOR));
    final AuditPage page = page(new AuditReader(entries(reads, classes, call.tenant())), query);
    return Answer.json(
        new Served.Listing(
            page.entries().stream().map(entry -> EntryView.of(entry, null)).toList(),
            page.nextCursor(),
            Served.active(backend.instance(), true)),
        true);
  }

  private static Set<String> parameters() {
    final Set<String> names = new TreeSet<>(FIELDS.keySet());
    names.addAll(List.of("from", "to", Pages.LIMIT, Pages.CURSOR));
    return names;
  }

  private static AuditFilter filter(
      final Parameters parameters, final @Nullable Long from, final @Nullable Long to) {
    AuditFilter filter = AuditFilter.between(from, to);
    for (final Map.Entry<String, Field> field : FIELDS.entrySet()) {
      filter = filter.with(field.getValue(), parameters.nonEmpty(field.getKey()));
    }
    return filter;
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
        new AuditReader(entries(reads, classes, call.tenant()))
            .byId(call.tenant(), call.auditId())
            .orElseThrow(
                () ->
                    reads.tenantNotFound(
                        Stores.AUDIT_ENTRIES,
                        call.tenant(),
                        "The tenant's queryable trail holds no entry of this id."));
    final EntryView view = EntryView.of(entry, Served.active(backend.instance(), true));
    return Answer.json(opened(call, entry, view), true);
  }

  /** With the payload in clear for those who may read it, as long as its keys are there. */
  private EntryView opened(final Call call, final AuditView entry, final EntryView view) {
    final Caller caller = call.caller();
    if (!entry.event().getEncrypted()
        || privacy == null
        || caller == null
        || !(caller.has("auditor") || caller.has("admin"))) {
      return view;
    }
    return privacy
        .reader()
        .open(
            entry.event(),
            (intake, partition) ->
                backend
                    .stores()
                    .open(intake.store(), QueryableStoreTypes.keyValueStore(), partition))
        .map(view::opened)
        .orElseGet(view::erased);
  }
}

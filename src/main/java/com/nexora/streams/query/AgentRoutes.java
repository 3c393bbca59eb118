package com.nexora.streams.query;

import com.nexora.events.AgentState;
import com.nexora.streams.agents.AgentStateReader;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.correlation.FindingReader;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** Agents and other identities: lists and states. */
final class AgentRoutes {

  private final Backend backend;
  private final Clock clock;

  AgentRoutes(final Backend backend, final Clock clock) {
    this.backend = backend;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.json(
            "/agents",
            Access.TENANT_IN_QUERY,
            Set.of("tenant", Pages.LIMIT, Pages.CURSOR, Pages.PARTIAL),
            this::list),
        Route.json("/agents/{tenant}/{id}", Access.TENANT_IN_PATH, Set.of(), this::one));
  }

  private Answer list(final Call call) {
    final StateReads reads = new StateReads(backend.stores());
    final String tenant = call.tenantInQuery();
    final int limit = Pages.limit(call);
    final boolean partial = call.parameters().flag(Pages.PARTIAL);
    final AgentStateReader.Page page =
        new AgentStateReader(reads.all(Stores.AGENT_STATES, partial))
            .list(tenant, Cursors.text(call.parameters().nonEmpty(Pages.CURSOR)), limit);
    final boolean complete = reads.complete(Stores.AGENT_STATES);
    final List<AgentView> agents =
        page.states().stream().map(state -> AgentView.of(state, risk(reads, state), null)).toList();
    return Answer.json(
        new Served.Listing(
            agents, Cursors.of(page.next()), Served.active(backend.instance(), complete)),
        complete);
  }

  private Answer one(final Call call) {
    final StateReads reads = new StateReads(backend.stores());
    final String tenant = call.tenant();
    final String entity = call.entity();
    final AgentState state =
        new AgentStateReader(List.of(reads.ofEntity(Stores.AGENT_STATES, tenant, entity)))
            .get(tenant, entity)
            .orElseThrow(
                () ->
                    reads.entityNotFound(
                        Stores.AGENT_STATES,
                        tenant,
                        entity,
                        "No event of this identity has been seen in this tenant."));
    return Answer.json(
        AgentView.of(state, risk(reads, state), Served.active(backend.instance(), true)), true);
  }

  private int risk(final StateReads reads, final AgentState state) {
    final String tenant = state.getTenantId();
    final String entity = state.getEntityId();
    return new FindingReader(reads.ofEntity(Stores.FINDINGS, tenant, entity))
        .standingRisk(tenant, entity, clock.millis());
  }
}

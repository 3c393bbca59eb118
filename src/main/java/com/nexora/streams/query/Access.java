package com.nexora.streams.query;

import io.javalin.security.RouteRole;

/**
 * Who may call a route. Every route declares one; the server does not start with one that has none.
 */
enum Access implements RouteRole {

  /** Anyone: probes only, nothing of any tenant. */
  PUBLIC,

  /** Whoever has a valid token with the scope read: nothing of any tenant. */
  READER,

  /** Whoever has a valid token for all tenants with the scope auditor. */
  AUDITOR,

  /** Whoever has a valid token for all tenants: what belongs to no single one. */
  OPERATOR,

  /** As {@link #READER}, and the path parameter tenant must be the token's. */
  TENANT_IN_PATH,

  /** As {@link #READER}, and the query parameter tenant, if given, must be the token's. */
  TENANT_IN_QUERY,

  /**
   * The body may name a tenant, which must be the token's: the route itself holds every tenant that
   * it reads there against the token, by {@link Call#boundTenant}. Only for routes that write.
   */
  TENANT_IN_BODY
}

package com.nexora.streams.query;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Lets a request through to its route, or says why not: token first, then scope, then tenant. */
final class Gatekeeper {

  private static final String READ = "read";
  private static final String SCHEME = "bearer ";

  private final TokenVerifier tokens;

  Gatekeeper(final TokenVerifier tokens) {
    this.tokens = tokens;
  }

  /**
   * Who calls.
   *
   * @param authorization the header; null if absent
   * @return null on public routes, where nobody is asked
   * @throws Problem 401 or 403
   */
  @Nullable Caller admit(final Access access, final @Nullable String authorization) {
    if (access == Access.PUBLIC) {
      return null;
    }
    return admit(access, access == Access.AUDITOR ? Caller.AUDITOR : READ, authorization);
  }

  /**
   * Who calls a route that asks for a scope of its own.
   *
   * @param authorization the header; null if absent
   * @throws Problem 401 or 403
   */
  Caller admit(final Access access, final String scope, final @Nullable String authorization) {
    if (authorization == null) {
      throw Problem.unauthorized("", "Send a token in the header Authorization: Bearer <token>.");
    }
    if (!authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      throw Problem.unauthorized("", "The header Authorization must be: Bearer <token>.");
    }
    final Caller caller = tokens.verify(authorization.substring(SCHEME.length()).strip());
    if (!caller.has(scope)) {
      throw Problem.forbiddenScope(scope);
    }
    if ((access == Access.AUDITOR || access == Access.OPERATOR) && !caller.isOperator()) {
      throw Problem.forbiddenTenant();
    }
    return caller;
  }

  /**
   * Holds the tenant of the request against the token's.
   *
   * @throws Problem 403 if they differ
   */
  static void checkTenant(final Access access, final Call call) {
    final Caller caller = call.caller();
    final @Nullable String tenant =
        switch (access) {
          case PUBLIC, READER, AUDITOR, OPERATOR, TENANT_IN_BODY -> null;
          case TENANT_IN_PATH -> call.tenant();
          case TENANT_IN_QUERY -> call.parameters().nonEmpty("tenant");
        };
    if (tenant != null && (caller == null || !caller.mayRead(tenant))) {
      throw Problem.forbiddenTenant();
    }
  }
}

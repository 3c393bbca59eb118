package com.nexora.streams.query;

import java.util.Set;

/**
 * Who asks, as a verified token says.
 *
 * @param subject person or program, for the audit trail
 * @param tenant the one tenant it may see, or {@value #ALL_TENANTS}
 * @param scopes what it may do: read, write, admin, auditor
 */
record Caller(String subject, String tenant, Set<String> scopes) {

  /** Tenant claim of operators, who may see every tenant. */
  static final String ALL_TENANTS = "*";

  /** Scope of those who may see the trail as a whole: with it, a token must be for all tenants. */
  static final String AUDITOR = "auditor";

  boolean mayRead(final String other) {
    return isOperator() || tenant.equals(other);
  }

  boolean isOperator() {
    return ALL_TENANTS.equals(tenant);
  }

  boolean has(final String scope) {
    return scopes.contains(scope);
  }
}

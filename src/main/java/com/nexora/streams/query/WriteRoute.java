package com.nexora.streams.query;

import java.util.Set;
import java.util.function.BiFunction;

/**
 * One route that changes something.
 *
 * <p>Who may call it is said twice, since the two protect from different things: the scope says
 * what a token may do, the access says to whose data.
 *
 * @param method POST, PUT or DELETE
 * @param path with parameters in braces, as in openapi.yaml
 * @param access how the tenant is bound; not PUBLIC
 * @param scope that a caller needs, and the only one: write, admin or auditor
 * @param parameters query parameters that it takes
 * @param maxBodyBytes largest body, bytes; {@link #SERVER_LIMIT} for http.max.body.bytes
 * @param handler makes the answer from the call and its body
 */
record WriteRoute(
    String method,
    String path,
    Access access,
    String scope,
    Set<String> parameters,
    long maxBodyBytes,
    BiFunction<Call, byte[], Answer> handler) {

  static final String POST = "POST";
  static final String PUT = "PUT";
  static final String DELETE = "DELETE";

  /** Scope of those who send events. */
  static final String WRITE = "write";

  /** Scope of those who change settings, holds and what is stored. */
  static final String ADMIN = "admin";

  /** Body limit of a route without one of its own. */
  static final long SERVER_LIMIT = 0;

  private static final Set<String> METHODS = Set.of(POST, PUT, DELETE);

  /**
   * @throws IllegalArgumentException if the method changes nothing, or anyone could call it
   */
  WriteRoute {
    if (!METHODS.contains(method)) {
      throw new IllegalArgumentException("route " + path + ": " + method + " changes nothing");
    }
    if (access == Access.PUBLIC || scope.isEmpty()) {
      throw new IllegalArgumentException("route " + path + " lets anyone change something");
    }
    parameters = Set.copyOf(parameters);
  }

  /** A route for administrators of the tenant in its path. */
  static WriteRoute admin(
      final String method, final String path, final BiFunction<Call, byte[], Answer> handler) {
    return new WriteRoute(method, path, Access.TENANT_IN_PATH, ADMIN, handler);
  }

  /** A route without query parameters, with the server's body limit. */
  WriteRoute(
      final String method,
      final String path,
      final Access access,
      final String scope,
      final BiFunction<Call, byte[], Answer> handler) {
    this(method, path, access, scope, Set.of(), SERVER_LIMIT, handler);
  }

  /** The same route that takes query parameters. */
  WriteRoute taking(final String... names) {
    return new WriteRoute(method, path, access, scope, Set.of(names), maxBodyBytes, handler);
  }

  /** The same route with a body limit of its own. */
  WriteRoute upTo(final long bytes) {
    return new WriteRoute(method, path, access, scope, parameters, bytes, handler);
  }
}

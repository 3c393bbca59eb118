package com.nexora.streams.query;

import java.util.function.BiFunction;

/**
 * One route that changes something. All of them need the scope admin and the tenant of the path.
 *
 * @param method PUT or DELETE
 * @param path with parameters in braces, as in openapi.yaml
 * @param handler makes the answer from the call and its body
 */
record WriteRoute(String method, String path, BiFunction<Call, byte[], Answer> handler) {

  static final String PUT = "PUT";
  static final String DELETE = "DELETE";

  /** Scope that a caller needs. */
  static final String SCOPE = "admin";
}

package com.nexora.streams.query;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request after routing and authentication, free of the server's types.
 *
 * @param path path parameters, decoded once
 * @param parameters query parameters
 * @param caller who asks; null on public routes
 * @param form the media type that the caller likes best of those that the route offers
 */
record Call(Map<String, String> path, Parameters parameters, @Nullable Caller caller, String form) {

  private static final int MAX_TENANT_BYTES = 256;
  private static final int MAX_ENTITY_BYTES = 2_048;
  private static final int MAX_NAME_BYTES = 128;

  /** The tenant in the path. */
  String tenant() {
    return id("tenant", MAX_TENANT_BYTES);
  }

  /** The entity in the path. */
  String entity() {
    return id("id", MAX_ENTITY_BYTES);
  }

  /** A tool or a type of tasks in the path. */
  String name(final String parameter) {
    return id(parameter, MAX_NAME_BYTES);
  }

  /** The audit id in the path. */
  String auditId() {
    return id("auditId", MAX_ENTITY_BYTES);
  }

  /**
   * The tenant that a list is about: the parameter, else the token's.
   *
   * @throws Problem 400 if an operator does not say which
   */
  String tenantInQuery() {
    final String asked = parameters.nonEmpty("tenant");
    if (asked != null) {
      return asked;
    }
    if (caller == null || caller.isOperator()) {
      throw Problem.parameter(
          "tenant", "An operator's token must say which tenant.", "a tenant's id");
    }
    return caller.tenant();
  }

  private String id(final String name, final int most) {
    final String value = path.getOrDefault(name, "");
    final int bytes = value.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > most) {
      throw Problem.parameter(
          name, "The id has " + bytes + " bytes.", "1 to " + most + " bytes of UTF-8");
    }
    return value;
  }
}

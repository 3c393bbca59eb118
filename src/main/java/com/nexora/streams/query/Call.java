package com.nexora.streams.query;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request after routing and authentication, free of the server's types.
 *
 * @param path path parameters, decoded once
 * @param parameters query parameters
 * @param caller who asks; null on public routes
 * @param form the media type that the caller likes best of those that the route offers
 * @param headers a request header by its name in any case; null if it was not sent
 */
record Call(
    Map<String, String> path,
    Parameters parameters,
    @Nullable Caller caller,
    String form,
    Function<String, @Nullable String> headers) {

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

  /** A request header; null if it was not sent. */
  @Nullable String header(final String name) {
    return headers.apply(name);
  }

  /**
   * The tenant that a body speaks of. It is the token's, whatever the body says: naming another one
   * is refused, and only an operator, whose token is for all tenants, must say which.
   *
   * @param named tenant in the body; null if it names none
   * @throws Problem 403 if it is not the token's, 400 if an operator names none
   */
  String boundTenant(final @Nullable String named) {
    if (caller == null || (named != null && !caller.mayRead(named))) {
      throw Problem.forbiddenTenant();
    }
    if (!caller.isOperator()) {
      return caller.tenant();
    }
    if (named == null || named.isEmpty()) {
      throw Problem.badRequest("An operator's token must say which tenant: tenantId in the body.");
    }
    return named;
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

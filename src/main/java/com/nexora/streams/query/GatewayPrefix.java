package com.nexora.streams.query;

import java.util.List;
import java.util.Set;

/**
 * The second address of the routes that callers behind the gateway use: it passes their path on
 * with its prefix. openapi.yaml names it as another server of those paths.
 */
final class GatewayPrefix {

  static final String PREFIX = "/api/event-streaming";

  private static final Set<String> ROOTS = Set.of("events", "metrics", "stream-config", "health");

  private GatewayPrefix() {}

  /** Whether a path is also served under the prefix. */
  static boolean covers(final String path) {
    return ROOTS.contains(path.split("/", 3)[1]);
  }

  /** The route, and its like under the prefix if it has one. */
  static List<Route> both(final Route route) {
    return covers(route.path())
        ? List.of(
            route,
            new Route(
                PREFIX + route.path(),
                route.access(),
                route.parameters(),
                route.produces(),
                route.direct(),
                route.also(),
                route.handler()))
        : List.of(route);
  }

  /** As {@link #both(Route)}. */
  static List<WriteRoute> both(final WriteRoute route) {
    return covers(route.path())
        ? List.of(
            route,
            new WriteRoute(
                route.method(),
                PREFIX + route.path(),
                route.access(),
                route.scope(),
                route.parameters(),
                route.maxBodyBytes(),
                route.handler()))
        : List.of(route);
  }

  /** As {@link #both(Route)}. */
  static List<IntakeRoute> both(final IntakeRoute route) {
    return List.of(route, new IntakeRoute(PREFIX + route.path(), route.handler()));
  }
}

package com.nexora.streams.query;

import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * One GET route. HEAD and OPTIONS follow from it.
 *
 * @param path with parameters in braces, as in openapi.yaml
 * @param access who may call it
 * @param parameters query parameters that it takes
 * @param produces media type of a 200
 * @param direct whether it is answered at once, also when all workers are busy: probes
 * @param also other media types that the route can answer in, see {@link Call#form}
 * @param handler makes the answer
 */
record Route(
    String path,
    Access access,
    Set<String> parameters,
    String produces,
    boolean direct,
    List<String> also,
    Function<Call, Answer> handler) {

  /**
   * @throws IllegalArgumentException if nobody has said who may call it
   */
  @SuppressWarnings("ConstantValue") // null is what this guards against
  Route {
    if (access == null) {
      throw new IllegalArgumentException("route " + path + " declares no access rule");
    }
    also = List.copyOf(also);
  }

  /** A route that answers in one form. */
  Route(
      final String path,
      final Access access,
      final Set<String> parameters,
      final String produces,
      final boolean direct,
      final Function<Call, Answer> handler) {
    this(path, access, parameters, produces, direct, List.of(), handler);
  }

  /** The same route that answers in other media types, too. */
  Route also(final String... others) {
    return new Route(path, access, parameters, produces, direct, List.of(others), handler);
  }

  static Route json(
      final String path,
      final Access access,
      final Set<String> parameters,
      final Function<Call, Answer> handler) {
    return new Route(path, access, parameters, Json.CONTENT_TYPE, false, handler);
  }

  static Route probe(final String path, final Function<Call, Answer> handler) {
    return new Route(path, Access.PUBLIC, Set.of(), Json.CONTENT_TYPE, true, handler);
  }

  static Route auditor(
      final String path, final String produces, final Function<Call, Answer> handler) {
    return new Route(path, Access.AUDITOR, Set.of(), produces, false, handler);
  }

  /** The path as the server knows it: the name of a tile holds slashes. */
  String pattern() {
    return path.replace("{tile}", "<tile>").replace("{bundle}", "<bundle>");
  }

  static Route text(
      final String path, final String produces, final Function<Call, Answer> handler) {
    return new Route(path, Access.READER, Set.of(), produces, false, handler);
  }
}

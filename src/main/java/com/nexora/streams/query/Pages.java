package com.nexora.streams.query;

/** Names and bounds that all lists share. */
final class Pages {

  static final String LIMIT = "limit";
  static final String CURSOR = "cursor";

  /** Whether the caller takes a list from the partitions that can be read here, if not all can. */
  static final String PARTIAL = "partial";

  static final int DEFAULT_LIMIT = 50;
  static final int MAX_LIMIT = 500;

  private Pages() {}

  static int limit(final Call call) {
    return call.parameters().number(LIMIT, DEFAULT_LIMIT, 1, MAX_LIMIT);
  }

  static Problem badCursor() {
    return Problem.parameter(
        CURSOR, "The cursor is not one of this list.", "nextCursor of the page before");
  }
}

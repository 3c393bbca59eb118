package com.nexora.streams.query;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a route answers.
 *
 * @param status HTTP status
 * @param contentType media type of the body
 * @param body the body
 * @param complete whether the answer rests on every partition that could hold something of it
 * @param caching the header Cache-Control
 * @param headers other headers, e.g. ETag
 */
record Answer(
    int status,
    String contentType,
    byte[] body,
    boolean complete,
    String caching,
    Map<String, String> headers) {

  private static final String NEVER = "no-store";

  Answer {
    headers = Map.copyOf(headers);
  }

  /** An answer that nobody may keep. */
  Answer(final int status, final String contentType, final byte[] body, final boolean complete) {
    this(status, contentType, body, complete, NEVER, Map.of());
  }

  /** Bytes that never change. */
  static Answer lasting(final String contentType, final byte[] body, final String caching) {
    return new Answer(200, contentType, body, true, caching, Map.of());
  }

  static Answer json(final Object body, final boolean complete) {
    return new Answer(200, Json.CONTENT_TYPE, Json.bytes(body), complete);
  }

  static Answer json(final int status, final Object body) {
    return new Answer(status, Json.CONTENT_TYPE, Json.bytes(body), true);
  }

  static Answer text(final String contentType, final byte[] body) {
    return new Answer(200, contentType, body, true);
  }

  /** The same answer with one more header. */
  Answer header(final String name, final String value) {
    final Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(name, value);
    return new Answer(status, contentType, body, complete, caching, all);
  }
}

package com.nexora.streams.query;

/**
 * What a route answers.
 *
 * @param status HTTP status
 * @param contentType media type of the body
 * @param body the body
 * @param complete whether the answer rests on every partition that could hold something of it
 * @param caching the header Cache-Control
 */
record Answer(int status, String contentType, byte[] body, boolean complete, String caching) {

  private static final String NEVER = "no-store";

  /** An answer that nobody may keep. */
  Answer(final int status, final String contentType, final byte[] body, final boolean complete) {
    this(status, contentType, body, complete, NEVER);
  }

  /** Bytes that never change. */
  static Answer lasting(final String contentType, final byte[] body, final String caching) {
    return new Answer(200, contentType, body, true, caching);
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
}

package com.nexora.streams.query;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * An Idempotency-Key with the body that came with it.
 *
 * @param tenant of the token
 * @param key as sent
 * @param digest of the body, unpacked: packing it otherwise makes no other body
 */
record BodyKey(String tenant, String key, String digest) {

  static BodyKey of(final String tenant, final String key, final byte[] body) {
    try {
      final byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
      return new BodyKey(tenant, key, HexFormat.of().formatHex(hash));
    } catch (final NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The key apart from those of other tenants' tokens; a key holds no line end. */
  String scoped() {
    return key + "\n" + tenant;
  }
}

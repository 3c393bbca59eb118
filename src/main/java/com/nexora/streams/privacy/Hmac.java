package com.nexora.streams.privacy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA256 with a running input, one per thread: making a Mac anew costs more than the hash.
 *
 * <p>Texts enter with their length before them, so that no two lists of texts give the same input.
 */
final class Hmac {

  /** Bytes of a result. */
  static final int LENGTH = 32;

  private static final String ALGORITHM = "HmacSHA256";
  private static final ThreadLocal<Hmac> OF_THREAD = ThreadLocal.withInitial(Hmac::new);

  private final Mac mac;

  private Hmac() {
    try {
      mac = Mac.getInstance(ALGORITHM);
    } catch (final GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  /** Starts over with a key; the result must be taken before the thread starts another. */
  static Hmac of(final byte[] key) {
    final Hmac hmac = OF_THREAD.get();
    try {
      hmac.mac.init(new SecretKeySpec(key, ALGORITHM));
    } catch (final GeneralSecurityException e) {
      throw new IllegalStateException("HMAC takes any key", e);
    }
    return hmac;
  }

  Hmac bytes(final byte[] bytes) {
    mac.update(bytes);
    return this;
  }

  Hmac one(final int value) {
    mac.update((byte) value);
    return this;
  }

  Hmac text(final String text) {
    final byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, utf8.length).array());
    mac.update(utf8);
    return this;
  }

  /** 32 bytes; what is added next begins another result under the same key. */
  byte[] result() {
    return mac.doFinal();
  }
}

package com.nexora.streams.privacy;

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
  private final byte[] length = new byte[Integer.BYTES];

  private Hmac() {
    try {
      mac = Mac.getInstance(ALGORITHM);
    } catch (final GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  /** Starts over with a key; the result must be taken before the thread starts another. */
  static Hmac of(final byte[] key) {
    return OF_THREAD.get().keyed(key);
  }

  /** One of the caller's own, for a key that is used again and again; not thread-safe. */
  static Hmac with(final byte[] key) {
    return new Hmac().keyed(key);
  }

  private Hmac keyed(final byte[] key) {
    try {
      mac.init(new SecretKeySpec(key, ALGORITHM));
    } catch (final GeneralSecurityException e) {
      throw new IllegalStateException("HMAC takes any key", e);
    }
    return this;
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
    for (int i = 0; i < length.length; i++) {
      length[i] = (byte) (utf8.length >>> Byte.SIZE * (length.length - 1 - i));
    }
    mac.update(length);
    mac.update(utf8);
    return this;
  }

  /** 32 bytes; what is added next begins another result under the same key. */
  byte[] result() {
    return mac.doFinal();
  }
}

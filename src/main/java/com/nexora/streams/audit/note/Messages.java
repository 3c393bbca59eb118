package com.nexora.streams.audit.note;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What is hashed into the id of a key, and what a signature of each type covers. */
final class Messages {

  private static final byte NEWLINE = 0x0A;

  private Messages() {}

  /** First four bytes of SHA-256(name, newline, type, public key). */
  static int keyId(final String name, final SignatureType type, final byte[] publicKey) {
    try {
      final MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(name.getBytes(StandardCharsets.UTF_8));
      digest.update(NEWLINE);
      digest.update(type.id());
      digest.update(publicKey);
      return ByteBuffer.wrap(digest.digest()).getInt();
    } catch (final NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The two lines before the text in a cosignature, then the text. */
  static byte[] cosigned(final long seconds, final byte[] text) {
    final byte[] head =
        ("cosignature/v1\ntime " + seconds + "\n").getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(head.length + text.length).put(head).put(text).array();
  }
}

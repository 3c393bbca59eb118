package com.nexora.streams.catalogue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Ids from content: the first 16 bytes of SHA-256 over the parts, each preceded by its length in
 * bytes (4 bytes, big-endian), so that no two lists of parts give the same input. The same event
 * gives the same id after any replay.
 */
public final class ContentId {

  private static final int LENGTH = 16;
  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(ContentId::sha256);

  private ContentId() {}

  /** The id as 32 lower-case hex digits. Numbers enter as their decimal text. */
  public static String hex(final String... parts) {
    return HexFormat.of().formatHex(bytes(parts));
  }

  /** The id as 16 bytes. */
  public static byte[] bytes(final String... parts) {
    final MessageDigest digest = SHA_256.get();
    digest.reset();
    for (final String part : parts) {
      final byte[] utf8 = part.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, utf8.length));
      digest.update(utf8);
    }
    return java.util.Arrays.copyOf(digest.digest(), LENGTH);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (final NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

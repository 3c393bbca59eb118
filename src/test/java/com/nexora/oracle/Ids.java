package com.nexora.oracle;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Keys and content ids as docs/records.md specifies them, written again from the text. */
public final class Ids {

  private Ids() {}

  /** The entity key: escape(tenant) + "/" + entity in UTF-8. */
  public static byte[] entityKey(final String tenant, final String entity) {
    final StringBuilder escaped = new StringBuilder();
    for (final char c : tenant.toCharArray()) {
      escaped.append(c == '%' ? "%25" : c == '/' ? "%2F" : String.valueOf(c));
    }
    return (escaped + "/" + entity).getBytes(StandardCharsets.UTF_8);
  }

  /** First 16 bytes of SHA-256 over length-prefixed parts, as hex. */
  public static String contentId(final Object... parts) {
    try {
      final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      final DataOutputStream out = new DataOutputStream(bytes);
      for (final Object part : parts) {
        final byte[] utf8 = part.toString().getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
      }
      return hex(sha256(bytes.toByteArray())).substring(0, 32);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SHA-256. */
  public static byte[] sha256(final byte[]... parts) {
    try {
      final MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (final byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (final NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lower-case hex. */
  public static String hex(final byte[] bytes) {
    final StringBuilder out = new StringBuilder();
    for (final byte b : bytes) {
      out.append(Character.forDigit((b >> 4) & 15, 16)).append(Character.forDigit(b & 15, 16));
    }
    return out.toString();
  }
}

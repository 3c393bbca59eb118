package com.nexora.streams.privacy.redact;

import java.nio.charset.StandardCharsets;

/** Undoes and makes the escapes of JSON texts. */
final class Escapes {

  private Escapes() {}

  /** The text that an escaped range of UTF-8 stands for; what is no escape stays as it is. */
  static String undone(final byte[] source, final int from, final int to) {
    final String raw = new String(source, from, to - from, StandardCharsets.UTF_8);
    if (raw.indexOf('\\') < 0) {
      return raw;
    }
    final StringBuilder text = new StringBuilder(raw.length());
    int i = 0;
    while (i < raw.length()) {
      final char c = raw.charAt(i);
      if (c != '\\' || i + 1 >= raw.length()) {
        text.append(c);
        i++;
        continue;
      }
      final char escaped = raw.charAt(i + 1);
      i += 2;
      switch (escaped) {
        case 'n' -> text.append('\n');
        case 't' -> text.append('\t');
        case 'r' -> text.append('\r');
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case 'u' -> {
          final int value = hex(raw, i);
          if (value < 0) {
            text.append("\\u");
          } else {
            text.append((char) value);
            i += 4;
          }
        }
        default -> text.append(escaped);
      }
    }
    return text.toString();
  }

  private static int hex(final String text, final int at) {
    if (at + 4 > text.length()) {
      return -1;
    }
    int value = 0;
    for (int i = at; i < at + 4; i++) {
      final int digit = Character.digit(text.charAt(i), 16);
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  /** The UTF-8 of a text as it stands between the quotes of a JSON text. */
  static byte[] escaped(final String text) {
    final StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      final char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || Character.isSurrogate(c)) {
            out.append("\\u").append(hex4(c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String hex4(final char c) {
    final String hex = Integer.toHexString(c);
    return "0".repeat(4 - hex.length()) + hex;
  }

  /** ASCII without quotes and backslashes, in quotes. */
  static byte[] quoted(final byte[] ascii) {
    final byte[] out = new byte[ascii.length + 2];
    out[0] = '"';
    System.arraycopy(ascii, 0, out, 1, ascii.length);
    out[out.length - 1] = '"';
    return out;
  }
}

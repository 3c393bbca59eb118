package com.nexora.streams.audit.note;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The strict little readers that all the formats share: nothing has two spellings. */
final class NoteText {

  private static final int MAX_DIGITS = 19;

  private NoteText() {}

  /** UTF-8 without any control character but newline. */
  static String decode(final byte[] bytes, final String what) {
    final String text;
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
    } catch (final CharacterCodingException e) {
      throw NoteException.malformed(what + " is not UTF-8");
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' && text.charAt(i) != '\n') {
        throw NoteException.malformed(
            "%s has the control character %d at position %d"
                .formatted(what, (int) text.charAt(i), i));
      }
    }
    return text;
  }

  /** Standard base64 with padding, in the one spelling that encoders write. */
  static byte[] base64(final String text, final String what) {
    final byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (final IllegalArgumentException e) {
      throw NoteException.malformed(what + " is not base64");
    }
    if (!base64(bytes).equals(text)) {
      throw NoteException.malformed(what + " is not base64 with padding and zero spare bits");
    }
    return bytes;
  }

  static String base64(final byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** A number from 0 to 2^63 - 1 in decimal digits without leading zeros. */
  static long number(final String text, final String what) {
    final boolean digits =
        !text.isEmpty()
            && text.length() <= MAX_DIGITS
            && text.chars().allMatch(c -> c >= '0' && c <= '9')
            && (text.length() == 1 || text.charAt(0) != '0');
    if (digits) {
      try {
        return Long.parseLong(text);
      } catch (final NumberFormatException e) {
        // More than 63 bits: told below.
      }
    }
    throw NoteException.malformed(
        what + " is not a decimal number from 0 to 2^63 - 1 without leading zeros");
  }

  /**
   * Checks the name of a key: not empty, no Unicode space, no plus sign, no control character.
   *
   * @return the name
   */
  static String keyName(final String name) {
    if (name.isEmpty()
        || name.codePoints().anyMatch(c -> c == '+' || c < ' ' || c == 0x85 || isSpace(c))
        || !StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      throw NoteException.malformed(
          "a key's name must not be empty nor hold a space, a plus sign or a control character");
    }
    return name;
  }

  private static boolean isSpace(final int codePoint) {
    return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
  }
}

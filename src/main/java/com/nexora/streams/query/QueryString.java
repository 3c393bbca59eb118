package com.nexora.streams.query;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes a query string apart strictly. A parameter that cannot be decoded must be an error:
 * dropped, it would silently widen the question that was asked.
 */
final class QueryString {

  private QueryString() {}

  /**
   * Parameters by name, in their order.
   *
   * @throws Problem 400 if one stands twice or is not percent-encoded UTF-8
   */
  static Map<String, String> parse(final @Nullable String query) {
    final Map<String, String> parameters = new LinkedHashMap<>();
    if (query == null || query.isEmpty()) {
      return parameters;
    }
    for (final String pair : query.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      final int equals = pair.indexOf('=');
      final String name = decode(equals < 0 ? pair : pair.substring(0, equals), "name");
      final String value = equals < 0 ? "" : decode(pair.substring(equals + 1), name);
      if (parameters.putIfAbsent(name, value) != null) {
        throw Problem.parameter(name, "The parameter stands more than once.", "one value");
      }
    }
    return parameters;
  }

  private static String decode(final String encoded, final String name) {
    final ByteBuffer bytes = ByteBuffer.allocate(encoded.length() * 4);
    for (int i = 0; i < encoded.length(); ) {
      final int c = encoded.codePointAt(i);
      if (c == '%') {
        bytes.put((byte) hex(encoded, i, name));
        i += 3;
      } else {
        bytes.put(
            c == '+'
                ? new byte[] {' '}
                : new String(Character.toChars(c)).getBytes(StandardCharsets.UTF_8));
        i += Character.charCount(c);
      }
    }
    bytes.flip();
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(bytes)
          .toString();
    } catch (final CharacterCodingException e) {
      throw undecodable(name);
    }
  }

  private static int hex(final String encoded, final int at, final String name) {
    if (at + 2 >= encoded.length()) {
      throw undecodable(name);
    }
    final int high = Character.digit(encoded.charAt(at + 1), 16);
    final int low = Character.digit(encoded.charAt(at + 2), 16);
    if (high < 0 || low < 0) {
      throw undecodable(name);
    }
    return high << 4 | low;
  }

  private static Problem undecodable(final String name) {
    return Problem.parameter(name, "The parameter cannot be decoded.", "percent-encoded UTF-8");
  }
}

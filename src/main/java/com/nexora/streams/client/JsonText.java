package com.nexora.streams.client;

import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON without a library, since the client must not bring one along.
 *
 * <p>Whatever it is given, the text is valid: a lone surrogate becomes U+FFFD, NaN becomes null, an
 * object of another class its text, and what lies deeper than {@value #MAX_DEPTH} levels {@code
 * "[too deep]"}.
 */
final class JsonText {

  static final int MAX_DEPTH = 16;

  private final StringBuilder out = new StringBuilder(512);

  private JsonText() {}

  static String of(final @Nullable Object value) {
    final JsonText json = new JsonText();
    json.value(value, 0);
    return json.out.toString();
  }

  private void value(final @Nullable Object value, final int depth) {
    if (value == null) {
      out.append("null");
    } else if (value instanceof Map<?, ?> || value instanceof Iterable<?>) {
      container(value, depth);
    } else if (value instanceof Boolean || isFinite(value)) {
      out.append(value);
    } else if (value instanceof Double || value instanceof Float) {
      out.append("null");
    } else {
      text(String.valueOf(value));
    }
  }

  private static boolean isFinite(final Object value) {
    return value instanceof Integer
        || value instanceof Long
        || value instanceof Short
        || value instanceof Byte
        || value instanceof Double number && Double.isFinite(number)
        || value instanceof Float single && Float.isFinite(single);
  }

  private void container(final Object value, final int depth) {
    if (depth >= MAX_DEPTH) {
      text("[too deep]");
    } else if (value instanceof Map<?, ?> map) {
      out.append('{');
      final Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
      while (entries.hasNext()) {
        final Map.Entry<?, ?> entry = entries.next();
        text(String.valueOf(entry.getKey()));
        out.append(':');
        value(entry.getValue(), depth + 1);
        out.append(entries.hasNext() ? "," : "");
      }
      out.append('}');
    } else if (value instanceof Iterable<?> items) {
      out.append('[');
      final Iterator<?> each = items.iterator();
      while (each.hasNext()) {
        value(each.next(), depth + 1);
        out.append(each.hasNext() ? "," : "");
      }
      out.append(']');
    }
  }

  private void text(final String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      final char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        out.append(c).append(text.charAt(++i));
      } else if (Character.isSurrogate(c)) {
        out.append('\uFFFD');
      } else if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || c == 0x7F) {
        escaped(c);
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private void escaped(final char c) {
    switch (c) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> out.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) c));
    }
  }
}

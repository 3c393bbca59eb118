package com.nexora.streams.audit;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import org.jspecify.annotations.Nullable;

/**
 * Writes one small JSON object, fields in the order they are given, no white space: the same input
 * is the same bytes.
 */
final class JsonText {

  private final StringBuilder out = new StringBuilder(256).append('{');

  JsonText field(final String name, final String value) {
    name(name).append('"');
    JsonStringEncoder.getInstance().quoteAsString(value, out);
    out.append('"');
    return this;
  }

  JsonText field(final String name, final @Nullable Number value) {
    name(name).append(value == null ? "null" : value.toString());
    return this;
  }

  String text() {
    return out + "}";
  }

  private StringBuilder name(final String name) {
    if (out.length() > 1) {
      out.append(',');
    }
    return out.append('"').append(name).append("\":");
  }
}

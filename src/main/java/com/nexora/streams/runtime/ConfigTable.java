package com.nexora.streams.runtime;

import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/**
 * Writes the settings as a Markdown table, so that the documentation cannot say other than the
 * code.
 */
public final class ConfigTable {

  private ConfigTable() {}

  /** One row per setting, in the order of their definition. */
  public static String markdown() {
    final StringBuilder out = new StringBuilder();
    out.append("| setting | environment | type | default | allowed | meaning |\n");
    out.append("|---|---|---|---|---|---|\n");
    for (final ConfigKey key : ConfigKeys.definition().configKeys().values()) {
      out.append("| `")
          .append(key.name)
          .append("` | `")
          .append(EnvironmentNames.of(key.name))
          .append("` | ")
          .append(type(key))
          .append(" | ")
          .append(show(key.defaultValue))
          .append(" | ")
          .append(key.validator == null ? "" : allowed(key))
          .append(" | ")
          .append(key.documentation)
          .append(" |\n");
    }
    return out.toString();
  }

  /** The settings as a properties file: each documented, commented out, with its default. */
  public static String properties() {
    final StringBuilder out =
        new StringBuilder(
            """
            # Every setting of Nexora Streams with its default. Remove the # in front of one to change it.
            # A value on the command line wins over the environment, the environment over this file.
            # Unknown settings are refused. Written from the code: see docs/configuration.md.

            """);
    for (final ConfigKey key : ConfigKeys.definition().configKeys().values()) {
      out.append("# ").append(key.documentation).append('\n');
      out.append("# ").append(type(key));
      if (key.validator != null) {
        out.append(", ").append(allowed(key));
      }
      out.append(". ").append(EnvironmentNames.of(key.name)).append('\n');
      final String value = plain(key.defaultValue);
      out.append('#').append(key.name).append(value.isEmpty() ? "=" : "=" + value).append("\n\n");
    }
    return out.toString();
  }

  static String type(final ConfigKey key) {
    if (key.name.endsWith(".ms")) {
      return "milliseconds";
    }
    return switch (key.type) {
      case INT, LONG, SHORT -> key.name.endsWith(".bytes") ? "bytes" : "whole number";
      case DOUBLE -> "number";
      case BOOLEAN -> "true or false";
      case STRING -> key.name.endsWith(".file") ? "path" : "text";
      default -> key.type.name().toLowerCase(Locale.ROOT);
    };
  }

  static String allowed(final ConfigKey key) {
    return String.valueOf(key.validator)
        .replace("[", "")
        .replace("]", "")
        .replace(",...,", " to ")
        .replace(",...", " or more");
  }

  static String show(final @org.jspecify.annotations.Nullable Object value) {
    final String text = plain(value);
    return text.isEmpty() ? "(none)" : "`" + text + "`";
  }

  private static String plain(final @org.jspecify.annotations.Nullable Object value) {
    if (value instanceof List<?> list) {
      return String.join(",", list.stream().map(String::valueOf).toList());
    }
    return value == null ? "" : value.toString();
  }
}

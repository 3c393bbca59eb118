package com.nexora.streams.tenants;

import com.nexora.events.Destination;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Passwords in the settings of destinations: they are written, and never shown again.
 *
 * <p>What is shown may be sent back: a value that is the shown form of the stored one stands for
 * the stored one, so that a setting can be read, changed elsewhere and written without knowing the
 * passwords.
 */
final class SinkSecrets {

  /** Stands for what is not shown. */
  static final String MARK = "[REDACTED]";

  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?i).*(passw|passwd|pwd|secret|token|credential|private|authorization|api.?key|access.?key|auth.?key|sign.*key|hmac).*|(?i)key|auth");

  /** Password of an address: scheme, user, password, rest. */
  private static final Pattern ADDRESS =
      Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*://[^:/?#@]*:)([^/?#]*)(@.*)$", Pattern.DOTALL);

  /** A parameter of an address that carries a password. */
  private static final Pattern PARAMETER =
      Pattern.compile("(?i)([?&;](?:[^=&;]*(?:passw|pwd|secret|token|key|sig)[^=&;]*)=)[^&;#]+");

  private SinkSecrets() {}

  /** A value as it is shown. */
  static String shown(final String name, final String value) {
    if (value.startsWith("file:") || value.startsWith("env:")) {
      return value; // A reference, which tells nothing.
    }
    if (SECRET_NAME.matcher(name).matches()) {
      return MARK;
    }
    return PARAMETER
        .matcher(ADDRESS.matcher(value).replaceFirst("$1" + MARK + "$3"))
        .replaceAll("$1" + MARK);
  }

  /**
   * The settings that are meant: shown values of a stored destination of the same type in place of
   * which the stored ones stand.
   *
   * @param stored what was stored until now
   * @param index place of the destination in the list
   * @param at JSON pointer to the settings
   * @throws InvalidSettingException if a mark stands for nothing
   */
  static Map<String, String> meant(
      final List<Destination> stored,
      final int index,
      final String type,
      final Map<String, String> sent,
      final String at) {
    final Optional<Destination> before = before(stored, index, type);
    final Map<String, String> meant = new TreeMap<>();
    sent.forEach(
        (name, value) -> {
          final String known =
              before.map(Destination::getConfig).map(c -> c.get(name)).orElse(null);
          if (known != null && shown(name, known).equals(value)) {
            meant.put(name, known);
          } else if (value.contains(MARK)) {
            throw new InvalidSettingException(
                at + "/" + name.replace("~", "~0").replace("/", "~1"),
                "The mark stands for nothing that is stored for this destination.",
                "the value itself");
          } else {
            meant.put(name, value);
          }
        });
    return meant;
  }

  private static Optional<Destination> before(
      final List<Destination> stored, final int index, final String type) {
    if (index < stored.size() && stored.get(index).getType().equals(type)) {
      return Optional.of(stored.get(index));
    }
    final List<Destination> same =
        stored.stream().filter(one -> one.getType().equals(type)).toList();
    return same.size() == 1 ? Optional.of(same.get(0)) : Optional.empty();
  }
}

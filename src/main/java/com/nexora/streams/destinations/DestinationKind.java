package com.nexora.streams.destinations;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The types of destinations, and what each may be told. */
enum DestinationKind {
  POSTGRES(Set.of("host", "database", "user"), Set.of("port", "password", "tls", "table")),
  REDIS(Set.of("host"), Set.of("port", "user", "password", "tls", "stream")),
  NATS(Set.of("host"), Set.of("port", "user", "password", "token", "tls", "subjectPrefix")),
  WEBHOOK(Set.of("url", "secret"), Set.of("authorization")),
  SLACK(Set.of("url"), Set.of()),
  SYSLOG(Set.of("host"), Set.of("port", "tls", "facility", "appName"));

  private static final Set<String> COMMON =
      Set.of("name", "topics", "types", "from", "maxPerSecond", "bodies");
  private static final Set<String> SECRETS = Set.of("password", "token", "secret", "authorization");

  private final Set<String> needed;
  private final Set<String> optional;

  DestinationKind(final Set<String> needed, final Set<String> optional) {
    this.needed = needed;
    this.optional = optional;
  }

  static DestinationKind of(final String type) {
    return Arrays.stream(values())
        .filter(kind -> kind.word().equals(type))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidDestinationException(
                    "type \""
                        + type
                        + "\" is unknown; there are "
                        + Arrays.stream(values())
                            .map(DestinationKind::word)
                            .collect(Collectors.joining(", "))));
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  Set<String> needed() {
    return needed;
  }

  boolean knows(final String setting) {
    return COMMON.contains(setting) || needed.contains(setting) || optional.contains(setting);
  }

  String settings() {
    final Set<String> all = new TreeSet<>(COMMON);
    all.addAll(needed);
    all.addAll(optional);
    return String.join(", ", all);
  }

  /** Whether the setting's value is secret; Slack's address is its password. */
  boolean isSecret(final String setting) {
    return SECRETS.contains(setting) || this == SLACK && setting.equals("url");
  }
}

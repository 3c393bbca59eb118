package com.nexora.streams.runtime;

import java.util.List;
import java.util.Set;

/**
 * Which settings go to the schema registry client and the serdes: Confluent's own names, so that a
 * configuration that works for other clients works here.
 */
final class RegistryNames {

  private static final List<String> PREFIXES =
      List.of(ConfigKeys.REGISTRY_PREFIX, "basic.auth.", "bearer.auth.");
  private static final Set<String> NAMES =
      Set.of(
          "auto.register.schemas",
          "normalize.schemas",
          "use.latest.version",
          "use.schema.id",
          "latest.compatibility.strict",
          "key.subject.name.strategy",
          "value.subject.name.strategy",
          "specific.avro.reader",
          "max.schemas.per.subject",
          "max.retries",
          "retries.wait.ms",
          "retries.max.wait.ms",
          "missing.id.cache.ttl.sec");

  private RegistryNames() {}

  static boolean matches(final String key) {
    return NAMES.contains(key) || PREFIXES.stream().anyMatch(key::startsWith);
  }

  /** Whether a value of this name must never be printed. */
  static boolean isSecret(final String key) {
    return matches(key)
        && (key.endsWith("user.info")
            || key.contains("password")
            || key.contains("token")
            || key.contains("secret")
            || key.endsWith("jaas.config")
            || key.endsWith("keystore.key"));
  }
}

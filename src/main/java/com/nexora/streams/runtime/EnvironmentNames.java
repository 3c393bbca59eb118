package com.nexora.streams.runtime;

import com.nexora.streams.runtime.ConfigSources.Setting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Turns environment variables into settings: {@code NEXORA_HTTP_PORT} is {@code http.port}, {@code
 * NEXORA_KAFKA_BOOTSTRAP_SERVERS} is {@code kafka.bootstrap.servers}.
 *
 * <p>A variable that names no setting is refused, with two exceptions: those that belong to the
 * command line, and those that Kubernetes writes into every pod for a service called {@code
 * nexora}.
 */
final class EnvironmentNames {

  private static final String PREFIX = "NEXORA_";
  private static final String PORT = "PORT";

  /** Read by the launcher and the command line, not by the application. */
  private static final Set<String> NOT_SETTINGS =
      Set.of(
          "NEXORA_CONFIG",
          "NEXORA_HOME",
          DevEndpoints.DATA_DIR_VARIABLE,
          "NEXORA_AUDIT_HMAC_KEYS",
          "NEXORA_PRIVACY_KEYS",
          "NEXORA_TOKEN",
          "NEXORA_TOKEN_FILE",
          "NEXORA_URL",
          "NEXORA_JAVA_OPTS",
          "NEXORA_STACK_TRACES",
          "NEXORA_JAVA");

  private EnvironmentNames() {}

  /** Name of the variable that sets a key. */
  static String of(final String key) {
    return PREFIX + shout(key);
  }

  static Map<String, Setting> settings(final Map<String, String> environment) {
    final Map<String, String> keys = new HashMap<>();
    ConfigKeys.definition().names().forEach(key -> keys.put(of(key), key));
    final Map<String, Setting> settings = new LinkedHashMap<>();
    final List<String> problems = new ArrayList<>();
    final String port = environment.get(PORT);
    if (port != null && !port.isBlank()) {
      settings.put(HttpKeys.HTTP_PORT, new Setting(port.strip(), origin(PORT)));
    }
    for (final Map.Entry<String, String> entry : new TreeMap<>(environment).entrySet()) {
      final String name = entry.getKey();
      if (!name.startsWith(PREFIX) || NOT_SETTINGS.contains(name)) {
        continue;
      }
      final String key = keys.containsKey(name) ? keys.get(name) : passedThrough(name);
      if (key != null) {
        settings.put(key, new Setting(entry.getValue().strip(), origin(name)));
      } else if (!isServiceLink(name, entry.getValue())) {
        problems.add(
            origin(name)
                + " names no setting."
                + NearestName.of(name, keys.keySet())
                    .map(near -> " Did you mean " + near + "?")
                    .orElse(" docs/configuration.md lists the settings."));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return settings;
  }

  private static @org.jspecify.annotations.Nullable String passedThrough(final String name) {
    final String kafka = PREFIX + "KAFKA_";
    if (name.startsWith(kafka)) {
      return ConfigKeys.KAFKA_PREFIX + KafkaNames.fromEnvironment(name.substring(kafka.length()));
    }
    final String whispered = whisper(name.substring(PREFIX.length()));
    return RegistryNames.matches(whispered) ? whispered : null;
  }

  private static boolean isServiceLink(final String name, final String value) {
    return name.endsWith("_SERVICE_HOST")
        || name.contains("_SERVICE_PORT")
        || value.startsWith("tcp://")
        || value.startsWith("udp://")
        || name.matches("NEXORA_.*PORT_[0-9]+_(TCP|UDP).*");
  }

  static String shout(final String key) {
    return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private static String whisper(final String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '.');
  }

  private static String origin(final String variable) {
    return "environment variable " + variable;
  }
}

package com.nexora.streams.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where settings come from, in the order in which they win: code or command line over environment
 * over file over default.
 *
 * <p>Every value keeps its origin, so that an error can say which line of which file to mend. The
 * environment wins over the file because a pod mounts one file for all and sets what differs by
 * environment.
 */
public final class ConfigSources {

  /**
   * A raw value and the place it was written.
   *
   * @param value as written
   * @param origin for people, e.g. {@code nexora.properties:12} or {@code environment variable
   *     NEXORA_HTTP_PORT}
   */
  public record Setting(String value, String origin) {}

  private final Map<String, Setting> file = new LinkedHashMap<>();
  private final Map<String, Setting> given = new LinkedHashMap<>();
  private final Map<String, String> environment = new TreeMap<>();

  /** No source yet: defaults only. */
  public static ConfigSources none() {
    return new ConfigSources();
  }

  /**
   * Adds a properties file.
   *
   * @throws IOException if it cannot be read
   * @throws ConfigurationException if a key stands in it twice
   */
  public ConfigSources file(final Path path) throws IOException {
    file.putAll(PropertiesFile.read(path));
    return this;
  }

  /**
   * Adds values from code or command line.
   *
   * @param origin for people: who set them, e.g. {@code command line}
   */
  public ConfigSources values(final String origin, final Map<String, String> values) {
    values.forEach((key, value) -> given.put(key, new Setting(value, origin)));
    return this;
  }

  /** Adds the environment; only {@code NEXORA_*} and {@code PORT} are looked at. */
  public ConfigSources environment(final Map<String, String> variables) {
    environment.putAll(variables);
    return this;
  }

  /**
   * Settings by key, the winning one of each.
   *
   * @throws ConfigurationException if an environment variable names no key
   */
  Map<String, Setting> merged() {
    final Map<String, Setting> all = new LinkedHashMap<>(file);
    all.putAll(EnvironmentNames.settings(environment));
    all.putAll(given);
    return all;
  }
}

package com.nexora.streams.runtime;

import com.nexora.streams.runtime.ConfigSources.Setting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigException;

/** Holds raw settings against {@link ConfigKeys} and collects every problem. */
final class ConfigCheck {

  private final ConfigDef definition = ConfigKeys.definition();
  private final List<String> problems = new ArrayList<>();
  private final Map<String, Object> values = new HashMap<>();
  private final Map<String, Setting> passedThrough = new HashMap<>();

  private ConfigCheck() {}

  static NexoraConfig check(final Map<String, Setting> written) {
    final ConfigCheck check = new ConfigCheck();
    check
        .definition
        .configKeys()
        .values()
        .forEach(key -> check.values.put(key.name, key.defaultValue));
    new TreeMap<>(written).forEach(check::take);
    check.problems.addAll(AnalyticsKeys.contradictions(check::value));
    check.mustBeWithinATransaction(ConfigKeys.COMMIT_INTERVAL);
    check.mustBeWithinATransaction(ConfigKeys.COMMIT_BACKLOG_INTERVAL);
    if (!check.problems.isEmpty()) {
      throw new ConfigurationException(check.problems);
    }
    return new NexoraConfig(check.values, check.passedThrough, written);
  }

  private Object value(final String key) {
    return Objects.requireNonNull(values.get(key));
  }

  /** The brokers would abort a transaction that stays open between two commits. */
  private void mustBeWithinATransaction(final String interval) {
    final Object timeout = value(ConfigKeys.TRANSACTION_TIMEOUT);
    if (((Number) value(interval)).longValue() >= ((Number) timeout).longValue()) {
      problems.add(
          "%s = %s: must be below %s = %s, or the brokers abort transactions before they are committed."
              .formatted(interval, value(interval), ConfigKeys.TRANSACTION_TIMEOUT, timeout));
    }
  }

  private void take(final String key, final Setting setting) {
    final ConfigKey known = definition.configKeys().get(key);
    if (known != null) {
      parse(known, setting);
    } else if (key.startsWith(ConfigKeys.KAFKA_PREFIX)) {
      KafkaNames.refusal(key.substring(ConfigKeys.KAFKA_PREFIX.length()))
          .ifPresentOrElse(
              why -> problems.add(key + " (" + setting.origin() + ") " + why),
              () -> passedThrough.put(key, setting));
    } else if (RegistryNames.matches(key)) {
      passedThrough.put(key, setting);
    } else {
      problems.add(
          key
              + " ("
              + setting.origin()
              + ") is no setting."
              + NearestName.of(key, definition.names())
                  .map(near -> " Did you mean " + near + "?")
                  .orElse(" docs/configuration.md lists the settings."));
    }
  }

  private void parse(final ConfigKey key, final Setting setting) {
    try {
      final Object value = ConfigDef.parseType(key.name, setting.value(), key.type);
      if (key.validator != null) {
        key.validator.ensureValid(key.name, value);
      }
      values.put(key.name, value);
    } catch (final ConfigException e) {
      problems.add(
          key.name
              + " = "
              + setting.value()
              + " ("
              + setting.origin()
              + "): must be "
              + expected(key)
              + "; the default is "
              + ConfigTable.show(key.defaultValue)
              + ".");
    }
  }

  private static String expected(final ConfigKey key) {
    final String type = ConfigTable.type(key);
    return key.validator == null ? type : type + ", " + ConfigTable.allowed(key);
  }
}

package com.nexora.streams.schema;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * The settings of serdes and registry client, under Confluent's names so that a configuration which
 * works there works here. {@code docs/schema-registry.md} lists them with their defaults.
 *
 * <p>Values may be of their type or text. Unknown names are left alone: Kafka hands its whole
 * configuration along.
 */
public final class SchemaSettings {

  public static final String URL = "schema.registry.url";
  public static final String AUTO_REGISTER = "auto.register.schemas";
  public static final String USE_LATEST = "use.latest.version";
  public static final String SPECIFIC_AVRO_READER = "specific.avro.reader";
  public static final String BASIC_AUTH_SOURCE = "basic.auth.credentials.source";
  public static final String BASIC_AUTH_USER_INFO = "basic.auth.user.info";
  public static final String BEARER_AUTH_SOURCE = "bearer.auth.credentials.source";
  public static final String BEARER_AUTH_TOKEN = "bearer.auth.token";
  public static final String SSL_PREFIX = "schema.registry.ssl.";
  public static final String REQUEST_TIMEOUT_MS = "schema.registry.request.timeout.ms";
  public static final String READ_TIMEOUT_MS = "http.read.timeout.ms";
  public static final String CONNECT_TIMEOUT_MS = "http.connect.timeout.ms";
  public static final String MAX_RETRIES = "max.retries";
  public static final String RETRY_WAIT_MS = "retries.wait.ms";
  public static final String RETRY_MAX_WAIT_MS = "retries.max.wait.ms";
  public static final String MISSING_ID_TTL_SEC = "missing.id.cache.ttl.sec";

  private static final String REGISTRY_PREFIX = "schema.registry.";

  private final Map<String, ?> config;

  SchemaSettings(final Map<String, ?> config) {
    this.config = new HashMap<>(config);
  }

  /** The registries in the order they are tried, without a slash at the end. */
  List<URI> urls() {
    final String text = text(URL);
    if (text == null || text.isBlank()) {
      throw new ConfigException(
          URL + " is missing: name the schema registry, e.g. http://registry:8081");
    }
    final List<URI> urls = new ArrayList<>();
    for (final String part : text.split(",", -1)) {
      if (!part.isBlank()) {
        urls.add(url(part.strip()));
      }
    }
    return List.copyOf(urls);
  }

  private static URI url(final String text) {
    try {
      final URI uri = URI.create(text.replaceAll("/+$", ""));
      if (uri.getHost() != null
          && ("http".equalsIgnoreCase(uri.getScheme())
              || "https".equalsIgnoreCase(uri.getScheme()))) {
        return uri;
      }
    } catch (final IllegalArgumentException e) {
      // Its message quotes the URL, which may hold a password.
    }
    throw new ConfigException(
        URL + " holds something that is no http or https URL (not shown: it may hold a password)");
  }

  boolean autoRegister() {
    return flag(AUTO_REGISTER, true);
  }

  boolean useLatest() {
    return flag(USE_LATEST, false);
  }

  /** Whether records are written under the subject's latest schema instead of their own. */
  boolean followsLatest() {
    return useLatest() && !autoRegister();
  }

  boolean specificAvroReader(final boolean byDefault) {
    return flag(SPECIFIC_AVRO_READER, byDefault);
  }

  Duration connectTimeout() {
    return millis(CONNECT_TIMEOUT_MS, 5_000);
  }

  Duration requestTimeout() {
    return millis(text(REQUEST_TIMEOUT_MS) == null ? READ_TIMEOUT_MS : REQUEST_TIMEOUT_MS, 10_000);
  }

  /** How often all registries are tried again after all of them failed once. */
  int maxRetries() {
    return (int) number(MAX_RETRIES, 3, 0, 1_000);
  }

  Duration retryWait() {
    return millis(RETRY_WAIT_MS, 1_000);
  }

  Duration retryMaxWait() {
    return millis(RETRY_MAX_WAIT_MS, 20_000);
  }

  Duration missingIdTtl() {
    return Duration.ofSeconds(number(MISSING_ID_TTL_SEC, 10, 0, 86_400));
  }

  /** Everything under {@code schema.registry.ssl.}, with Kafka's names {@code ssl.*}. */
  Map<String, Object> ssl() {
    final Map<String, Object> ssl = new HashMap<>();
    config.forEach(
        (name, value) -> {
          if (name.startsWith(SSL_PREFIX) && value != null) {
            ssl.put(name.substring(REGISTRY_PREFIX.length()), value);
          }
        });
    return ssl;
  }

  /** A text, also under {@code schema.registry.} before its name, as Confluent takes it. */
  @Nullable String text(final String name) {
    final Object value =
        config.get(name) == null ? config.get(REGISTRY_PREFIX + name) : config.get(name);
    if (value == null) {
      return null;
    }
    if (value instanceof Password password) {
      return password.value();
    }
    return value instanceof Iterable<?> many ? String.join(",", texts(many)) : value.toString();
  }

  private static List<String> texts(final Iterable<?> values) {
    final List<String> texts = new ArrayList<>();
    values.forEach(value -> texts.add(String.valueOf(value)));
    return texts;
  }

  private boolean flag(final String name, final boolean byDefault) {
    final String text = text(name);
    if (text == null) {
      return byDefault;
    }
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new ConfigException(name, text, "expected true or false");
    };
  }

  private Duration millis(final String name, final long byDefault) {
    return Duration.ofMillis(number(name, byDefault, 1, 3_600_000));
  }

  private long number(final String name, final long byDefault, final long least, final long most) {
    final String text = text(name);
    if (text == null) {
      return byDefault;
    }
    try {
      final long value = Long.parseLong(text.strip());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (final NumberFormatException e) {
      // Said below, together with the range.
    }
    throw new ConfigException(
        name, text, "expected a whole number from %d to %d".formatted(least, most));
  }
}

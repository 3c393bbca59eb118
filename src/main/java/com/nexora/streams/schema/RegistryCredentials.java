package com.nexora.streams.schema;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Who we are to a registry: nobody, a user with a password, or the bearer of a token.
 *
 * <p>A configuration that names two ways is refused, since guessing which one counts would send a
 * secret where it does not belong.
 */
final class RegistryCredentials {

  private final @Nullable String header;

  private RegistryCredentials(final @Nullable String header) {
    this.header = header;
  }

  static RegistryCredentials of(final SchemaSettings settings) {
    final String token = bearerToken(settings);
    final String userInfo = userInfo(settings);
    if (token != null && userInfo != null) {
      throw new ConfigException(
          SchemaSettings.BASIC_AUTH_USER_INFO
              + " and "
              + SchemaSettings.BEARER_AUTH_TOKEN
              + " exclude each other: set one of them");
    }
    if (token != null) {
      return new RegistryCredentials("Bearer " + token);
    }
    return new RegistryCredentials(userInfo == null ? null : basic(userInfo));
  }

  /** The Authorization header for one registry; what stands in its URL counts if nothing else. */
  Optional<String> headerFor(final URI url) {
    if (header != null) {
      return Optional.of(header);
    }
    final String inUrl = url.getRawUserInfo();
    return inUrl == null
        ? Optional.empty()
        : Optional.of(basic(URLDecoder.decode(inUrl.replace("+", "%2B"), StandardCharsets.UTF_8)));
  }

  private static @Nullable String userInfo(final SchemaSettings settings) {
    final String source = settings.text(SchemaSettings.BASIC_AUTH_SOURCE);
    final String userInfo = settings.text(SchemaSettings.BASIC_AUTH_USER_INFO);
    if (source == null || source.isBlank()) {
      return userInfo;
    }
    return switch (source.strip().toUpperCase(Locale.ROOT)) {
      case "URL" -> null;
      case "USER_INFO" -> {
        if (userInfo == null || userInfo.indexOf(':') < 0) {
          throw new ConfigException(
              SchemaSettings.BASIC_AUTH_USER_INFO
                  + " must be user:password when "
                  + SchemaSettings.BASIC_AUTH_SOURCE
                  + "=USER_INFO");
        }
        yield userInfo;
      }
      default ->
          throw new ConfigException(
              SchemaSettings.BASIC_AUTH_SOURCE, source, "expected URL or USER_INFO");
    };
  }

  private static @Nullable String bearerToken(final SchemaSettings settings) {
    final String source = settings.text(SchemaSettings.BEARER_AUTH_SOURCE);
    final String token = settings.text(SchemaSettings.BEARER_AUTH_TOKEN);
    if (source == null || source.isBlank()) {
      return token;
    }
    if (!"STATIC_TOKEN".equalsIgnoreCase(source.strip())) {
      throw new ConfigException(SchemaSettings.BEARER_AUTH_SOURCE, source, "expected STATIC_TOKEN");
    }
    if (token == null || token.isBlank()) {
      throw new ConfigException(
          SchemaSettings.BEARER_AUTH_TOKEN
              + " is missing though "
              + SchemaSettings.BEARER_AUTH_SOURCE
              + "=STATIC_TOKEN");
    }
    return token;
  }

  private static String basic(final String userInfo) {
    return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
  }
}

package com.nexora.streams.schema;

import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/**
 * The TLS side of the registry client, out of {@code schema.registry.ssl.*}.
 *
 * <p>Kafka's own factory reads the stores, as it does for brokers and in Confluent's client: the
 * same JKS, PKCS12 and PEM files work for both.
 */
final class RegistryTls {

  private RegistryTls() {}

  /**
   * The context to connect with; empty if nothing is set and the JDK's own trust store serves.
   *
   * @throws ConfigException if a store cannot be read
   */
  static Optional<SSLContext> context(final SchemaSettings settings) {
    final Map<String, Object> ssl = settings.ssl();
    if (ssl.isEmpty()) {
      return Optional.empty();
    }
    final Object verification = ssl.get(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG);
    if (verification != null && !"https".equalsIgnoreCase(verification.toString())) {
      throw new ConfigException(
          SchemaSettings.SSL_PREFIX
              + "endpoint.identification.algorithm can only be https: the registry's host name is always checked");
    }
    final Map<String, ?> parsed =
        new AbstractConfig(new ConfigDef().withClientSslSupport(), ssl, false).values();
    try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
      factory.configure(parsed);
      return Optional.of(factory.sslContext());
    } catch (final KafkaException e) {
      throw new ConfigException(
          "cannot use %s*: %s".formatted(SchemaSettings.SSL_PREFIX, rootMessage(e)));
    }
  }

  private static String rootMessage(final Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return e.getMessage() + (root == e ? "" : ": " + root.getMessage());
  }
}

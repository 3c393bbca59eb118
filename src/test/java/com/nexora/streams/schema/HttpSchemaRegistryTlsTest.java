package com.nexora.streams.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.streams.testkit.FakeSchemaRegistry;
import com.nexora.streams.testkit.KeyStores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class HttpSchemaRegistryTlsTest {

  @TempDir private static Path dir;
  private static KeyStores stores;
  private static FakeSchemaRegistry server;
  private static FakeSchemaRegistry strict;

  @BeforeAll
  static void start() throws Exception {
    stores = KeyStores.generate(dir);
    server = FakeSchemaRegistry.start(stores.serverContext(), false);
    strict = FakeSchemaRegistry.start(stores.serverContext(), true);
  }

  @AfterAll
  static void stop() {
    server.close();
    strict.close();
  }

  @Test
  void shouldTrustAServerOfItsPkcs12TrustStore() {
    // When
    ping(server, stores.trustStore("PKCS12"));

    // Then
    assertThat(server.requests()).isNotEmpty();
  }

  @Test
  void shouldTrustAServerOfItsJksTrustStore() {
    // When
    final var done =
        org.assertj.core.api.Assertions.assertThatCode(
            () -> ping(server, stores.trustStore("JKS")));

    // Then
    done.doesNotThrowAnyException();
  }

  @Test
  void shouldTrustAServerOfItsPemFile() {
    // When
    final var done =
        org.assertj.core.api.Assertions.assertThatCode(() -> ping(server, stores.trustPem()));

    // Then
    done.doesNotThrowAnyException();
  }

  @Test
  void shouldRefuseAServerItDoesNotTrust() {
    // When
    final var thrown = assertThatThrownBy(() -> ping(server, Map.of()));

    // Then
    thrown.isInstanceOf(RegistryUnreachableException.class).hasMessageContaining("SSLHandshake");
  }

  @Test
  void shouldProveItselfToAServerThatAsks() {
    // Given
    final Map<String, Object> config = new HashMap<>(stores.trustStore("PKCS12"));
    assertThatThrownBy(() -> ping(strict, config)).isInstanceOf(RegistryUnreachableException.class);
    config.putAll(stores.clientKeyStore());

    // When
    ping(strict, config);

    // Then
    assertThat(strict.requests()).containsExactly("GET /subjects");
  }

  @Test
  void shouldSayWhichStoreCannotBeRead() throws Exception {
    // Given
    final Path broken = Files.writeString(dir.resolve("broken.p12"), "not a store");

    // When
    final var thrown =
        assertThatThrownBy(
            () ->
                ping(
                    server,
                    Map.of(
                        "schema.registry.ssl.truststore.location", broken.toString(),
                        "schema.registry.ssl.truststore.type", "PKCS12",
                        "schema.registry.ssl.truststore.password", "s3cr3t")));

    // Then
    thrown
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("schema.registry.ssl.", "broken.p12")
        .hasMessageNotContaining("s3cr3t");
  }

  @Test
  void shouldNotLetTheHostNameGoUnchecked() {
    // When
    final var thrown =
        assertThatThrownBy(
            () ->
                ping(server, Map.of("schema.registry.ssl.endpoint.identification.algorithm", "")));

    // Then
    thrown.isInstanceOf(ConfigException.class).hasMessageContaining("always checked");
  }

  private static void ping(final FakeSchemaRegistry at, final Map<String, Object> config) {
    final Map<String, Object> all = new HashMap<>(config);
    all.put("schema.registry.url", at.url());
    try (HttpSchemaRegistry client = new HttpSchemaRegistry(all)) {
      client.ping();
    }
  }
}

package com.nexora.streams.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaSettingsTest {

  @Test
  void shouldTakeUrlsAsTextOrList() {
    // Given
    final SchemaSettings text =
        new SchemaSettings(Map.of("schema.registry.url", "http://a:1/, https://b/x"));
    final SchemaSettings list =
        new SchemaSettings(Map.of("schema.registry.url", List.of("http://a:1", "https://b/x")));

    // When
    final List<URI> urls = text.urls();

    // Then
    assertThat(urls).containsExactly(URI.create("http://a:1"), URI.create("https://b/x"));
    assertThat(list.urls()).isEqualTo(urls);
  }

  @Test
  void shouldTakePasswordsAndConfluentsPrefixedNames() {
    // Given
    final SchemaSettings settings =
        new SchemaSettings(
            Map.of("schema.registry.basic.auth.user.info", new Password("bob:secret")));

    // When
    final String userInfo = settings.text("basic.auth.user.info");

    // Then
    assertThat(userInfo).isEqualTo("bob:secret");
  }

  @Test
  void shouldTakeConfluentsReadTimeoutUnlessOursIsSet() {
    // Given
    final Map<String, String> theirs = Map.of("http.read.timeout.ms", "70");
    final Map<String, String> both =
        Map.of("http.read.timeout.ms", "70", "schema.registry.request.timeout.ms", "80");

    // When
    final Duration timeout = new SchemaSettings(theirs).requestTimeout();

    // Then
    assertThat(timeout).isEqualTo(Duration.ofMillis(70));
    assertThat(new SchemaSettings(both).requestTimeout()).isEqualTo(Duration.ofMillis(80));
  }

  @ParameterizedTest
  @CsvSource({
    "schema.registry.url, '', schema.registry.url is missing",
    "schema.registry.url, ftp://bob:s3cr3t@x, no http or https URL",
    "schema.registry.url, 'http://bob:s3cr3t@x y', no http or https URL",
    "max.retries, -1, whole number from 0",
    "max.retries, many, whole number from 0",
    "auto.register.schemas, yes, true or false",
    "http.connect.timeout.ms, 0, whole number from 1",
    "basic.auth.credentials.source, SASL_INHERIT, expected URL or USER_INFO",
    "basic.auth.credentials.source, USER_INFO, must be user:password",
    "bearer.auth.credentials.source, OAUTHBEARER, expected STATIC_TOKEN",
    "bearer.auth.credentials.source, STATIC_TOKEN, bearer.auth.token is missing",
  })
  void shouldRefuseASettingItCannotUseByName(
      final String name, final String value, final String complaint) {
    // Given
    final Map<String, Object> config =
        new java.util.HashMap<>(Map.of("schema.registry.url", "http://registry:8081"));
    config.put(name, value);

    // When
    final var thrown = assertThatThrownBy(() -> new HttpSchemaRegistry(config));

    // Then
    thrown
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(name, complaint)
        .hasMessageNotContaining("s3cr3t");
  }

  @Test
  void shouldRefuseTwoWaysToSayWhoWeAre() {
    // When
    final var thrown =
        assertThatThrownBy(
            () ->
                new HttpSchemaRegistry(
                    Map.of(
                        "schema.registry.url", "http://registry:8081",
                        "basic.auth.user.info", "bob:s3cr3t",
                        "bearer.auth.token", "t0k3n")));

    // Then
    thrown
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("exclude each other")
        .hasMessageNotContaining("s3cr3t")
        .hasMessageNotContaining("t0k3n");
  }
}

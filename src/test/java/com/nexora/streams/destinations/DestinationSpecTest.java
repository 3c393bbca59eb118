package com.nexora.streams.destinations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.events.TenantConfig;
import com.nexora.events.TenantRedaction;
import com.nexora.streams.catalogue.TenantSettings;
import com.nexora.streams.privacy.redact.Redactor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DestinationSpecTest {

  private static final Map<String, Map<String, String>> GOOD =
      Map.of(
          "postgres", Map.of("host", "db", "database", "d", "user", "u"),
          "redis", Map.of("host", "r"),
          "nats", Map.of("host", "n"),
          "webhook", Map.of("url", "https://example.com/hook", "secret", "file:hook"),
          "slack", Map.of("url", "file:slack"),
          "syslog", Map.of("host", "s"));

  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource({
    "postgres,password",
    "redis,password",
    "nats,password",
    "nats,token",
    "webhook,secret",
    "webhook,authorization",
    "slack,url"
  })
  void shouldRefuseASecretInClearAndNotShowIt(final String type, final String setting) {
    // Given
    final Map<String, String> config = new HashMap<>(GOOD.get(type));
    config.put(setting, "https://hunter2.example");

    // When
    assertThatThrownBy(() -> Samples.spec(type, config))

        // Then
        .isInstanceOf(InvalidDestinationException.class)
        .hasMessageContaining("must not stand in the configuration in clear")
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "redis", "nats", "webhook", "slack", "syslog"})
  void shouldRefuseASettingThatItDoesNotKnow(final String type) {
    // Given
    final Map<String, String> config = new HashMap<>(GOOD.get(type));
    config.put("apiKey", "hunter2");

    // When
    assertThatThrownBy(() -> Samples.spec(type, config))

        // Then
        .isInstanceOf(InvalidDestinationException.class)
        .hasMessageContaining("the setting apiKey is unknown; there are ")
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @CsvSource({
    "webhook,url,https://user:pw@example.com/",
    "webhook,url,ftp://example.com/",
    "webhook,url,https:///nowhere",
    "postgres,host,a b",
    "postgres,host,x/../y?z",
    "redis,topics,audit.records",
    "redis,from,middle",
    "redis,maxPerSecond,0",
    "redis,name,a b"
  })
  void shouldRefuseWhatCannotBeUsed(final String type, final String key, final String value) {
    // Given
    final Map<String, String> config = new HashMap<>(GOOD.get(type));
    config.put(key, value);

    // When
    assertThatThrownBy(() -> Samples.spec(type, config))

        // Then
        .isInstanceOf(InvalidDestinationException.class);
  }

  @Test
  void shouldTakeBatchesAndRetentionFromTheTenant() {
    // Given
    final TenantSettings settings = Samples.settings();

    // When
    final DestinationSpec spec = Samples.spec("redis", GOOD.get("redis"));

    // Then
    assertThat(spec.batchSize()).isEqualTo(settings.batchSize());
    assertThat(spec.compressed()).isEqualTo(settings.compressionEnabled());
    assertThat(spec.retentionDays()).isEqualTo(settings.retentionDays());
    assertThat(spec.topics()).isEqualTo(ItemTopics.RESULTS);
    assertThat(spec.fromBeginning()).isFalse();
  }

  @Test
  void shouldRedactBodiesByTheTenantsOwnRulesToo() {
    // Given
    final DestinationSpec spec = withRules(Set.of("shoe_size"), "redact");

    // When
    final Redactor redactor = spec.redactor(Redactor.shipped());

    // Then
    assertThat(spec.bodies()).isTrue();
    assertThat(redactor.redactJson("{\"shoe_size\":46,\"password\":\"x\",\"n\":1}").text())
        .isEqualTo("{\"shoe_size\":\"[REDACTED]\",\"password\":\"[REDACTED]\",\"n\":1}");
  }

  @Test
  void shouldSendNothingIfTheTenantsRulesDoNotFitEverybodys() {
    // Given
    final DestinationSpec spec = withRules(Set.of("password"), "keep-last-4");

    // When
    assertThatThrownBy(() -> spec.redactor(Redactor.shipped()))

        // Then
        .isInstanceOf(InvalidDestinationException.class)
        .hasMessageContaining("password");
  }

  private static DestinationSpec withRules(final Set<String> keys, final String action) {
    final Map<String, String> config = new HashMap<>(GOOD.get("redis"));
    config.put("bodies", "redacted");
    final TenantSettings settings =
        TenantSettings.of(
            TenantConfig.newBuilder()
                .setTenantId("acme")
                .setRedaction(List.of(new TenantRedaction(List.copyOf(keys), List.of(), action)))
                .build(),
            Samples.settings());
    return DestinationSpec.of("acme", new TenantSettings.Sink("redis", true, config), settings);
  }

  @Test
  void shouldNeverShareAGroup() {
    // Given
    final TenantSettings.Sink sink = new TenantSettings.Sink("redis", true, GOOD.get("redis"));

    // When
    final DestinationSpec one = DestinationSpec.of("a", sink, Samples.settings());
    final DestinationSpec other = DestinationSpec.of("b", sink, Samples.settings());

    // Then
    assertThat(one.group("app"))
        .startsWith("app.destination.redis.")
        .isNotEqualTo(other.group("app"));
  }

  @Test
  void shouldReadASecretOnlyFromTheTenantsOwnDirectory() throws IOException {
    // Given
    Files.createDirectories(dir.resolve("acme"));
    Files.writeString(dir.resolve("acme/hook"), "s3cret\n");
    Files.writeString(dir.resolve("outside"), "other");
    final Secrets secrets = new Secrets(Optional.of(dir), name -> null);

    // When
    final String secret = secrets.get("acme", "file:hook");

    // Then
    assertThat(secret).isEqualTo("s3cret");
    for (final String wrong :
        new String[] {"file:../outside", "file:/etc/passwd", "file:none", "env:hook", "file:"}) {
      assertThatThrownBy(() -> secrets.get("acme", wrong))
          .isInstanceOf(InvalidDestinationException.class);
    }
    assertThatThrownBy(() -> secrets.get("..", "file:outside"))
        .isInstanceOf(InvalidDestinationException.class);
    assertThatThrownBy(() -> secrets.get("globex", "file:hook"))
        .isInstanceOf(InvalidDestinationException.class);
  }
}

package com.nexora.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NexoraConfigTest {

  @TempDir private Path directory;

  @Test
  void shouldTakeTheDefaultsWhenNothingIsSaid() {
    // Given
    final ConfigSources nothing = ConfigSources.none();

    // When
    final NexoraConfig config = NexoraConfig.from(nothing);

    // Then
    assertThat(config.http().port()).isEqualTo(8080);
    assertThat(config.processing().commitInterval()).isEqualTo(Duration.ofMillis(100));
    assertThat(config.production()).isTrue();
    assertThat(config.changed()).isEmpty();
  }

  @Test
  void shouldAgreeWithTheDefaultsOfTheTopology() {
    // Given
    final NexoraConfig config = NexoraConfig.of(Map.of());

    // When
    final var settings = config.topology(32, 16, 16);

    // Then
    assertThat(settings).isEqualTo(com.nexora.streams.catalogue.TopologySettings.defaults(32, 16));
  }

  @Test
  void shouldReadAPayloadWhereItSaysByDefault() {
    // Given
    final NexoraConfig config = NexoraConfig.of(Map.of());

    // When
    final var paths = config.metricPaths();

    // Then
    assertThat(paths).isEqualTo(com.nexora.streams.analytics.MetricPaths.defaults());
  }

  @Test
  void shouldReadAPayloadWhereItIsToldTo() {
    // Given
    final NexoraConfig config =
        NexoraConfig.of(
            Map.of(
                "analytics.payload.response.times", "t.took:us, wait:min",
                "analytics.payload.status", "exit.word",
                "analytics.payload.status.success", "FINE",
                "analytics.payload.tools", "call.of",
                "analytics.event.types.failure", "task.lost"));

    // When
    final var paths = config.metricPaths();

    // Then
    assertThat(paths.responseTimes())
        .containsExactly(
            new com.nexora.streams.analytics.MetricPaths.Timing("t.took", 0.001),
            new com.nexora.streams.analytics.MetricPaths.Timing("wait", 60_000));
    assertThat(paths.status()).isEqualTo("exit.word");
    assertThat(paths.successWords()).containsExactly("fine");
    assertThat(paths.tools()).containsExactly("call.of");
    assertThat(paths.failureTypes()).containsExactly("task.lost");
  }

  @Test
  void shouldSetWhatIsUnusualAndHowManyFiguresAreKept() {
    // Given
    final NexoraConfig config =
        NexoraConfig.of(
            Map.of(
                "analytics.alert.open.at", "8.5",
                "analytics.alert.tenant.share", "0.5",
                "analytics.max.names", "17",
                "analytics.minute.retention.ms", "7200000"));

    // When
    final var analytics = config.topology(1, 1, 1).analytics();

    // Then
    assertThat(analytics.anomalies().openAt()).isEqualTo(8.5);
    assertThat(analytics.anomalies().tenantShare()).isEqualTo(0.5);
    assertThat(analytics.maxNames()).isEqualTo(17);
    assertThat(analytics.minuteRetention()).isEqualTo(Duration.ofHours(2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "analytics.payload.response.times | execution_time | path:unit",
        "analytics.payload.response.times | a:s,b:hours | path:unit",
        "analytics.payload.metrics | a..b | names joined by dots",
        "analytics.payload.tools | tool name | names joined by dots",
        "analytics.alert.tenant.share | 1.5 | 0.0 to 1.0",
        "analytics.alert.open.at | much | number",
        "analytics.alert.close.at | 6 | below analytics.alert.open.at = 6.0",
        "analytics.payload.status.failure | OK,error | both have 'ok'",
        "analytics.event.types.success | task.failed | both have 'task.failed'",
        "commit.interval.ms | 30000 | below transaction.timeout.ms = 30000",
        "commit.backlog.interval.ms | 60000 | below transaction.timeout.ms = 30000"
      })
  void shouldRefuseWhatCannotBeReadOrContradicts(
      final String key, final String value, final String why) {
    // When // Then
    assertThatThrownBy(() -> NexoraConfig.of(Map.of(key, value)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(key)
        .hasMessageContaining(why);
  }

  @Test
  void shouldLetTheCommandLineWinOverTheEnvironmentAndThatOverTheFile() throws IOException {
    // Given
    final Path file = file("http.port=1001\nthreads=3\nstandby.replicas=2\n");

    // When
    final NexoraConfig config =
        NexoraConfig.from(
            ConfigSources.none()
                .file(file)
                .environment(Map.of("NEXORA_HTTP_PORT", "1002", "NEXORA_THREADS", "4"))
                .values("command line", Map.of("http.port", "1003")));

    // Then
    assertThat(config.http().port()).isEqualTo(1003);
    assertThat(config.processing().threads()).isEqualTo(4);
    assertThat(config.processing().standbyReplicas()).isEqualTo(2);
  }

  @Test
  void shouldTakeThePortThatAPlatformSays() {
    // Given
    final ConfigSources sources = ConfigSources.none().environment(Map.of("PORT", "5005"));

    // When
    final NexoraConfig config = NexoraConfig.from(sources);

    // Then
    assertThat(config.http().port()).isEqualTo(5005);
  }

  @Test
  void shouldRefuseAnUnknownKeyByNameWithItsLineAndTheNearestKnownOne() throws IOException {
    // Given
    final Path file = file("# a comment\n\nhttp.prot=8081\n");

    // When / Then
    assertThatThrownBy(() -> NexoraConfig.from(ConfigSources.none().file(file)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("http.prot (nexora.properties:3) is no setting")
        .hasMessageContaining("Did you mean http.port?");
  }

  @Test
  void shouldNameEveryProblemAtOnce() throws IOException {
    // Given
    final Path file = file("threads=many\nhttp.port=70000\nnonsense=1\n");

    // When / Then
    assertThatThrownBy(() -> NexoraConfig.from(ConfigSources.none().file(file)))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e ->
                assertThat(e.problems())
                    .hasSize(3)
                    .anySatisfy(
                        p ->
                            assertThat(p)
                                .contains(
                                    "threads = many", "nexora.properties:1", "1 to 256", "`2`"))
                    .anySatisfy(
                        p ->
                            assertThat(p)
                                .contains("http.port = 70000", "nexora.properties:2", "0 to 65535"))
                    .anySatisfy(p -> assertThat(p).contains("nonsense", "nexora.properties:3")));
  }

  @Test
  void shouldNameTheVariableOfABadValue() {
    // Given
    final ConfigSources sources =
        ConfigSources.none().environment(Map.of("NEXORA_SESSION_TIMEOUT_MS", "soon"));

    // When / Then
    assertThatThrownBy(() -> NexoraConfig.from(sources))
        .hasMessageContaining("session.timeout.ms = soon")
        .hasMessageContaining("environment variable NEXORA_SESSION_TIMEOUT_MS");
  }

  @Test
  void shouldRefuseAVariableThatNamesNoSetting() {
    // Given
    final ConfigSources sources = ConfigSources.none().environment(Map.of("NEXORA_HTTP_PROT", "1"));

    // When / Then
    assertThatThrownBy(() -> NexoraConfig.from(sources))
        .hasMessageContaining("NEXORA_HTTP_PROT names no setting")
        .hasMessageContaining("NEXORA_HTTP_PORT");
  }

  @Test
  void shouldLeaveAloneWhatKubernetesWritesForAServiceOfOurName() {
    // Given
    final Map<String, String> links =
        Map.of(
            "NEXORA_SERVICE_HOST", "10.0.0.1",
            "NEXORA_SERVICE_PORT", "8080",
            "NEXORA_SERVICE_PORT_HTTP", "8080",
            "NEXORA_PORT", "tcp://10.0.0.1:8080",
            "NEXORA_PORT_8080_TCP", "tcp://10.0.0.1:8080",
            "NEXORA_PORT_8080_TCP_PROTO", "tcp",
            "NEXORA_PORT_8080_TCP_PORT", "8080",
            "NEXORA_PORT_8080_TCP_ADDR", "10.0.0.1",
            "NEXORA_STREAMS_PODS_SERVICE_HOST", "10.0.0.2");

    // When
    final NexoraConfig config = NexoraConfig.from(ConfigSources.none().environment(links));

    // Then
    assertThat(config.changed()).isEmpty();
  }

  @Test
  void shouldRefuseAKeyThatStandsTwice() throws IOException {
    // Given
    final Path file = file("threads=2\nhttp.port=1\nthreads=3\n");

    // When / Then
    assertThatThrownBy(() -> ConfigSources.none().file(file))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("threads stands twice: nexora.properties:1 and nexora.properties:3");
  }

  @Test
  void shouldReadContinuedLinesAndCountThem() throws IOException {
    // Given
    final Path file = file("audit.event.types=agent.*,\\\n    task.*\n! a comment\nhttp.prot=1\n");

    // When / Then
    assertThatThrownBy(() -> NexoraConfig.from(ConfigSources.none().file(file)))
        .hasMessageContaining("http.prot (nexora.properties:4)")
        .hasMessageNotContaining("audit.event.types");
  }

  @ParameterizedTest
  @CsvSource({
    "NEXORA_KAFKA_SECURITY_PROTOCOL, security.protocol, SASL_SSL",
    "NEXORA_KAFKA_PRODUCER_LINGER_MS, producer.linger.ms, 5",
    "NEXORA_KAFKA_MAIN_CONSUMER_MAX_POLL_RECORDS, main.consumer.max.poll.records, 100",
    "NEXORA_KAFKA_BOOTSTRAP_SERVERS, bootstrap.servers, a:1"
  })
  void shouldPassKafkasSettingsThroughFromTheEnvironment(
      final String variable, final String name, final String value) {
    // Given
    final ConfigSources sources = ConfigSources.none().environment(Map.of(variable, value));

    // When
    final Map<String, Object> kafka = NexoraConfig.from(sources).kafka();

    // Then
    assertThat(kafka).containsEntry(name, value);
  }

  @ParameterizedTest
  @CsvSource({
    "kafka.security.protocl, Did you mean kafka.security.protocol?",
    "kafka.producer.acks, fixed",
    "kafka.processing.guarantee, fixed",
    "kafka.num.stream.threads, Use threads instead",
    "kafka.consumer.isolation.level, fixed"
  })
  void shouldRefuseKafkaSettingsThatAreUnknownOrOurs(final String key, final String reason) {
    // Given
    final Map<String, String> values = Map.of(key, "x");

    // When / Then
    assertThatThrownBy(() -> NexoraConfig.of(values))
        .hasMessageContaining(key)
        .hasMessageContaining(reason);
  }

  @Test
  void shouldHandTheRegistryClientConfluentsSettings() {
    // Given
    final Map<String, String> values =
        Map.of(
            "schema.registry.url", "http://r:1",
            "auto.register.schemas", "false",
            "basic.auth.credentials.source", "USER_INFO");

    // When
    final Map<String, Object> registry = NexoraConfig.of(values).schemaRegistry();

    // Then
    assertThat(registry)
        .containsEntry("schema.registry.url", "http://r:1")
        .containsEntry("auto.register.schemas", "false")
        .containsEntry("basic.auth.credentials.source", "USER_INFO");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kafka.sasl.jaas.config",
        "kafka.ssl.keystore.password",
        "kafka.producer.ssl.key.password",
        "basic.auth.user.info",
        "bearer.auth.token",
        "schema.registry.ssl.truststore.password"
      })
  void shouldNeverPrintASecret(final String key) {
    // Given
    final NexoraConfig config = NexoraConfig.of(Map.of(key, "hush-hush"));

    // When
    final String printed = config + " " + config.changed();

    // Then
    assertThat(printed).contains(key).doesNotContain("hush-hush");
  }

  @Test
  void shouldKeepExactlyOnceWhateverIsPassedThrough() {
    // Given
    final NexoraConfig config =
        NexoraConfig.of(Map.of("instance.id", "pod-0", "kafka.linger.ms", "7"));

    // When
    final var properties =
        StreamsProperties.of(
            config, "host:1", new RocksDbMemory(16L << 20), java.util.List.of("nhi.events"));

    // Then
    assertThat(properties)
        .containsEntry(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2)
        .containsEntry("producer.acks", "all")
        .containsEntry("main.consumer.group.instance.id", "pod-0")
        .containsEntry("replication.factor", 3)
        .containsEntry("linger.ms", "7")
        .containsEntry("ensure.explicit.internal.resource.naming", true);
  }

  private Path file(final String content) throws IOException {
    return Files.writeString(directory.resolve("nexora.properties"), content);
  }
}

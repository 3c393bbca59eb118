package com.nexora.streams.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.streams.catalogue.TopicCatalogue;
import com.nexora.streams.catalogue.TopicSpec;
import com.nexora.streams.catalogue.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the configurations for Kafka Connect to Connect's form and to our own topics and fields.
 */
final class ConnectFilesTest {

  private static final Path DIRECTORY = Path.of("k8s/connect");
  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  static Stream<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList().stream();
    }
  }

  static Stream<Path> sinks() throws IOException {
    return files().filter(file -> !file.toString().contains("source"));
  }

  @Test
  void shouldNameEveryFileInTheReadme() throws IOException {
    // Given
    final String readme = Files.readString(DIRECTORY.resolve("README.md"));

    // When
    final var missing =
        files().map(f -> f.getFileName().toString()).filter(n -> !readme.contains("`" + n + "`"));

    // Then
    assertThat(files()).hasSize(4);
    assertThat(missing).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("files")
  void shouldBeWhatConnectTakes(final Path file) throws IOException {
    // When
    final JsonNode connector = STRICT.readTree(file.toFile());
    final Map<String, String> config = config(file);

    // Then
    assertThat(connector.fieldNames()).toIterable().containsExactly("name", "config");
    assertThat(connector.get("name").asText())
        .isEqualTo("nexora-" + file.getFileName().toString().replace(".json", ""));
    assertThat(connector.get("config")).allMatch(JsonNode::isTextual);
    assertThat(config).containsKeys("connector.class", "key.converter", "value.converter");
    assertThat(config.get("connector.class")).matches("([a-z0-9_]+\\.)+[A-Z][A-Za-z0-9]+");
    assertThat(Integer.parseInt(config.get("tasks.max"))).isPositive();
    assertThat(config.keySet()).allMatch(key -> key.matches("[A-Za-z0-9]+(\\.[A-Za-z0-9_]+)*"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void shouldHoldNoSecretInClear(final Path file) throws IOException {
    // When
    final Map<String, String> secrets =
        config(file).entrySet().stream()
            .filter(
                e ->
                    e.getKey()
                        .matches(
                            ".*(password|secret|username|account\\.key|access\\.key)([._-].*)?$"))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    // Then
    assertThat(secrets).isNotEmpty();
    assertThat(secrets.values())
        .allMatch(
            value ->
                value.matches("\\$\\{file:/etc/connect/secrets/[a-z-]+\\.properties:[a-z.]+}"));
    assertThat(config(file).getOrDefault("connection.url", "https://"))
        .doesNotContain("@")
        .matches("(https://|jdbc:postgresql://[a-z]+:\\d+/[a-z]+\\?sslmode=verify-full).*");
  }

  @ParameterizedTest
  @MethodSource("sinks")
  void shouldReadTopicsAndFieldsThatAreThere(final Path file) throws IOException {
    // Given
    final Map<String, String> config = config(file);
    final Map<String, TopicSpec> catalogue =
        TopicCatalogue.load(TopicCatalogue.PRODUCTION).topics().stream()
            .collect(Collectors.toMap(TopicSpec::name, spec -> spec));

    // When
    final String[] topics = config.get("topics").split(",");

    // Then
    assertThat(catalogue).containsKeys(topics);
    for (final String key :
        new String[] {"transforms.key.fields", "transforms.flat.exclude", "primary.key.fields"}) {
      if (config.containsKey(key)) {
        final Schema schema = schema(catalogue.get(topics[0]));
        assertThat(config.get(key).split(","))
            .as(key)
            .allMatch(field -> schema.getField(field) != null);
      }
    }
    assertThat(config)
        .containsEntry("consumer.override.isolation.level", "read_committed")
        .containsEntry("errors.tolerance", "all")
        .containsEntry(
            "errors.deadletterqueue.topic.name",
            "connect-dlq-nexora-" + file.getFileName().toString().replace(".json", ""));
  }

  @ParameterizedTest
  @MethodSource("sinks")
  void shouldDefineEveryTransformationThatItNames(final Path file) throws IOException {
    // Given
    final Map<String, String> config = config(file);

    // When
    final String[] named = config.getOrDefault("transforms", "").split(",");

    // Then
    for (final String transform : named) {
      if (!transform.isEmpty()) {
        assertThat(config.get("transforms." + transform + ".type"))
            .matches("org\\.apache\\.kafka\\.connect\\.transforms\\.[A-Za-z]+(\\$(Key|Value))?");
      }
    }
    assertThat(config.keySet().stream().filter(key -> key.startsWith("transforms.")))
        .allMatch(key -> java.util.Set.of(named).contains(key.split("\\.")[1]));
  }

  @Test
  void shouldReadAllVersionsAndDeletesOfTheSource() throws IOException {
    // When
    final Map<String, String> config = config(DIRECTORY.resolve("cosmos-source.json"));

    // Then
    assertThat(config)
        .containsEntry("azure.cosmos.source.changeFeed.mode", "AllVersionsAndDeletes");
    assertThat(config.get("azure.cosmos.source.containers.topicMap"))
        .matches("\\[" + Topics.COSMOS_CHANGES + "#[a-z]+]");
    assertThat(TopicCatalogue.load(TopicCatalogue.PRODUCTION).topic(Topics.COSMOS_CHANGES).value())
        .isEqualTo("json");
  }

  private static Map<String, String> config(final Path file) throws IOException {
    final Map<String, String> config = new TreeMap<>();
    STRICT
        .readTree(file.toFile())
        .get("config")
        .fields()
        .forEachRemaining(e -> config.put(e.getKey(), e.getValue().asText()));
    return config;
  }

  private static Schema schema(final TopicSpec topic) {
    try {
      return (Schema) Class.forName(topic.value()).getField("SCHEMA$").get(null);
    } catch (final ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}

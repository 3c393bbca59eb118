package com.nexora.streams.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.nexora.streams.runtime.ConfigSources;
import com.nexora.streams.runtime.NexoraConfig;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the Kubernetes files against each other, the image and the application's own settings. */
final class KubernetesFilesTest {

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  @Test
  void shouldConfigureTheApplicationWithSettingsThatItKnows() throws IOException {
    // Given
    final Properties properties = new Properties();
    properties.load(new StringReader(only("ConfigMap").at("/data/nexora.properties").asText()));
    final Map<String, String> settings = new HashMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> settings.put(name, properties.getProperty(name)));
    final Map<String, String> environment = new HashMap<>();
    container()
        .get("env")
        .forEach(
            e ->
                environment.put(
                    e.get("name").asText(),
                    e.has("value") ? e.get("value").asText() : "2147483648"));
    environment.replaceAll((name, value) -> value.replace("$(POD_NAME)", "nexora-streams-0"));

    // When
    final NexoraConfig config =
        NexoraConfig.from(
            ConfigSources.none().values("config map", settings).environment(environment));

    // Then
    assertThat(config.instanceId()).contains("nexora-streams-0");
    assertThat(config.stateDirectory()).hasToString(mount("state"));
    assertThat(config.http().port()).isEqualTo(container().at("/ports/0/containerPort").asInt());
  }

  @Test
  void shouldReferOnlyToObjectsThatAreThere() throws IOException {
    // Given
    final JsonNode spec = only("StatefulSet").get("spec");

    // When
    final JsonNode volumes = spec.at("/template/spec/volumes");

    // Then
    assertThat(volumes.findValue("configMap").get("name"))
        .isEqualTo(only("ConfigMap").at("/metadata/name"));
    assertThat(volumes.findValue("secret").get("secretName"))
        .isEqualTo(only("Secret").at("/metadata/name"));
    assertThat(all("Service").stream().map(s -> s.at("/metadata/name").asText()))
        .contains(spec.get("serviceName").asText());
    assertThat(spec.at("/selector/matchLabels")).isEqualTo(spec.at("/template/metadata/labels"));
    for (final JsonNode service : all("Service")) {
      assertThat(service.at("/spec/selector")).isEqualTo(spec.at("/selector/matchLabels"));
    }
    assertThat(container().get("volumeMounts").findValuesAsText("name"))
        .containsExactlyInAnyOrderElementsOf(volumeNames(spec));
  }

  @Test
  void shouldProbeTheHealthRoutesAndRunAsTheUserOfTheImage() throws IOException {
    // Given
    final String dockerfile = Files.readString(Path.of("Dockerfile"));

    // When
    final JsonNode container = container();

    // Then
    assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/health/ready");
    assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/health/live");
    final String user =
        only("StatefulSet").at("/spec/template/spec/securityContext/runAsUser").asText();
    assertThat(dockerfile).contains("USER " + user + ":" + user);
    container
        .get("ports")
        .forEach(
            port ->
                assertThat(dockerfile)
                    .containsPattern("EXPOSE .*" + port.get("containerPort").asText()));
  }

  private static List<String> volumeNames(final JsonNode spec) {
    final List<String> names =
        new ArrayList<>(spec.at("/template/spec/volumes").findValuesAsText("name"));
    names.retainAll(List.of("config", "keys", "tmp"));
    spec.get("volumeClaimTemplates")
        .forEach(claim -> names.add(claim.at("/metadata/name").asText()));
    return names;
  }

  private static String mount(final String volume) throws IOException {
    for (final JsonNode mount : container().get("volumeMounts")) {
      if (mount.get("name").asText().equals(volume)) {
        return mount.get("mountPath").asText();
      }
    }
    throw new AssertionError("no mount for " + volume);
  }

  private static JsonNode container() throws IOException {
    return only("StatefulSet").at("/spec/template/spec/containers/0");
  }

  private static JsonNode only(final String kind) throws IOException {
    assertThat(all(kind)).as(kind).hasSize(1);
    return all(kind).get(0);
  }

  private static List<JsonNode> all(final String kind) throws IOException {
    final Map<String, List<JsonNode>> byKind = new TreeMap<>();
    try (Stream<Path> files = Files.list(Path.of("k8s"))) {
      for (final Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
          documents.forEachRemaining(
              d -> byKind.computeIfAbsent(d.get("kind").asText(), k -> new ArrayList<>()).add(d));
        }
      }
    }
    return byKind.getOrDefault(kind, List.of());
  }
}

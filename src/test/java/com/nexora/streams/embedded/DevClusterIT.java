package com.nexora.streams.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class DevClusterIT {

  private static final String SCHEMA = "{\"schema\":\"\\\"string\\\"\"}";

  @TempDir Path dir;

  private final DevPorts ports = DevPorts.free();

  @Test
  void shouldContinueWithTheSameTopicsRecordsAndSchemas() throws Exception {
    // Given
    final String registered;
    try (DevCluster cluster = DevCluster.start(dir, ports, Map.of())) {
      new Records(cluster.bootstrapServers()).write("system.events", null, 0, 100);
      registered = register(cluster);
    }

    // When
    try (DevCluster again = DevCluster.start(dir, ports, Map.of())) {

      // Then
      assertThat(new Records(again.bootstrapServers()).readAll("system.events"))
          .isEqualTo(Records.numbered(0, 100));
      assertThat(register(again)).isEqualTo(registered);
      assertThat(topics(again))
          .containsAll(again.catalogue().topics().stream().map(t -> t.name()).toList());
    }
  }

  @Test
  void shouldLeaveNothingRunningWhenTheRegistryCannotListen() throws Exception {
    try (ServerSocket other =
        new ServerSocket(ports.registry(), 1, InetAddress.getByName("127.0.0.1"))) {
      // When
      final Throwable refusal = catchThrowable(() -> DevCluster.start(dir, ports, Map.of()));

      // Then
      assertThat(other.isBound()).isTrue();
      assertThat(refusal)
          .isInstanceOf(DevClusterException.class)
          .hasMessageContaining("choose another port for the schema registry");
      assertThat(LoopbackPorts.isFree(ports.broker())).isTrue();
    }
  }

  private static Set<String> topics(final DevCluster cluster) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      return admin.listTopics().names().get();
    }
  }

  private static String register(final DevCluster cluster) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create(cluster.registryUrl() + "/subjects/system.events-value/versions"))
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(SCHEMA))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}

package com.nexora.streams.destinations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.nexora.streams.testkit.FreePorts;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Subscription;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real nats-server, where there is one (Debian: nats-server; .ci/run installs it). */
final class NatsOutletTest {

  private final int port = FreePorts.one();
  private Process server;

  @BeforeEach
  void start() throws Exception {
    final Optional<Path> program = program();
    assumeTrue(program.isPresent(), "no nats-server on the PATH: apt-get install nats-server");
    server =
        new ProcessBuilder(
                program.get().toString(),
                "-a",
                "127.0.0.1",
                "-p",
                "" + port,
                "--user",
                "nexora",
                "--pass",
                "open-sesame")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    final long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!answers()) {
      assertThat(System.nanoTime()).as("nats-server starts").isLessThan(until);
      Thread.sleep(20);
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (server != null) {
      server.destroyForcibly().waitFor();
    }
  }

  @Test
  void shouldTellTheStatusOfAgentsAndNothingElse() throws Exception {
    try (Connection listener = Nats.connect("nats://nexora:open-sesame@127.0.0.1:" + port);
        NatsOutlet outlet = outlet("env:NATS")) {
      // Given
      final Subscription all = listener.subscribe(">");
      listener.flush(Duration.ofSeconds(5));

      // When
      outlet.deliver(
          List.of(
              event("agent.started", "a-1"),
              event("tool.invoked", "a-1"),
              event("task.completed", "team.7 *"),
              event("agent.stopped", "a-1")));

      // Then
      final List<Message> heard = new ArrayList<>();
      for (Message next = all.nextMessage(Duration.ofSeconds(2));
          next != null && heard.size() < 2;
          next = all.nextMessage(Duration.ofMillis(300))) {
        heard.add(next);
      }
      assertThat(heard)
          .extracting(Message::getSubject)
          .containsExactly("agents.a-1.status", "agents.team%2E7%20%2A.status");
      assertThat(new String(heard.get(0).getData(), StandardCharsets.UTF_8))
          .contains("\"agentId\":\"a-1\"", "\"status\":\"running\"", "\"tenantId\":\"acme\"");
      assertThat(new String(heard.get(1).getData(), StandardCharsets.UTF_8))
          .contains("\"status\":\"idle\"");
    }
  }

  @Test
  void shouldBeUnavailableWithoutAServer() throws Exception {
    // Given
    final NatsOutlet outlet = outlet("env:NATS");
    outlet.deliver(List.of(event("agent.started", "a-1")));
    server.destroyForcibly().waitFor();

    // When
    assertThatThrownBy(() -> outlet.deliver(List.of(event("agent.started", "a-2"))))

        // Then
        .isInstanceOf(UnavailableException.class);
    outlet.close();
  }

  @Test
  void shouldBeUnavailableWithAWrongPassword() {
    try (NatsOutlet outlet = outlet("env:WRONG")) {
      assertThatThrownBy(() -> outlet.deliver(List.of(event("agent.started", "a-1"))))
          .isInstanceOf(UnavailableException.class);
    }
  }

  private NatsOutlet outlet(final String password) {
    return new NatsOutlet(
        Samples.spec(
            "nats",
            Map.of(
                "host",
                "127.0.0.1",
                "port",
                "" + port,
                "tls",
                "off",
                "user",
                "nexora",
                "password",
                password)),
        Samples.secrets(Map.of("NATS", "open-sesame", "WRONG", "guess")),
        Samples.LOCAL);
  }

  private static Item event(final String type, final String agent) {
    return new Item("agent.events", 0, 1, 2, "acme", "e-1", type, agent, 1_700_000_000_000L, "{}");
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
      return true;
    } catch (final IOException e) {
      return false;
    }
  }

  private static Optional<Path> program() {
    final String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .map(directory -> Path.of(directory, "nats-server"))
        .filter(Files::isExecutable)
        .findFirst();
  }
}

package com.nexora.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.streams.testkit.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each thing that can be wrong before the start is one sentence that says what to do. */
final class StartupChecksTest {

  @TempDir private Path directory;

  @Test
  void shouldPassOnASoundMachine() {
    // Given
    final NexoraConfig config = config(Map.of());

    // When / Then
    assertThatCode(() -> run(config)).doesNotThrowAnyException();
  }

  @Test
  void shouldSayThatThePortIsInUse() throws IOException {
    // Given
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      final NexoraConfig config =
          config(Map.of("http.port", Integer.toString(taken.getLocalPort())));

      // When / Then
      assertThatThrownBy(() -> run(config))
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("port " + taken.getLocalPort())
          .hasMessageContaining("http.port");
    }
  }

  @Test
  void shouldSayThatTheStateDirectoryCannotBeWritten() throws IOException {
    // Given: a file stands where the directory should be, which stops root, too
    final Path file = Files.writeString(directory.resolve("occupied"), "x");
    final NexoraConfig config = config(Map.of("state.dir", file.resolve("state").toString()));

    // When / Then
    assertThatThrownBy(() -> run(config))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("state.dir")
        .hasMessageContaining("cannot be written");
  }

  @Test
  void shouldRefuseAMemoryPlanThatCannotFit() {
    // Given
    final NexoraConfig config = config(Map.of("memory.limit.bytes", "1000000"));

    // When / Then
    assertThatThrownBy(() -> run(config))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("does not fit the memory limit")
        .hasMessageContaining("rocksdb.memory.bytes");
  }

  @Test
  void shouldRefuseACacheThatEatsTheHeap() {
    // Given
    final NexoraConfig config =
        config(
            Map.of("statestore.cache.max.bytes", Long.toString(Runtime.getRuntime().maxMemory())));

    // When / Then
    assertThatThrownBy(() -> run(config)).hasMessageContaining("statestore.cache.max.bytes");
  }

  @Test
  void shouldSayWithinTheSetTimeThatNoBrokerAnswers() {
    // Given
    final String nobody = "127.0.0.1:" + FreePorts.one();
    final NexoraConfig config =
        config(Map.of("kafka.bootstrap.servers", nobody, "startup.timeout.ms", "1500"));
    final long start = System.nanoTime();

    // When / Then
    assertThatThrownBy(() -> new StartupChecks(config).cluster())
        .isInstanceOf(StartupException.class)
        .hasMessageContaining(nobody)
        .hasMessageContaining("kafka.bootstrap.servers");
    assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(15_000);
  }

  @Test
  void shouldNameTheCheckThatFailed() {
    // Given
    final StartupCheck check =
        StartupCheck.of(
            "schema registry",
            () -> {
              throw new IllegalStateException("no answer from http://r:1");
            });

    // When / Then
    assertThatThrownBy(() -> StartupChecks.runAll(java.util.List.of(check)))
        .isInstanceOf(StartupException.class)
        .hasMessage("schema registry: no answer from http://r:1");
  }

  private static void run(final NexoraConfig config) {
    StartupChecks.runAll(new StartupChecks(config).local());
  }

  private NexoraConfig config(final Map<String, String> changes) {
    final Map<String, String> all = new HashMap<>();
    all.put("state.dir", directory.resolve("state").toString());
    all.put("http.port", "0");
    all.put("http.host", "127.0.0.1");
    all.put("topics.profile", "dev");
    all.putAll(changes);
    return NexoraConfig.of(all);
  }
}

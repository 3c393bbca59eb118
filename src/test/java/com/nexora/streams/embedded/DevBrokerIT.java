package com.nexora.streams.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.nexora.streams.testkit.FreePorts;
import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class DevBrokerIT {

  @TempDir Path dir;

  private final int port = FreePorts.one();

  @Test
  void shouldKeepEveryConfirmedRecordWhenKilledAndStartedAgain() throws Exception {
    try (DevBroker broker = DevBroker.start(dir, port, Map.of())) {
      // Given
      final Records records = new Records(broker.bootstrapServers());
      records.create("notes", Map.of());
      records.write("notes", null, 0, 5_000);
      final long killed = broker.pid();

      // When
      broker.kill();
      broker.restart();

      // Then
      assertThat(broker.pid()).isNotEqualTo(killed);
      assertThat(records.readAll("notes")).isEqualTo(Records.numbered(0, 5_000));
      records.write("notes", null, 5_000, 5_010);
      assertThat(records.readAll("notes")).hasSize(5_010);
    }
  }

  @Test
  void shouldKeepDataAndIdentityWhenStoppedAndStartedInTheSameDirectory() throws Exception {
    // Given
    final String cluster;
    try (DevBroker broker = DevBroker.start(dir, port, Map.of())) {
      final Records records = new Records(broker.bootstrapServers());
      records.create("notes", Map.of());
      records.write("notes", null, 0, 10);
      cluster = clusterId(broker);
    }

    // When
    try (DevBroker again = DevBroker.start(dir, port, Map.of())) {

      // Then
      assertThat(clusterId(again)).isEqualTo(cluster);
      assertThat(new Records(again.bootstrapServers()).readAll("notes")).hasSize(10);
    }
  }

  @Test
  void shouldComeBackByItselfWhenSupervised() throws Exception {
    try (DevBroker broker = DevBroker.supervised(dir, port, Map.of(), BrokerJvm.SMALL)) {
      // Given
      final Records records = new Records(broker.bootstrapServers());
      records.create("notes", Map.of());
      records.write("notes", null, 0, 10);
      final long first = broker.pid();

      // When
      ProcessHandle.of(first).orElseThrow().destroyForcibly();

      // Then
      await(() -> broker.isAlive() && broker.pid() != first);
      assertThat(records.readAll("notes")).hasSize(10);

      // and a second time: supervision does not end with the first death
      final long second = broker.pid();
      ProcessHandle.of(second).orElseThrow().destroyForcibly();
      await(() -> broker.isAlive() && broker.pid() != second);
      assertThat(records.readAll("notes")).hasSize(10);
    }
  }

  @Test
  void shouldEndWithItsParentAndLetTheNextOneIn() throws Exception {
    // Given
    final Process parent =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                BrokerParent.class.getName(),
                dir.toString(),
                Integer.toString(port))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    final ProcessHandle orphan = brokerOf(parent);

    // When
    parent.destroyForcibly();

    // Then
    try (DevBroker next = DevBroker.start(dir, port, Map.of())) {
      assertThat(next.isAlive()).isTrue();
      assertThat(orphan.onExit().get(30, TimeUnit.SECONDS).isAlive()).isFalse();
    }
  }

  @Test
  void shouldNameThePortThatIsInUse() throws Exception {
    try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
      // When
      final Throwable refusal = catchThrowable(() -> DevBroker.start(dir, port, Map.of()));

      // Then
      assertThat(other.isBound()).isTrue();
      assertThat(refusal)
          .isInstanceOf(DevClusterException.class)
          .hasMessage(
              "port "
                  + port
                  + " on 127.0.0.1 is in use by another program: end that one, or choose another port for the development broker with --broker-port");
    }
  }

  @Test
  void shouldNameTheDataDirectoryThatCannotBeWritten() throws Exception {
    // Given
    final Path file = Files.writeString(dir.resolve("taken"), "a file, not a directory");

    // When
    final Throwable refusal = catchThrowable(() -> DevBroker.start(file, port, Map.of()));

    // Then
    assertThat(refusal)
        .isInstanceOf(DevClusterException.class)
        .hasMessageStartingWith("data directory " + file + " cannot be written")
        .hasMessageContaining("give another with --data-dir");
  }

  @Test
  void shouldRefuseADataDirectoryThatALiveBrokerUses() {
    try (DevBroker first = DevBroker.start(dir, port, Map.of())) {
      // When
      final Throwable refusal =
          catchThrowable(() -> DevBroker.start(dir, FreePorts.one(), Map.of()));

      // Then
      assertThat(refusal)
          .isInstanceOf(DevClusterException.class)
          .hasMessageStartingWith(
              "data directory " + dir + " is in use by a running broker (process " + first.pid());
      assertThat(first.isAlive()).isTrue();
    }
  }

  @Test
  void shouldShowTheEndOfTheLogWhenTheBrokerCannotStart() {
    // When
    final Throwable refusal =
        catchThrowable(() -> DevBroker.start(dir, port, Map.of("num.io.threads", "none")));

    // Then
    assertThat(refusal)
        .isInstanceOf(DevClusterException.class)
        .hasMessageContaining("ended with exit code 1")
        .hasMessageContaining("broker.log")
        .hasMessageContaining("Invalid value none for configuration num.io.threads");
  }

  @Test
  void shouldOfferTheTransactionsAndGroupsOfItsRelease() throws Exception {
    try (DevBroker broker = DevBroker.start(dir, port, Map.of());
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      // When
      final FeatureMetadata features = admin.describeFeatures().featureMetadata().get();

      // Then
      assertThat(features.finalizedFeatures().get("transaction.version").maxVersionLevel())
          .isEqualTo((short) 2);
      assertThat(features.finalizedFeatures()).containsKeys("group.version", "streams.version");
    }
  }

  @Test
  void shouldKeepRecordsOfThePastBecauseTheirTimeIsTheArrival() throws Exception {
    try (DevBroker broker =
        DevBroker.start(
            dir,
            port,
            Map.of("log.retention.check.interval.ms", "500", "log.initial.task.delay.ms", "500"))) {
      // Given
      final Records records = new Records(broker.bootstrapServers());
      final String week = Long.toString(Duration.ofDays(7).toMillis());
      records.create(
          "by-arrival", Map.of("message.timestamp.type", "LogAppendTime", "retention.ms", week));
      records.create(
          "by-creation", Map.of("message.timestamp.type", "CreateTime", "retention.ms", week));
      final long past = 1_688_947_200_000L;

      // When
      records.write("by-arrival", past, 0, 10);
      records.write("by-creation", past, 0, 10);

      // Then
      await(() -> records.readAll("by-creation").isEmpty());
      assertThat(records.readAll("by-arrival")).hasSize(10);
    }
  }

  private static ProcessHandle brokerOf(final Process parent) throws Exception {
    final BufferedReader lines = parent.inputReader(StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("broker ")) {
        return ProcessHandle.of(Long.parseLong(line.substring("broker ".length()))).orElseThrow();
      }
    }
    throw new AssertionError("the parent ended without starting a broker");
  }

  private static String clusterId(final DevBroker broker) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      return admin.describeCluster().clusterId().get();
    }
  }

  private static void await(final BooleanSupplier condition) throws InterruptedException {
    final long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline of the wait").isLessThan(deadline);
      Thread.sleep(100);
    }
  }
}

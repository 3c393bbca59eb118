package com.nexora.streams.embedded;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/**
 * Waits until a starting broker answers, or tells why it will not.
 *
 * <p>The port is probed before a client is made: Kafka's client would fill the log with a warning
 * per refused connection.
 */
final class BrokerReadiness {

  static final Duration BOUND = Duration.ofSeconds(120);

  private static final Duration POLL = Duration.ofMillis(50);
  private static final int TAIL_LINES = 25;

  private BrokerReadiness() {}

  /**
   * @param firstWord what the process said first, empty if it ended without a word
   */
  static void await(
      final int port,
      final Process process,
      final CompletableFuture<String> firstWord,
      final Path logFile) {
    final long deadline = System.nanoTime() + BOUND.toNanos();
    final String word =
        firstWord.completeOnTimeout("", BOUND.toMillis(), TimeUnit.MILLISECONDS).join();
    if (word.startsWith(DevBrokerMain.REFUSAL)) {
      throw new DevClusterException(word.substring(DevBrokerMain.REFUSAL.length()));
    }
    // From here on the port is our child's: nobody else's answer can be taken for it.
    while (!accepts(port) || !answers(port)) {
      if (!process.isAlive()) {
        throw new DevClusterException(
            "development broker ended with exit code %d; end of %s:%n%s"
                .formatted(process.exitValue(), logFile, DevBroker.tail(logFile, TAIL_LINES)));
      }
      if (System.nanoTime() > deadline) {
        throw new DevClusterException(
            "development broker on port %d did not answer within %d s; end of %s:%n%s"
                .formatted(port, BOUND.toSeconds(), logFile, DevBroker.tail(logFile, TAIL_LINES)));
      }
      pause();
    }
  }

  private static boolean accepts(final int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
      return true;
    } catch (final IOException e) {
      return false;
    }
  }

  private static boolean answers(final int port) {
    try (Admin admin =
        Admin.create(
            Map.of(
                "bootstrap.servers",
                "127.0.0.1:" + port,
                "request.timeout.ms",
                "3000",
                "default.api.timeout.ms",
                "3000"))) {
      return !admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).isEmpty();
    } catch (final ExecutionException | TimeoutException e) {
      return false;
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DevClusterException("interrupted while the broker was starting", e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DevClusterException("interrupted while the broker was starting", e);
    }
  }
}

package com.nexora.streams.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A real Apicurio Registry, its data in memory, as a child process on a free port. */
public final class ApicurioProcess implements AutoCloseable {

  private static final Pattern LISTENING = Pattern.compile("Listening on: (http://\\S+)");
  private static final long START_SECONDS = 60;

  private final Process process;
  private final String url;

  private ApicurioProcess(final Process process, final String url) {
    this.process = process;
    this.url = url;
  }

  /**
   * Starts it and waits until it listens.
   *
   * @param home the unpacked distribution
   * @param log where its output goes
   */
  public static ApicurioProcess start(final Path home, final Path log)
      throws IOException, InterruptedException {
    final Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=0",
                "-jar",
                runner(home).toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    final Thread reaper = new Thread(process::destroyForcibly, "reap-apicurio");
    Runtime.getRuntime().addShutdownHook(reaper);
    return new ApicurioProcess(process, awaitUrl(process, log));
  }

  /** The URL that speaks Confluent's protocol. */
  public String url() {
    return url + "/apis/ccompat/v7";
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
  }

  private static Path runner(final Path home) throws IOException {
    if (!Files.isDirectory(home)) {
      throw new IllegalStateException(
          home
              + " is not there: the build fetches it before the integration tests (./mvnw verify);"
              + " -DskipInterop leaves these tests out");
    }
    try (Stream<Path> files = Files.list(home)) {
      return files
          .filter(file -> file.toString().endsWith("-runner.jar"))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no runner jar in " + home));
    }
  }

  private static String awaitUrl(final Process process, final Path log)
      throws IOException, InterruptedException {
    final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (System.nanoTime() < deadline) {
      final Matcher listening = LISTENING.matcher(Files.readString(log));
      if (listening.find()) {
        return listening.group(1);
      }
      if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
        break;
      }
    }
    process.destroyForcibly();
    throw new IllegalStateException(
        "Apicurio did not start within " + START_SECONDS + " s: " + Files.readString(log));
  }
}

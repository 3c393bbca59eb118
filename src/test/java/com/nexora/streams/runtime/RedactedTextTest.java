package com.nexora.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.WarnStatus;
import com.nexora.streams.privacy.redact.SecretSamples;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.KeyValuePair;

/** Lines as the shipped logging configurations write them. */
final class RedactedTextTest {

  private static final String SHIPPED = "/logback.xml";
  private static final String DEV_BROKER = "/com/nexora/streams/embedded/dev-broker-logback.xml";
  private static final List<String> SECRET_NAMES =
      List.of("password", "apiKey", "Client-Secret", "access_token", "set-cookie", "session");

  @Property(tries = 20)
  void shouldNeverLetAPlantedSecretIntoALine(@ForAll final long seed) {
    // Given
    final Random random = new Random(seed);
    for (final var kind : SecretSamples.kinds().entrySet()) {
      final List<String> planted = new ArrayList<>();
      final LoggingEvent event = planted(() -> secret(kind.getValue().apply(random), planted));

      // When
      final List<String> lines = List.of(line(SHIPPED, event), line(DEV_BROKER, event));

      // Then
      assertThat(planted).hasSize(6);
      assertThat(lines)
          .as(kind.getKey())
          .allSatisfy(line -> assertThat(line).doesNotContain(planted));
    }
  }

  @Property(tries = 20)
  void shouldNeverLetTheValueOfASecretsNameIntoALine(@ForAll final long seed) {
    // Given
    final Random random = new Random(seed);
    final String word = "quite" + random.nextInt(1_000_000) + "harmless";
    for (final String name : SECRET_NAMES) {
      final LoggingEvent event = event("connecting");
      event.addKeyValuePair(new KeyValuePair(name, word));
      final LoggingEvent message = event("connecting with " + name + "=" + word + ", retrying");

      // When
      final List<String> lines = List.of(line(SHIPPED, event), line(SHIPPED, message));

      // Then
      assertThat(lines).as(name).allSatisfy(line -> assertThat(line).doesNotContain(word));
    }
  }

  @Test
  void shouldShowWhereAnExceptionComesFromButNotWhatItQuotes() {
    // Given
    final LoggingEvent event = event("request failed");
    event.setThrowableProxy(
        new ch.qos.logback.classic.spi.ThrowableProxy(
            new IllegalStateException(
                "no answer",
                new IllegalArgumentException("url jdbc:pg://app:hunter2@db-1.internal:5432/x"))));

    // When
    final String line = line(SHIPPED, event);

    // Then
    assertThat(line)
        .contains(
            "IllegalStateException: no answer",
            "IllegalArgumentException: url jdbc:pg://app:[REDACTED]@db-1.internal:5432/x",
            "RedactedTextTest.java:")
        .endsWith("\n");
  }

  /** What operators search for. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "task 3_17 of partition nhi.events-17 moved to broker-2.kafka.svc.cluster.local:9092",
        "letter 3f2a8c1e-12ab-4abc-9def-0123456789ab of agent.events.dlq replayed at offset 1234567890123",
        "checkpoint nexora/audit/0 size=48151623 hash=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        "window 2026-01-15T10:00:00Z to 2026-01-15T10:15:00Z closed in 17 ms",
        "[Consumer clientId=nexora-1-StreamThread-1-consumer, groupId=nexora] Node -1 disconnected.",
        "[AdminClient clientId=adminclient-1] Connection to node -1 (localhost/127.0.0.1:9092) failed",
        "restored key-value store findings-by-entity: 100000 records, 12.5 MiB, 210 ms",
        "Received unknown topic or partition error in fetch for partition threat.events-3",
        "tenant acme-eu of arn:aws:iam::210987654321:role/build has 3 agents"
      })
  void shouldKeepWhatOperatorsNeed(final String message) {
    // When
    final String line = line(SHIPPED, event(message));

    // Then
    assertThat(line).endsWith("Z INFO  NexoraApplication " + message + " \n");
  }

  @Test
  void shouldKeepALineALine() {
    // Given
    final LoggingEvent event = event("read");
    event.setThrowableProxy(
        new ch.qos.logback.classic.spi.ThrowableProxy(
            new IllegalStateException("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0")));

    // When
    final String line = line(SHIPPED, event);

    // Then
    assertThat(line).contains("read").doesNotContain("MIIEvQ").endsWith("\n");
  }

  @Test
  void shouldSurviveWhateverIsLogged() {
    // Given
    final List<Consumer<LoggingEvent>> oddities =
        List.of(
            event -> event.setMessage(null),
            event -> event.setMessage(""),
            event -> event.setMessage("{} {} {}"),
            event -> event.setMessage("\ud800 \u0000 {\"a\":"),
            event -> event.setMessage("[".repeat(100_000)),
            event -> event.setMessage("x".repeat(9 * 1024 * 1024)),
            event -> event.addKeyValuePair(new KeyValuePair("a", null)),
            event ->
                event.setThrowableProxy(
                    new ch.qos.logback.classic.spi.ThrowableProxy(new StackOverflowError())));

    for (final Consumer<LoggingEvent> oddity : oddities) {
      final LoggingEvent event = new LoggingEvent();
      prepare(event);
      oddity.accept(event);

      // When
      final String line = line(SHIPPED, event);

      // Then
      assertThat(line).contains("NexoraApplication").endsWith("\n");
    }
  }

  private static LoggingEvent planted(final java.util.function.Supplier<String> secret) {
    final LoggingEvent event = event("it is {}, they said");
    event.setArgumentArray(new Object[] {secret.get()});
    event.addKeyValuePair(new KeyValuePair("found", secret.get()));
    event.addKeyValuePair(new KeyValuePair("list", List.of("a", secret.get())));
    final IllegalStateException thrown =
        new IllegalStateException(
            "cannot read " + secret.get(),
            new IllegalArgumentException("{\"value\":\"" + secret.get() + "\"}"));
    thrown.addSuppressed(new IllegalStateException("(" + secret.get() + ")"));
    event.setThrowableProxy(new ch.qos.logback.classic.spi.ThrowableProxy(thrown));
    return event;
  }

  /** What stands across lines is looked for by its longest line. */
  private static String secret(final String secret, final List<String> planted) {
    planted.add(secret.lines().reduce((a, b) -> a.length() > b.length() ? a : b).orElse(secret));
    return secret;
  }

  private static LoggingEvent event(final String message) {
    final LoggingEvent event = new LoggingEvent();
    prepare(event);
    event.setMessage(message);
    return event;
  }

  private static void prepare(final LoggingEvent event) {
    event.setLevel(Level.INFO);
    event.setLoggerName("com.nexora.streams.runtime.NexoraApplication");
    event.setInstant(Instant.parse("2026-01-15T10:00:40.123Z"));
    event.setThreadName("main");
  }

  private static String line(final String configuration, final ILoggingEvent event) {
    final LoggerContext context = new LoggerContext();
    final JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    try {
      configurator.doConfigure(RedactedTextTest.class.getResource(configuration));
    } catch (final JoranException e) {
      throw new IllegalStateException(e);
    }
    assertThat(context.getStatusManager().getCopyOfStatusList())
        .filteredOn(status -> status instanceof WarnStatus || status.getLevel() >= Status.ERROR)
        .isEmpty();
    try {
      final Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
      final OutputStreamAppender<ILoggingEvent> appender =
          (OutputStreamAppender<ILoggingEvent>) root.iteratorForAppenders().next();
      return new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
    } finally {
      context.stop();
    }
  }
}

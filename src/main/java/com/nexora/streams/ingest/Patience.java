package com.nexora.streams.ingest;

import com.nexora.streams.schema.RegistryUnreachableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for an unreachable schema registry, up to a bound.
 *
 * <p>The record is fine, so it must not become a dead letter, and order within a key forbids to
 * step over it. After the last attempt the exception leaves the topology: the transaction is given
 * up, the thread is replaced, and the same record is read again. The bound keeps the wait below
 * Streams' transaction timeout of 10 s, so that the retry inside the transaction is of use at all.
 */
final class Patience {

  /** REQUIREMENTS Q2: 1 s, 2 s, 4 s. */
  static final List<Duration> DEFAULT_PAUSES =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));

  private static final Logger log = LoggerFactory.getLogger(Patience.class);
  private static final double JITTER = 0.2;

  private final List<Duration> pauses;

  Patience(final List<Duration> pauses) {
    this.pauses = List.copyOf(pauses);
  }

  /**
   * The call's result, tried once more after each pause.
   *
   * @throws RegistryUnreachableException if no attempt reached a registry
   */
  <R> R call(final Supplier<R> call) {
    for (final Duration pause : pauses) {
      try {
        return call.get();
      } catch (final RegistryUnreachableException e) {
        log.atWarn()
            .addKeyValue("retryInMs", pause.toMillis())
            .log("schema registry unreachable; the record waits");
        sleep(pause, e);
      }
    }
    return call.get();
  }

  private static void sleep(final Duration pause, final RegistryUnreachableException cause) {
    // Jitter, so that a registry that comes back is not met by all threads at once.
    final double factor = 1 - JITTER * ThreadLocalRandom.current().nextDouble();
    try {
      Thread.sleep((long) (pause.toMillis() * factor));
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cause;
    }
  }
}

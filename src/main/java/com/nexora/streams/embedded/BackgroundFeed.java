package com.nexora.streams.embedded;

import com.nexora.streams.imports.FeedException;
import com.nexora.streams.imports.Importable;
import com.nexora.streams.imports.KafkaFeed;
import com.nexora.streams.imports.RefusedException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The simulated feed of dev mode: tells twenty minutes of the agents' past at once, then runs
 * beside the application until it is closed, and begins anew when the broker was away for so long
 * that events could not be stored.
 */
public final class BackgroundFeed implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(BackgroundFeed.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Duration STOP_BOUND = Duration.ofSeconds(5);

  /** Enough for a baseline, see analytics.alert.warm.up.minutes. */
  private static final Duration HISTORY = Duration.ofMinutes(22);

  /** A faster feed has no history: it would take too long to tell. */
  private static final double MOST_HISTORY = 120_000;

  private final Map<String, Object> config;
  private final LongFunction<Scenario.Settings> settings;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicLong earlier = new AtomicLong();
  private final Thread thread = new Thread(this::run, "simulated-feed");
  private volatile @Nullable Simulator current;

  private BackgroundFeed(
      final Map<String, Object> config, final LongFunction<Scenario.Settings> settings) {
    this.config = Map.copyOf(config);
    this.settings = settings;
  }

  /**
   * Starts the feed.
   *
   * @param bootstrapServers of the broker
   * @param registryUrl of the schema registry
   * @param rate events per second
   * @param seed of the scenario
   */
  public static BackgroundFeed start(
      final String bootstrapServers, final String registryUrl, final double rate, final long seed) {
    final BackgroundFeed feed =
        new BackgroundFeed(
            Map.of("bootstrap.servers", bootstrapServers, "schema.registry.url", registryUrl),
            begin -> new Scenario.Settings(seed, begin, rate, 3, 6));
    feed.thread.setDaemon(true);
    feed.thread.start();
    return feed;
  }

  /** How many events were sent so far. */
  public long sent() {
    final Simulator simulator = current;
    return earlier.get() + (simulator == null ? 0 : simulator.sent());
  }

  private void run() {
    tellHistory();
    while (closed.getCount() > 0) {
      try (KafkaFeed feed = KafkaFeed.open(config);
          Simulator simulator = new Simulator(settings.apply(System.currentTimeMillis()), feed)) {
        current = simulator;
        if (closed.getCount() > 0) {
          simulator.run(-1);
        }
      } catch (final FeedException e) {
        log.atWarn().addKeyValue("reason", e.getMessage()).log("simulated feed begins anew");
      } finally {
        final Simulator ended = current;
        current = null;
        earlier.addAndGet(ended == null ? 0 : ended.sent());
      }
      if (isClosedWithin(PAUSE)) {
        return;
      }
    }
  }

  /**
   * Tells what the agents did before, at once: an alert needs to know what is usual, and nobody
   * looks at dev mode for so long first. Without it the feed goes on as well.
   */
  private void tellHistory() {
    final Scenario.Settings now = settings.apply(System.currentTimeMillis());
    if (HISTORY.toSeconds() * now.rate() > MOST_HISTORY) {
      return;
    }
    try (KafkaFeed feed = KafkaFeed.open(config);
        Stream<Importable> history = Scenario.history(now, HISTORY)) {
      final Iterator<Importable> events = history.iterator();
      while (events.hasNext() && closed.getCount() > 0) {
        feed.send(events.next());
        earlier.incrementAndGet();
      }
      feed.flush();
    } catch (final FeedException e) {
      log.atWarn().addKeyValue("reason", e.getMessage()).log("simulated feed has no history");
    } catch (final RefusedException e) {
      throw new IllegalStateException("the scenario made an event that cannot be sent", e);
    }
  }

  private boolean isClosedWithin(final Duration time) {
    try {
      return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Ends the feed; waits at most 5 s for what was sent to be stored. */
  @Override
  public void close() {
    closed.countDown();
    final Simulator simulator = current;
    if (simulator != null) {
      simulator.close();
    }
    try {
      thread.join(STOP_BOUND.toMillis());
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

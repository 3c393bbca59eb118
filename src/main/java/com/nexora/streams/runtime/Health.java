package com.nexora.streams.runtime;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.streams.KafkaStreams.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the instance lives and whether it can serve.
 *
 * <p>Kafka Streams leaves RUNNING at every rebalance, also when an instance far away comes or goes.
 * Readiness that followed it would take every pod out of the load balancer at once during a rolling
 * restart, so an instance that was ready stays ready while it can still read stores.
 */
public final class Health {

  private static final Logger LOG = LoggerFactory.getLogger(Health.class);

  /**
   * An answer to a probe.
   *
   * @param ok whether the probe passes
   * @param reasons why not, as sentences; empty when it passes
   */
  public record Verdict(boolean ok, List<String> reasons) {

    static Verdict yes() {
      return new Verdict(true, List.of());
    }

    static Verdict no(final String reason) {
      return new Verdict(false, List.of(reason));
    }
  }

  private final BooleanSupplier storesReadable;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile State state = State.CREATED;
  private volatile boolean wasReady;
  private final Map<String, String> problems = new ConcurrentSkipListMap<>();
  private volatile boolean draining;

  Health(final BooleanSupplier storesReadable) {
    this.storesReadable = storesReadable;
  }

  /** Takes a change of state from Kafka Streams. */
  void onChange(final State now, final State before) {
    state = now;
    if (now == State.RUNNING) {
      wasReady = true;
    }
    if (now == State.ERROR || now == State.NOT_RUNNING) {
      ended.countDown();
    }
    LOG.atInfo().addKeyValue("from", before).addKeyValue("to", now).log("stream state changed");
  }

  /**
   * Says that something beside the stream threads is wrong, or is no longer. It shows in the
   * summary and changes neither probe: a restart would not mend it.
   *
   * @param what names it
   * @param problem as a sentence; empty once it is over
   */
  public void report(final String what, final Optional<String> problem) {
    if (problem.isPresent()) {
      problems.put(what, problem.get());
    } else {
      problems.remove(what);
    }
  }

  /** From now on not ready: the instance is about to stop. */
  void drain() {
    draining = true;
  }

  /** Ends every wait for the end, when the start failed half-way. */
  void end() {
    ended.countDown();
  }

  /** Kafka Streams' state. */
  public State state() {
    return state;
  }

  /** Waits until the stream threads have stopped for good, and says in which state. */
  public State awaitEnd() throws InterruptedException {
    ended.await();
    return state;
  }

  /** Whether the process is worth keeping: not once its stream threads have died for good. */
  public Verdict live() {
    return switch (state) {
      case ERROR, PENDING_ERROR -> Verdict.no("the stream threads died for good; see the log");
      default -> Verdict.yes();
    };
  }

  /** Whether requests should come here. */
  public Verdict ready() {
    if (draining) {
      return Verdict.no("the instance is shutting down");
    }
    return switch (state) {
      case RUNNING -> Verdict.yes();
      case CREATED -> Verdict.no("the stream threads have not started");
      case REBALANCING -> rebalancing();
      case PENDING_SHUTDOWN, NOT_RUNNING -> Verdict.no("the stream threads have stopped");
      case PENDING_ERROR, ERROR -> Verdict.no("the stream threads died for good; see the log");
    };
  }

  /** The short summary that monitoring shows. */
  public Map<String, Object> summary() {
    final Verdict live = live();
    final Verdict ready = ready();
    return Map.of(
        "status", !live.ok() ? "failed" : ready.ok() ? "ready" : "starting",
        "live", live.ok(),
        "ready", ready.ok(),
        "state", state.name(),
        "reasons", reasons(ready.ok() ? live : ready));
  }

  private List<String> reasons(final Verdict verdict) {
    return Stream.concat(verdict.reasons().stream(), problems.values().stream()).toList();
  }

  private Verdict rebalancing() {
    if (!wasReady) {
      return Verdict.no("partitions are being assigned or stores restored");
    }
    return storesReadable.getAsBoolean()
        ? Verdict.yes()
        : Verdict.no("a rebalance is under way and no store can be read here yet");
  }
}

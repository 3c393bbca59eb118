package com.nexora.streams.bench.product;

import com.nexora.events.AgentEvent;
import com.nexora.streams.bench.BenchException;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.imports.Importable;
import com.nexora.streams.imports.KafkaFeed;
import com.nexora.streams.imports.RefusedException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Agents that report once a second each; one after the other turns slow, and stays so. Those lie
 * spread over the second: agents that share no clock. Notes when their events were sent.
 */
final class IncidentLoad {

  private static final long MINUTE_MS = 60_000;
  private static final int HISTORY_MINUTES = 25;
  private static final int REST_SECONDS = 10;

  /** A prime that no number of agents is a multiple of: neighbours lie far apart. */
  private static final int SPREAD = 997;

  private static final String SLOW =
      "{\"execution_time\":%.6f,\"result\":{\"status\":\"success\"},\"metrics\":{\"tokens\":800,\"cost\":0.003200}}";

  private final KafkaFeed feed;
  private final int agents;
  private final int incidents;
  private final int warmUp;
  private final int calmSeconds;
  private final Random random = new Random(13);
  private final Map<String, Long> sentNanos = new HashMap<>();
  private long sent;

  /**
   * @param agents that report, so many events a second in all
   * @param incidents how many of them turn slow
   * @param warmUp how many of these come first and do not count, with a rest after them
   * @param calmSeconds before the first of them does
   */
  IncidentLoad(
      final KafkaFeed feed,
      final int agents,
      final int incidents,
      final int warmUp,
      final int calmSeconds) {
    this.feed = feed;
    this.agents = agents;
    this.incidents = incidents;
    this.warmUp = warmUp;
    this.calmSeconds = calmSeconds;
  }

  /** Gives the agents that will turn slow a past that says what is usual: whole minutes. */
  void history() {
    final long from =
        Math.floorDiv(System.currentTimeMillis(), MINUTE_MS) * MINUTE_MS
            - HISTORY_MINUTES * MINUTE_MS;
    for (long second = 0; second < HISTORY_MINUTES * 60L; second++) {
      for (int agent = 0; agent < incidents; agent++) {
        send(agent, from + second * 1_000, false);
      }
    }
    feed.flush();
  }

  /** Events sent so far. */
  long sent() {
    return sent;
  }

  /**
   * Sends at a steady rate.
   *
   * @param enough asked once a second whether to stop
   * @param limit longest time, seconds
   * @return seconds that it took
   */
  long live(final BooleanSupplier enough, final long limit) {
    final long start = System.nanoTime();
    long second = 0;
    while (second < limit && !enough.getAsBoolean()) {
      for (int turn = 0; turn < agents; turn++) {
        final int agent = (int) ((long) turn * SPREAD % agents);
        final boolean slow = agent < incidents && second >= slowFrom(agent);
        send(agent, System.currentTimeMillis(), slow);
        final long due = start + (second * agents + turn + 1) * 1_000_000_000L / agents;
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
      }
      second++;
    }
    feed.flush();
    return second;
  }

  private void send(final int agent, final long time, final boolean slow) {
    final String id = "alerts-" + sent++;
    final AgentEvent event = AgentFeed.event(random, id, agent, time);
    if (slow) {
      event.setPayload(
          String.format(Locale.ROOT, SLOW, 2.4 * Math.exp(random.nextGaussian() * 0.5)));
    }
    try {
      sentNanos.put(id, System.nanoTime());
      feed.send(
          new Importable(
              Topics.PERFORMANCE_EVENTS,
              EntityKey.bytes(AgentFeed.TENANT, AgentFeed.agentId(agent)),
              AgentFeed.TENANT,
              id,
              time,
              event));
    } catch (final RefusedException e) {
      throw new BenchException("an event was refused: " + e.getMessage(), e);
    }
    if (agent >= incidents) {
      sentNanos.remove(id);
    }
  }

  private long slowFrom(final int incident) {
    return calmSeconds + incident + (incident < warmUp ? 0 : REST_SECONDS);
  }

  /** Whether an agent turns slow, and not to warm up. */
  boolean counts(final String agentId) {
    for (int incident = warmUp; incident < incidents; incident++) {
      if (AgentFeed.agentId(incident).equals(agentId)) {
        return true;
      }
    }
    return false;
  }

  /**
   * When an event of an agent that turns slow was handed to the producer, {@link System#nanoTime}.
   *
   * @throws BenchException if there was no such event
   */
  long sentNanos(final String eventId) {
    final Long at = sentNanos.get(eventId);
    if (at == null) {
      throw new BenchException("an alert names an event that nobody sent: " + eventId);
    }
    return at;
  }
}

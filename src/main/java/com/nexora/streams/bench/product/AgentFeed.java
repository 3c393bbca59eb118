package com.nexora.streams.bench.product;

import com.nexora.events.AgentEvent;
import com.nexora.streams.bench.BenchException;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.imports.Importable;
import com.nexora.streams.imports.KafkaFeed;
import com.nexora.streams.imports.RefusedException;
import java.util.Map;
import java.util.Random;

/** Agents that report what they took. Same order of calls, same events. Not thread-safe. */
final class AgentFeed {

  static final String TENANT = "acme";

  private final KafkaFeed feed;
  private final Random random = new Random(11);
  private final String prefix;
  private long sent;

  /**
   * @param prefix begins the events' ids, so that two feeds do not send the same ones
   */
  AgentFeed(final KafkaFeed feed, final String prefix) {
    this.feed = feed;
    this.prefix = prefix;
  }

  static String agentId(final int agent) {
    return "agent-%05d".formatted(agent);
  }

  /** An agent reports one step: response time, tokens and cost, all drawn at random. */
  void send(final int agent, final long time) {
    try {
      final AgentEvent event = event(random, prefix + sent++, agent, time);
      feed.send(
          new Importable(
              Topics.PERFORMANCE_EVENTS,
              EntityKey.bytes(TENANT, agentId(agent)),
              TENANT,
              event.getEventId(),
              time,
              event));
    } catch (final RefusedException e) {
      throw new BenchException("an event was refused: " + e.getMessage(), e);
    }
  }

  /** One step: a lognormal response time (sigma 0.5), tokens and what they cost. */
  static AgentEvent event(final Random random, final String id, final int agent, final long time) {
    final long micros = Math.round(120_000 * Math.exp(random.nextGaussian() * 0.5));
    final int tokens = 50 + random.nextInt(4_000);
    final String payload =
        "{\"execution_time\":%d.%06d,\"result\":{\"status\":\"%s\"},\"metrics\":{\"tokens\":%d,\"cost\":0.%06d}}"
            .formatted(
                micros / 1_000_000,
                micros % 1_000_000,
                random.nextInt(50) == 0 ? "failure" : "success",
                tokens,
                tokens * 4 + random.nextInt(100));
    return AgentEvent.newBuilder()
        .setEventId(id)
        .setEventType("performance.metric")
        .setAggregateType("agent")
        .setAggregateId(agentId(agent))
        .setTenantId(TENANT)
        .setAgentId(agentId(agent))
        .setPayload(payload)
        .setTimestamp(time)
        .setMetadata(Map.of())
        .build();
  }

  long sent() {
    return sent;
  }

  void flush() {
    feed.flush();
  }
}

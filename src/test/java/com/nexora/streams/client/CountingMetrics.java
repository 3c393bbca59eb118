package com.nexora.streams.client;

import java.util.EnumMap;
import java.util.Map;

/** Adds up what a publisher reports. */
final class CountingMetrics implements PublisherMetrics {

  private final Map<PublishStatus, Long> counts = new EnumMap<>(PublishStatus.class);
  volatile boolean running;
  volatile long latencies;

  @Override
  public void published(final String eventType, final PublishStatus status, final long count) {
    synchronized (counts) {
      counts.merge(status, count, Long::sum);
    }
  }

  long of(final PublishStatus status) {
    synchronized (counts) {
      return counts.getOrDefault(status, 0L);
    }
  }

  @Override
  public synchronized void latency(final double seconds) {
    latencies++;
  }

  @Override
  public void kafkaError(final String errorType) {}

  @Override
  public void started(final boolean now) {
    running = now;
  }
}

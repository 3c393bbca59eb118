package com.nexora.streams.client;

/**
 * Where a publisher reports what it does, for whichever metrics library the application has.
 *
 * <p>Called from several threads, often; must not block and not throw. {@link JmxPublisherMetrics}
 * is the one that needs no library.
 */
public interface PublisherMetrics extends AutoCloseable {

  /** {@code logging_events_published_total{event_type,status}}: adds to it. */
  void published(String eventType, PublishStatus status, long count);

  /** {@code logging_publish_latency_seconds}: from {@code publish} to the broker's answer. */
  void latency(double seconds);

  /**
   * {@code logging_kafka_errors_total{error_type}}: one more.
   *
   * @param errorType simple name of the error's class
   */
  void kafkaError(String errorType);

  /** {@code logging_publisher_started}: 1 while it runs. */
  void started(boolean running);

  /** {@code logging_spool_records}, {@code _bytes} and {@code _damaged_total}. */
  default void spool(final long records, final long bytes, final long damaged) {}

  @Override
  default void close() {}

  /** Reports nowhere. */
  static PublisherMetrics none() {
    return new PublisherMetrics() {
      @Override
      public void published(final String eventType, final PublishStatus status, final long count) {}

      @Override
      public void latency(final double seconds) {}

      @Override
      public void kafkaError(final String errorType) {}

      @Override
      public void started(final boolean running) {}
    };
  }
}

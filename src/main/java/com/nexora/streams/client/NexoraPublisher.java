package com.nexora.streams.client;

import com.nexora.streams.catalogue.EntityKey;
import java.io.IOException;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes records of an application that has better things to do.
 *
 * <p>No method throws, waits for a broker, or grows without bound: {@code publish} puts the record
 * into a bounded buffer and says whether it did. A thread of its own delivers in order, with all
 * replicas' acknowledgement; while there is no broker it writes to the spool on disk, which
 * survives the process and is drained, in order, when the broker is back. Delivery is at least
 * once, under the record's id.
 *
 * <p>One publisher for the whole application, closed at its end. Thread-safe.
 */
public final class NexoraPublisher implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NexoraPublisher.class);
  private static final long SEGMENT_BYTES = 8L << 20;
  private static final int LEAST_SEGMENTS = 8;

  private final PublisherSettings settings;
  private final PublisherMetrics metrics;
  private final Buffer buffer;
  private final @Nullable Pump pump;
  private final @Nullable Thread thread;
  private final AvroEncoding encoding;
  private volatile boolean closed;

  private NexoraPublisher(
      final PublisherSettings settings,
      final PublisherMetrics metrics,
      final Supplier<Producer<byte[], byte[]>> producers) {
    this.settings = settings;
    this.metrics = metrics;
    this.buffer = new Buffer(settings.bufferRecords(), settings.bufferBytes());
    this.encoding = new AvroEncoding(settings.registry());
    if (!settings.enabled()) {
      pump = null;
      thread = null;
      return;
    }
    pump =
        new Pump(
            buffer,
            new Flight(producers, metrics),
            openSpool(settings, metrics),
            metrics,
            settings.closeTimeout().toMillis());
    thread = new Thread(pump, PublisherThreads.name(settings.clientId()));
    thread.setDaemon(true);
    thread.start();
    metrics.started(true);
  }

  /** A publisher that shows its figures by JMX. */
  public static NexoraPublisher start(final PublisherSettings settings) {
    return start(
        settings,
        settings.enabled()
            ? new JmxPublisherMetrics(settings.clientId())
            : PublisherMetrics.none());
  }

  /** A publisher that reports to the application's own metrics, which it closes with itself. */
  public static NexoraPublisher start(
      final PublisherSettings settings, final PublisherMetrics metrics) {
    return start(
        settings,
        metrics,
        () ->
            new KafkaProducer<>(
                settings.producer(), new ByteArraySerializer(), new ByteArraySerializer()));
  }

  static NexoraPublisher start(
      final PublisherSettings settings,
      final PublisherMetrics metrics,
      final Supplier<Producer<byte[], byte[]>> producers) {
    return new NexoraPublisher(settings, metrics, producers);
  }

  /** The spool, if it is wanted and can be had; an application must not fail for want of it. */
  private static @Nullable Spool openSpool(
      final PublisherSettings settings, final PublisherMetrics metrics) {
    if (settings.spool().isEmpty()) {
      return null;
    }
    try {
      final Spool spool =
          Spool.open(
              settings.spool().get(),
              settings.spoolMaxBytes(),
              Math.min(SEGMENT_BYTES, settings.spoolMaxBytes() / LEAST_SEGMENTS));
      metrics.spool(spool.waiting(), spool.bytes(), spool.damaged());
      if (spool.waiting() > 0 || spool.damaged() > 0) {
        LOG.atInfo()
            .addKeyValue("records", spool.waiting())
            .addKeyValue("damaged", spool.damaged())
            .log("records of an earlier process are delivered first");
      }
      return spool;
    } catch (final IOException | RuntimeException e) {
      metrics.kafkaError("SpoolUnavailable");
      LOG.atError()
          .addKeyValue("directory", settings.spool().get())
          .setCause(e)
          .log("the spool cannot be used: while there is no broker records will be lost");
      return null;
    }
  }

  /** Whether the feature flag is on and the publisher was not closed. */
  public boolean isRunning() {
    return thread != null && !closed;
  }

  /**
   * Takes a record for delivery; returns at once and never throws.
   *
   * @return false if it was not taken: the publisher is off or closed, the buffer is full, or the
   *     record is larger than allowed
   */
  public boolean publish(final OutgoingRecord record) {
    if (!isRunning()) {
      return false;
    }
    final boolean taken = record.size() <= settings.maxRecordBytes() && buffer.offer(record);
    if (!taken) {
      metrics.published(record.eventType(), PublishStatus.REFUSED, 1);
    }
    return taken;
  }

  /** Takes a log envelope for the topic of its kind, under the key that topic wants. */
  public boolean publish(final LogEnvelope envelope) {
    try {
      return isRunning() && publish(envelope.record());
    } catch (final RuntimeException e) {
      return refused(envelope.eventType(), e);
    }
  }

  /**
   * Takes an Avro record, e.g. an {@code AgentEvent}, under the published key of its entity. Its
   * fields {@code event_id} and {@code event_type} name it.
   *
   * <p>The first record of a topic asks the schema registry, at most for its timeout; while the
   * registry cannot be reached the answer is false.
   */
  public boolean publish(
      final String topic,
      final String tenantId,
      final String entityId,
      final SpecificRecord event) {
    if (!isRunning()) {
      return false;
    }
    String type = "";
    try {
      type = AvroEncoding.text(event, "event_type");
      return publish(
          new OutgoingRecord(
              topic,
              EntityKey.bytes(tenantId, entityId),
              encoding.encode(topic, event),
              AvroEncoding.text(event, "event_id"),
              type,
              java.util.Map.of("tenant-id", tenantId, "event-type", type)));
    } catch (final RuntimeException e) {
      return refused(type, e);
    }
  }

  private boolean refused(final String eventType, final RuntimeException e) {
    metrics.kafkaError(e.getClass().getSimpleName());
    metrics.published(eventType, PublishStatus.REFUSED, 1);
    LOG.atDebug().setCause(e).log("record refused");
    return false;
  }

  /**
   * Delivers what was taken, at most for the close timeout; the rest goes to the spool. A second
   * call does nothing.
   */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    if (pump != null && thread != null) {
      pump.close();
      try {
        thread.join(settings.closeTimeout().toMillis() + settings.deliveryTimeout().toMillis());
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      metrics.started(false);
    }
    encoding.close();
    metrics.close();
  }
}

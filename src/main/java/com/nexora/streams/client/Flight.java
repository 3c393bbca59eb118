package com.nexora.streams.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Records that were given to the producer and not answered, in their order.
 *
 * <p>After the first failure nothing may overtake: the producer is closed at once, from its own
 * thread, so that no later record of the same partition goes out behind the failed one. What was
 * not acknowledged then is handed back in order. A record that the broker will never take is no
 * failure of the broker: it is dropped and counted, or it would stop all others.
 */
final class Flight implements AutoCloseable {

  /** What was sent, and its answer. */
  static final class Sent {
    private final Buffer.Pending pending;
    private boolean answered;
    private @Nullable Exception error;

    private Sent(final Buffer.Pending pending) {
      this.pending = pending;
    }

    Buffer.Pending pending() {
      return pending;
    }
  }

  private final Supplier<Producer<byte[], byte[]>> producers;
  private final PublisherMetrics metrics;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition answers = lock.newCondition();
  private final ArrayDeque<Sent> sent = new ArrayDeque<>();
  private @Nullable Producer<byte[], byte[]> producer;
  private volatile boolean failed;
  private volatile String cause = "";

  Flight(final Supplier<Producer<byte[], byte[]>> producers, final PublisherMetrics metrics) {
    this.producers = producers;
    this.metrics = metrics;
  }

  /** Sends a record; the answer comes later. May wait for the producer's {@code max.block.ms}. */
  void send(final Buffer.Pending pending) {
    final Sent entry = new Sent(pending);
    lock.lock();
    try {
      sent.add(entry);
    } finally {
      lock.unlock();
    }
    if (failed) {
      answer(entry, new IllegalStateException("a record before it failed"));
      return;
    }
    try {
      if (producer == null) {
        producer = producers.get();
      }
      final Producer<byte[], byte[]> open = producer;
      open.send(record(pending.record()), (metadata, error) -> answered(open, entry, error));
    } catch (final RuntimeException e) {
      answered(producer, entry, e);
    }
  }

  private void answered(
      final @Nullable Producer<byte[], byte[]> open,
      final Sent entry,
      final @Nullable Exception error) {
    if (error == null) {
      if (!entry.pending.onDisk()) {
        metrics.latency((System.nanoTime() - entry.pending.takenAt()) / 1e9);
      }
    } else if (!isRejection(error) && !failed) {
      failed = true;
      cause = String.valueOf(error);
      metrics.kafkaError(error.getClass().getSimpleName());
      if (open != null) {
        open.close(Duration.ZERO);
      }
    } else if (isRejection(error)) {
      metrics.kafkaError(error.getClass().getSimpleName());
    }
    answer(entry, error);
  }

  private void answer(final Sent entry, final @Nullable Exception error) {
    lock.lock();
    try {
      if (!entry.answered) {
        entry.answered = true;
        entry.error = error;
        answers.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether a record was not delivered; then all must be taken back before the next is sent. */
  boolean failed() {
    return failed;
  }

  /** What the last failure was, for the log. */
  String cause() {
    return cause;
  }

  boolean isEmpty() {
    lock.lock();
    try {
      return sent.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until every record is answered, at most so long. */
  boolean awaitAnswers(final long millis) throws InterruptedException {
    long left = TimeUnit.MILLISECONDS.toNanos(millis);
    lock.lock();
    try {
      while (!sent.stream().allMatch(entry -> entry.answered)) {
        if (left <= 0) {
          return false;
        }
        left = answers.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The answered records at the front, up to the first that failed or waits. */
  List<Sent> takeDone() {
    final List<Sent> done = new ArrayList<>();
    lock.lock();
    try {
      for (Sent head = sent.peek(); head != null && isDone(head); head = sent.peek()) {
        done.add(sent.remove());
      }
    } finally {
      lock.unlock();
    }
    return done;
  }

  /**
   * Gives up: closes the producer without waiting and hands back what was not delivered, in order;
   * what was delivered behind the first failure is left out.
   */
  List<Sent> takeBack() {
    failed = true;
    close(Duration.ZERO);
    final List<Sent> back = new ArrayList<>();
    lock.lock();
    try {
      back.addAll(sent);
      sent.clear();
    } finally {
      lock.unlock();
    }
    failed = false;
    return back;
  }

  /** Whether the broker has it, or will never take it. */
  static boolean isDone(final Sent entry) {
    return entry.answered && (entry.error == null || isRejection(entry.error));
  }

  /** Whether the broker will never take it. */
  static boolean isRejected(final Sent entry) {
    return entry.answered && entry.error != null && isRejection(entry.error);
  }

  private static boolean isRejection(final Exception error) {
    return error instanceof RecordTooLargeException
        || error instanceof InvalidTopicException
        || error instanceof InvalidRecordException
        || error instanceof SerializationException;
  }

  private static ProducerRecord<byte[], byte[]> record(final OutgoingRecord record) {
    final RecordHeaders headers = new RecordHeaders();
    record
        .headers()
        .forEach(
            (name, text) ->
                headers.add(name, text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    return new ProducerRecord<>(record.topic(), null, null, record.key(), record.value(), headers);
  }

  private void close(final Duration within) {
    final Producer<byte[], byte[]> open = producer;
    producer = null;
    if (open != null) {
      open.close(within);
    }
  }

  @Override
  public void close() {
    close(Duration.ofSeconds(1));
  }
}

package com.nexora.streams.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker that is up or down as the test says, and remembers what it acknowledged. */
final class FakeBroker {

  /** Value of a record that the broker never takes. */
  static final String POISON = "poison";

  private final List<String> taken = new ArrayList<>();
  private final AtomicInteger attempts = new AtomicInteger();
  private volatile IntPredicate down = attempt -> false;
  private volatile boolean losesAnswers;

  /** Refuses from now on. */
  void stop() {
    down = attempt -> true;
  }

  /** Takes from now on. */
  void start() {
    down = attempt -> false;
  }

  /** Refuses the attempts (counted from 0) that match. */
  void refuse(final IntPredicate attempts) {
    down = attempts;
  }

  /** Takes what it refuses: the record is there, only the answer is lost. */
  void losesAnswers() {
    losesAnswers = true;
  }

  List<String> taken() {
    synchronized (taken) {
      return List.copyOf(taken);
    }
  }

  Producer<byte[], byte[]> producer() {
    return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
      private boolean open = true;

      @Override
      public synchronized Future<RecordMetadata> send(
          final ProducerRecord<byte[], byte[]> record, final Callback callback) {
        if (!open) {
          throw new IllegalStateException("closed");
        }
        final String value = new String(record.value());
        if (value.equals(POISON)) {
          callback.onCompletion(null, new RecordTooLargeException("too large"));
        } else if (down.test(attempts.getAndIncrement())) {
          if (losesAnswers) {
            take(value);
          }
          callback.onCompletion(null, new TimeoutException("no broker"));
        } else {
          take(value);
          callback.onCompletion(
              new RecordMetadata(new TopicPartition(record.topic(), 0), 0, 0, 0, 0, 0), null);
        }
        return CompletableFuture.completedFuture(null);
      }

      @Override
      public void close(final Duration timeout) {
        open = false;
      }
    };
  }

  private void take(final String value) {
    synchronized (taken) {
      taken.add(value);
    }
  }
}

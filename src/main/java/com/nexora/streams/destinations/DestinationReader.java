package com.nexora.streams.destinations;

import com.nexora.streams.schema.RegistryUnreachableException;
import com.nexora.streams.schema.SchemaException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topics for one destination, as a group of its own, and commits what was delivered.
 *
 * <p>While the destination does not take anything the reader stays in its group, paused, with one
 * batch in hand: it only falls behind. When partitions move, the batch is dropped: whoever gets
 * them reads from the last commit. One thread.
 */
final class DestinationReader implements Runnable, ConsumerRebalanceListener {

  private static final Logger LOG = LoggerFactory.getLogger(DestinationReader.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long LONGEST_NAP_MS = 100;
  private static final long EXPIRE_EVERY = TimeUnit.MINUTES.toNanos(10);
  private static final long PAUSE_MS = 1_000;

  /** What it works with. */
  record Tools(
      Supplier<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>> consumers,
      ItemReader items,
      Delivery delivery,
      UnreadableBox unreadable,
      DestinationMetrics metrics,
      Consumer<Optional<String>> health) {}

  /** Where a record goes that the tenant owns and nobody can decode. */
  interface UnreadableBox {
    void put(ConsumerRecord<byte[], byte[]> record, String reason) throws UnavailableException;
  }

  private final DestinationSpec spec;
  private final Tools tools;
  private final Map<TopicPartition, OffsetAndMetadata> progress = new HashMap<>();
  private org.apache.kafka.clients.consumer.@Nullable Consumer<byte[], byte[]> consumer;
  private volatile boolean closed;
  private long nextTakeAt = System.nanoTime();
  private long nextExpiryAt = System.nanoTime();
  private String said = "";

  DestinationReader(final DestinationSpec spec, final Tools tools) {
    this.spec = spec;
    this.tools = tools;
  }

  /** Asks the thread to end; a batch in hand is delivered again by the next reader. */
  void close() {
    closed = true;
  }

  @Override
  public void run() {
    try (tools.delivery;
        tools.metrics) {
      while (!closed) {
        readUntilItFails();
      }
    } finally {
      tools.health.accept(Optional.empty());
    }
  }

  private void readUntilItFails() {
    try (org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> open = tools.consumers.get()) {
      consumer = open;
      open.subscribe(spec.topics(), this);
      while (!closed) {
        round(open);
      }
    } catch (final RuntimeException e) {
      LOG.atWarn()
          .addKeyValue("destination", spec.label())
          .setCause(e)
          .log("the topics cannot be read; trying again");
      forget();
      nap(PAUSE_MS);
    } finally {
      consumer = null;
    }
  }

  private void round(final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> open) {
    final boolean mayTake = tools.delivery.isDone() && System.nanoTime() >= nextTakeAt;
    if (mayTake) {
      open.resume(open.paused());
      take(open.poll(POLL));
    } else {
      open.pause(open.assignment());
      // Only after partitions moved does this return anything, and then nothing is in hand any
      // more.
      take(open.poll(Duration.ZERO));
    }
    deliver(open);
    watch(open);
  }

  private void deliver(final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> open) {
    if (!tools.delivery.isDone()) {
      if (tools.delivery.waitMs() > 0) {
        nap(Math.min(LONGEST_NAP_MS, tools.delivery.waitMs()));
      } else {
        tools.delivery.step();
      }
    } else if (System.nanoTime() < nextTakeAt) {
      nap(Math.min(LONGEST_NAP_MS, (nextTakeAt - System.nanoTime()) / 1_000_000 + 1));
    }
    if (tools.delivery.isDone() && !progress.isEmpty()) {
      open.commitSync(progress);
      progress.clear();
    }
    if (spec.retentionDays() > 0 && System.nanoTime() >= nextExpiryAt) {
      nextExpiryAt = System.nanoTime() + EXPIRE_EVERY;
      tools.delivery.expire(
          System.currentTimeMillis() - Duration.ofDays(spec.retentionDays()).toMillis());
    }
  }

  private void take(final ConsumerRecords<byte[], byte[]> polled) {
    if (polled.isEmpty()) {
      return;
    }
    final List<Item> batch = new ArrayList<>();
    for (final ConsumerRecord<byte[], byte[]> record : polled) {
      if (!read(record, batch)) {
        break;
      }
      progress.put(
          new TopicPartition(record.topic(), record.partition()),
          new OffsetAndMetadata(record.offset() + 1));
    }
    tools.delivery.take(batch);
    final long pace = TimeUnit.SECONDS.toNanos(1) * batch.size() / spec.maxPerSecond();
    nextTakeAt = Math.max(System.nanoTime(), nextTakeAt) + pace;
  }

  /** Reads one record into the batch; false if it must be read again, and all behind it. */
  private boolean read(final ConsumerRecord<byte[], byte[]> record, final List<Item> batch) {
    try {
      tools
          .items
          .read(record)
          .filter(item -> spec.types().isEmpty() || spec.types().contains(item.type()))
          .ifPresent(batch::add);
      return true;
    } catch (final RegistryUnreachableException e) {
      return goBack("the schema registry cannot be reached");
    } catch (final SchemaException e) {
      if (!tools.items.owns(record)) {
        return true;
      }
      try {
        tools.unreadable.put(record, String.valueOf(e.getMessage()));
        return true;
      } catch (final UnavailableException again) {
        return goBack(String.valueOf(again.getMessage()));
      }
    }
  }

  private boolean goBack(final String why) {
    say(why);
    final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> open = consumer;
    if (open != null) {
      for (final TopicPartition partition : open.assignment()) {
        final OffsetAndMetadata reached = progress.get(partition);
        final OffsetAndMetadata committed =
            reached == null ? open.committed(java.util.Set.of(partition)).get(partition) : reached;
        if (committed != null) {
          open.seek(partition, committed.offset());
        }
      }
    }
    nap(PAUSE_MS);
    return false;
  }

  private void watch(final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> open) {
    long lag = 0;
    for (final TopicPartition partition : open.assignment()) {
      lag += open.currentLag(partition).orElse(0);
    }
    tools.metrics.lag(lag);
    tools.metrics.open(tools.delivery.isOpen());
    say(tools.delivery.isOpen() ? tools.delivery.problem() : "");
  }

  private void say(final String problem) {
    if (!problem.equals(said)) {
      said = problem;
      tools.health.accept(
          problem.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  "destination " + spec.label() + " takes nothing, its items wait: " + problem));
      if (problem.isEmpty()) {
        LOG.atInfo().addKeyValue("destination", spec.label()).log("destination takes items");
      }
    }
  }

  private void forget() {
    tools.delivery.drop();
    progress.clear();
  }

  @Override
  public void onPartitionsRevoked(final Collection<TopicPartition> partitions) {
    forget();
  }

  /** A new destination begins here: what comes from now on counts even if it is stopped at once. */
  @Override
  public void onPartitionsAssigned(final Collection<TopicPartition> partitions) {
    final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> open = consumer;
    if (open == null || partitions.isEmpty()) {
      return;
    }
    final Map<TopicPartition, OffsetAndMetadata> begin = new HashMap<>();
    final Map<TopicPartition, OffsetAndMetadata> known =
        open.committed(java.util.Set.copyOf(partitions));
    for (final TopicPartition partition : partitions) {
      if (known.get(partition) == null) {
        begin.put(partition, new OffsetAndMetadata(open.position(partition)));
      }
    }
    if (!begin.isEmpty()) {
      open.commitSync(begin);
    }
  }

  private static void nap(final long millis) {
    try {
      Thread.sleep(millis);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

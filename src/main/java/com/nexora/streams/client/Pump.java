package com.nexora.streams.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves records from the buffer to the broker, or to the spool while there is no broker.
 *
 * <p>One thread decides for every record, so order needs no other proof: a record goes straight to
 * the producer only while the spool is empty and nothing failed. From the first failure on
 * everything goes behind the spool, until the spool has been drained to its end.
 */
final class Pump implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Pump.class);
  private static final long IDLE_MS = 20;
  private static final int TO_DISK_AT_ONCE = 1_000;
  private static final int DRAIN_MOST = 1_000;
  private static final long DRAIN_BYTES = 4L << 20;
  private static final long FIRST_WAIT_MS = 100;
  private static final long LONGEST_WAIT_MS = 5_000;

  private final Buffer buffer;
  private final Flight flight;
  private final @Nullable Spool spool;
  private final PublisherMetrics metrics;
  private final long closeWithinMs;
  private final Deque<Buffer.Pending> held = new ArrayDeque<>();
  private volatile boolean closing;
  private boolean trouble;
  private int drainAtOnce = 1;
  private long waitMs = FIRST_WAIT_MS;
  private long notBefore = System.nanoTime();
  private long diskSaid = System.nanoTime() - TimeUnit.HOURS.toNanos(1);

  Pump(
      final Buffer buffer,
      final Flight flight,
      final @Nullable Spool spool,
      final PublisherMetrics metrics,
      final long closeWithinMs) {
    this.buffer = buffer;
    this.flight = flight;
    this.spool = spool;
    this.metrics = metrics;
    this.closeWithinMs = closeWithinMs;
  }

  /** Asks the thread to deliver or spool what it has, and to end. */
  void close() {
    closing = true;
  }

  @Override
  public void run() {
    try {
      while (!closing) {
        try {
          step();
        } catch (final IOException | UncheckedIOException e) {
          diskFailed(e);
          Thread.sleep(FIRST_WAIT_MS);
        } catch (final RuntimeException e) {
          LOG.atWarn().setCause(e).log("publisher failed; trying again");
          Thread.sleep(FIRST_WAIT_MS);
        }
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      finish();
    }
  }

  private void step() throws IOException, InterruptedException {
    if (spool != null && (trouble || spool.waiting() > 0)) {
      throughSpool(spool);
    } else {
      direct();
    }
  }

  private void direct() throws IOException, InterruptedException {
    final Buffer.Pending next = backingOff() ? null : buffer.poll(IDLE_MS);
    if (next != null) {
      flight.send(next);
    }
    settle();
  }

  private boolean backingOff() throws InterruptedException {
    final boolean tooSoon = System.nanoTime() < notBefore;
    if (tooSoon) {
      Thread.sleep(IDLE_MS);
    }
    return tooSoon;
  }

  /** Counts what was delivered; after a failure takes the rest back. */
  private void settle() throws IOException {
    final List<Flight.Sent> done = flight.takeDone();
    if (!done.isEmpty()) {
      done.forEach(this::finished);
      waitMs = FIRST_WAIT_MS;
    }
    if (flight.failed()) {
      if (!trouble) {
        LOG.atWarn()
            .addKeyValue("error", flight.cause())
            .addKeyValue("spool", spool != null)
            .log("the broker does not take records");
      }
      for (final Flight.Sent back : flight.takeBack()) {
        if (Flight.isDone(back)) {
          finished(back);
        } else {
          held.add(back.pending());
        }
      }
      backOff();
      if (spool == null) {
        giveUpHeld();
      } else {
        trouble = true;
        toDisk(spool);
      }
    }
  }

  private void finished(final Flight.Sent sent) {
    buffer.release(sent.pending());
    count(sent.pending(), Flight.isRejected(sent) ? PublishStatus.REJECTED : PublishStatus.SUCCESS);
  }

  private void count(final Buffer.Pending pending, final PublishStatus status) {
    metrics.published(pending.record().eventType(), status, 1);
  }

  private void backOff() {
    final long jitter = ThreadLocalRandom.current().nextLong(waitMs / 2 + 1);
    notBefore = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMs / 2 + jitter);
    waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2);
    drainAtOnce = 1;
  }

  private void giveUpHeld() {
    for (Buffer.Pending lost = held.poll(); lost != null; lost = held.poll()) {
      buffer.release(lost);
      count(lost, PublishStatus.LOST);
    }
  }

  private void throughSpool(final Spool open) throws IOException, InterruptedException {
    toDiskIfItCan(open);
    if (backingOff()) {
      return;
    }
    final List<Spool.Spooled> batch = open.peek(drainAtOnce, DRAIN_BYTES);
    if (batch.isEmpty()) {
      leaveSpool();
      return;
    }
    for (final Spool.Spooled spooled : batch) {
      flight.send(Buffer.Pending.fromDisk(spooled.record()));
      if (flight.failed()) {
        break;
      }
    }
    while (!flight.failed() && !flight.awaitAnswers(IDLE_MS)) {
      toDiskIfItCan(open);
      if (closing) {
        break;
      }
    }
    delivered(open, batch);
    report(open);
  }

  /** Nothing waits on disk any more; what the disk would not take goes out before all else. */
  private void leaveSpool() {
    trouble = false;
    for (Buffer.Pending next = held.poll(); next != null; next = held.poll()) {
      flight.send(next);
    }
    LOG.atInfo().log("the broker is back; nothing waits in the spool");
  }

  /** Lets go of what the broker acknowledged, from the oldest on; the rest stays where it is. */
  private void delivered(final Spool open, final List<Spool.Spooled> batch) throws IOException {
    final List<Flight.Sent> done = flight.takeDone();
    final boolean all = done.size() == batch.size();
    if (!all) {
      flight.takeBack();
    }
    open.commit(batch.subList(0, done.size()));
    for (final Flight.Sent sent : done) {
      count(
          sent.pending(), Flight.isRejected(sent) ? PublishStatus.REJECTED : PublishStatus.SUCCESS);
    }
    if (all) {
      trouble = false;
      waitMs = FIRST_WAIT_MS;
      drainAtOnce = Math.min(DRAIN_MOST, drainAtOnce * 4);
    } else {
      trouble = true;
      backOff();
    }
  }

  /** Moves what waits in memory to the disk, as far as there is room. */
  private void toDisk(final Spool open) throws IOException {
    for (Buffer.Pending next = takeIn(); next != null; next = takeIn()) {
      held.add(next);
    }
    final List<Buffer.Pending> written = new ArrayList<>();
    try {
      for (final Buffer.Pending next : held) {
        if (!open.append(next.record())) {
          break;
        }
        written.add(next);
      }
    } finally {
      open.sync();
      for (final Buffer.Pending safe : written) {
        held.remove();
        buffer.release(safe);
        count(safe, PublishStatus.SPOOLED);
      }
    }
    if (!written.isEmpty()) {
      report(open);
    }
  }

  /** A disk that is full must not keep the broker from what is on it. */
  private void toDiskIfItCan(final Spool open) {
    try {
      toDisk(open);
    } catch (final IOException | UncheckedIOException e) {
      diskFailed(e);
    }
  }

  private Buffer.@Nullable Pending takeIn() {
    return held.size() < TO_DISK_AT_ONCE ? buffer.poll() : null;
  }

  private void report(final Spool open) {
    metrics.spool(open.waiting(), open.bytes(), open.damaged());
  }

  private void diskFailed(final Exception e) {
    metrics.kafkaError("Spool" + e.getClass().getSimpleName());
    if (System.nanoTime() - diskSaid > TimeUnit.MINUTES.toNanos(1)) {
      diskSaid = System.nanoTime();
      LOG.atWarn()
          .setCause(e)
          .log("the spool cannot be written; records wait in memory and then are refused");
    }
  }

  /** Delivers within the time there is, and puts the rest on the disk. */
  private void finish() {
    final long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(closeWithinMs);
    try {
      while (spool == null || (!trouble && spool.waiting() == 0)) {
        final Buffer.Pending next = buffer.poll();
        if (next != null) {
          flight.send(next);
        } else if (flight.isEmpty()) {
          break;
        } else {
          flight.awaitAnswers(IDLE_MS);
        }
        settle();
        if (System.nanoTime() > until) {
          break;
        }
      }
    } catch (final IOException e) {
      LOG.atWarn().setCause(e).log("closing: the spool cannot be written");
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    leave();
  }

  private void leave() {
    for (final Flight.Sent back : flight.takeBack()) {
      if (Flight.isDone(back)) {
        finished(back);
      } else if (!back.pending().onDisk()) {
        held.add(back.pending());
      }
    }
    try {
      if (spool != null) {
        while (!held.isEmpty() || !buffer.isEmpty()) {
          final long before = spool.waiting();
          toDisk(spool);
          if (spool.waiting() == before) {
            break;
          }
        }
        spool.close();
      }
    } catch (final IOException e) {
      LOG.atWarn().setCause(e).log("closing: the spool cannot be written");
    }
    for (Buffer.Pending next = buffer.poll(); next != null; next = buffer.poll()) {
      held.add(next);
    }
    giveUpHeld();
  }
}

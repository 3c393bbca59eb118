package com.nexora.streams.runtime;

import com.nexora.streams.audit.TrailLog;
import com.nexora.streams.audit.checkpoint.Cosigning;
import com.nexora.streams.audit.checkpoint.PublishedCheckpoint;
import com.nexora.streams.audit.checkpoint.SealedLogReader;
import com.nexora.streams.audit.checkpoint.WitnessClient;
import com.nexora.streams.audit.note.WitnessPolicy;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks witnesses beside the signer, which must not wait for them: of each log only the newest
 * checkpoint, one after the other.
 */
final class CosigningWorker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CosigningWorker.class);
  private static final long IDLE_MS = 100;
  private static final long STOP_MS = 2_000;

  private final WitnessPolicy policy;
  private final WitnessClient client;
  private final SealedLogReader reader;
  private final Map<TrailLog, PublishedCheckpoint> newest = new ConcurrentHashMap<>();
  private final Queue<Result> results = new ConcurrentLinkedQueue<>();
  private final Map<TrailLog, Cosigning> cosignings = new HashMap<>();
  private final Thread thread = new Thread(this::run, "nexora-witnesses");
  private volatile boolean closed;

  /** What came of a checkpoint. */
  record Result(TrailLog log, Cosigning.Cosigned cosigned) {}

  CosigningWorker(
      final WitnessPolicy policy, final WitnessClient client, final SealedLogReader reader) {
    this.policy = policy;
    this.client = client;
    this.reader = reader;
    thread.setDaemon(true);
    thread.start();
  }

  /** Hands over a checkpoint; an older one of the log that still waits is forgotten. */
  void submit(final TrailLog log, final PublishedCheckpoint checkpoint) {
    newest.put(log, checkpoint);
  }

  /** The next checkpoint that has come back; null if there is none. */
  @Nullable Result poll() {
    return results.poll();
  }

  private void run() {
    try {
      while (!closed) {
        if (newest.isEmpty()) {
          Thread.sleep(IDLE_MS);
        }
        for (final TrailLog log : newest.keySet()) {
          final PublishedCheckpoint checkpoint = newest.remove(log);
          if (checkpoint != null) {
            results.add(new Result(log, cosigning(log).cosign(checkpoint)));
          }
        }
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (final RuntimeException e) {
      LOG.atError().setCause(e).log("witnesses are not asked any more");
    }
  }

  private Cosigning cosigning(final TrailLog log) {
    return cosignings.computeIfAbsent(
        log,
        l ->
            new Cosigning(
                policy,
                (witness, request) -> client.add(witness.url().orElse(URI.create("")), request),
                (oldSize, to) -> reader.proof(l, oldSize, to)));
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(STOP_MS);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package com.nexora.streams.audit;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a log: workers hold the entries of each block against themselves, in any order; the
 * calling thread links them, in the log's.
 */
final class LogWalk {

  /** Most blocks on their way: enough that no worker waits, few enough for the memory. */
  private static final int MOST_PENDING = 8;

  private final AuditVerifier.LogSource source;
  private final VerifySettings settings;
  private final @Nullable ExecutorService workers;
  private final LogVerifier verifier;
  private final Queue<BlockCheck> idle = new ConcurrentLinkedQueue<>();
  private final Queue<Future<CheckedBlock>> pending = new ArrayDeque<>();

  /**
   * @param workers who check blocks; null = the calling thread does
   */
  LogWalk(
      final AuditVerifier.LogSource source,
      final VerifySettings settings,
      final @Nullable ExecutorService workers) {
    this.source = source;
    this.settings = settings;
    this.workers = workers;
    this.verifier = new LogVerifier(source.logId(), source.startOffset(), settings);
  }

  /** What was found, and what the log says of erasures; nothing else of the walk is kept. */
  record Verdict(LogReport report, ErasedEntries erased) {}

  Verdict verify() {
    source.forEach(verifier.from(), this::take);
    while (!pending.isEmpty()) {
      verifier.add(AuditVerifier.result(pending.remove()));
    }
    return new Verdict(verifier.finish(), verifier.erased());
  }

  private void take(final Supplier<RecordBlock> block) {
    if (workers == null) {
      verifier.add(check(block));
      return;
    }
    pending.add(workers.submit(() -> check(block)));
    while (pending.size() > MOST_PENDING || !pending.isEmpty() && pending.element().isDone()) {
      verifier.add(AuditVerifier.result(pending.remove()));
    }
  }

  private CheckedBlock check(final Supplier<RecordBlock> block) {
    final BlockCheck free = idle.poll();
    final BlockCheck check =
        free == null
            ? new BlockCheck(source.logId(), source.envelopes(), settings.keys(), verifier.cuts())
            : free;
    try {
      return check.check(block.get());
    } finally {
      idle.add(check);
    }
  }
}

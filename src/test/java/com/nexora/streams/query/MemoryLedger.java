package com.nexora.streams.query;

import com.nexora.streams.intake.KeyLedger;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Keys of requests without a broker behind them. */
final class MemoryLedger implements KeyLedger {

  private record Entry(String body, long since, boolean done) {}

  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final Clock clock;
  volatile boolean reachable = true;

  MemoryLedger(final Clock clock) {
    this.clock = clock;
  }

  @Override
  public CompletableFuture<Standing> claim(
      final String tenant, final String key, final String body) {
    if (!reachable) {
      return CompletableFuture.failedFuture(new IllegalStateException("no broker"));
    }
    final boolean repeated = entries.containsKey(tenant + " " + key);
    final Entry entry =
        entries.computeIfAbsent(tenant + " " + key, id -> new Entry(body, clock.millis(), false));
    return CompletableFuture.completedFuture(
        new Standing(entry.body().equals(body), entry.since(), entry.done(), repeated));
  }

  @Override
  public void done(final String tenant, final String key, final String body) {
    entries.computeIfPresent(
        tenant + " " + key, (id, entry) -> new Entry(entry.body(), entry.since(), true));
  }

  /** As if a key had been bound so long ago, by a request that did not come to its end. */
  void bind(final String tenant, final String key, final String body, final long ago) {
    entries.put(tenant + " " + key, new Entry(body, clock.millis() - ago, false));
  }

  @Override
  public void close() {}
}

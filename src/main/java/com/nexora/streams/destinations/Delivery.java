package com.nexora.streams.destinations;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings one batch after the other to an outlet, whatever it takes.
 *
 * <p>What cannot be delivered now stays, in its order. What the other side refuses is tried in
 * halves until the item that it refuses stands alone; that one goes to the dead letters, the others
 * arrive.
 */
final class Delivery implements AutoCloseable {

  /** Where an item goes that the destination will never take; returns when it is safe there. */
  interface DeadLetterBox {
    void put(Item item, String reason) throws UnavailableException;
  }

  /** What happened, for the metrics. */
  interface Outcome {
    void delivered(int items);

    void failed(String error);

    void dead();
  }

  private final Supplier<Outlet> outlets;
  private final DeadLetterBox deadLetters;
  private final Outcome outcome;
  private final Breaker breaker;
  private final Deque<List<Item>> waiting = new ArrayDeque<>();
  private @Nullable Outlet outlet;
  private String problem = "";

  Delivery(
      final Supplier<Outlet> outlets,
      final DeadLetterBox deadLetters,
      final Outcome outcome,
      final Breaker breaker) {
    this.outlets = outlets;
    this.deadLetters = deadLetters;
    this.outcome = outcome;
    this.breaker = breaker;
  }

  /** Takes on a batch; the one before must be done. */
  void take(final List<Item> batch) {
    if (!batch.isEmpty()) {
      waiting.add(List.copyOf(batch));
    }
  }

  /** Whether everything taken on has arrived or is a dead letter. */
  boolean isDone() {
    return waiting.isEmpty();
  }

  /** Forgets what was taken on: somebody else delivers it. */
  void drop() {
    waiting.clear();
  }

  /** Milliseconds until the next {@link #step} makes sense. */
  long waitMs() {
    return breaker.waitMs();
  }

  /** Why nothing is delivered now; empty if all is well. */
  String problem() {
    return problem;
  }

  boolean isOpen() {
    return breaker.isOpen();
  }

  /** One try. */
  void step() {
    final List<Item> batch = waiting.peek();
    if (batch == null || breaker.waitMs() > 0) {
      return;
    }
    final List<Item> tried = breaker.isOpen() ? batch.subList(0, 1) : batch;
    try {
      open().deliver(tried);
      arrived(batch, tried.size());
      breaker.succeeded();
      problem = "";
    } catch (final UnavailableException e) {
      arrived(batch, e.delivered());
      unavailable(e.getMessage(), e.retryAfterMs());
    } catch (final RefusedException e) {
      refused(batch, tried, e);
    } catch (final RuntimeException e) {
      unavailable(e.getClass().getSimpleName() + ": " + e.getMessage(), 0);
    }
  }

  private Outlet open() {
    Outlet open = outlet;
    if (open == null) {
      open = outlets.get();
      outlet = open;
    }
    return open;
  }

  private void arrived(final List<Item> batch, final int items) {
    if (items > 0) {
      waiting.remove();
      if (items < batch.size()) {
        waiting.addFirst(List.copyOf(batch.subList(items, batch.size())));
      }
      outcome.delivered(items);
    }
  }

  private void unavailable(final @Nullable String why, final long retryAfterMs) {
    problem = String.valueOf(why);
    outcome.failed(problem);
    breaker.failed(retryAfterMs);
    // A new connection reads a secret again that was changed, and resolves a name again that moved.
    close();
  }

  private void refused(
      final List<Item> batch, final List<Item> tried, final RefusedException refusal) {
    final int delivered = refusal.delivered();
    arrived(batch, delivered);
    final List<Item> left = tried.subList(delivered, tried.size());
    if (left.size() > 1) {
      final List<Item> rest = new ArrayList<>(batch.subList(delivered, batch.size()));
      waiting.remove();
      final int half = left.size() / 2;
      waiting.addFirst(List.copyOf(rest.subList(half, rest.size())));
      waiting.addFirst(List.copyOf(rest.subList(0, half)));
      return;
    }
    try {
      deadLetters.put(left.get(0), String.valueOf(refusal.getMessage()));
      final List<Item> rest = batch.subList(delivered + 1, batch.size());
      waiting.remove();
      if (!rest.isEmpty()) {
        waiting.addFirst(List.copyOf(rest));
      }
      outcome.dead();
      breaker.succeeded();
    } catch (final UnavailableException e) {
      unavailable(e.getMessage(), 0);
    }
  }

  /** Deletes what is too old, if the outlet keeps anything. */
  void expire(final long before) {
    try {
      if (breaker.waitMs() == 0) {
        open().expire(before);
      }
    } catch (final UnavailableException | RuntimeException e) {
      unavailable(e.getMessage(), 0);
    }
  }

  @Override
  public void close() {
    final Outlet open = outlet;
    outlet = null;
    if (open != null) {
      try {
        open.close();
      } catch (final RuntimeException e) {
        problem = "closing: " + e.getMessage();
      }
    }
  }
}

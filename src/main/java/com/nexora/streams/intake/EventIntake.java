package com.nexora.streams.intake;

import com.nexora.events.GrcEvent;
import com.nexora.streams.catalogue.ContentId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks the events of one request, gives them their ids and sends them.
 *
 * <p>An event is answered for when all in-sync replicas have it, not before. Its id is its own, or
 * is made from the request's key, so that a repeat is the same event for the gate; without either
 * it is new each time.
 */
public final class EventIntake implements AutoCloseable {

  private static final String ID_OF_KEY = "idempotency-key";
  private static final Pattern SNAKE = Pattern.compile("_([a-z])");

  private final EventSender sender;
  private final KeyLedger keys;
  private final TenantPolicy policy;
  private final Clock clock;

  /**
   * @param sender closed with this
   * @param keys what keys of requests stand for; closed with this
   */
  public EventIntake(
      final EventSender sender,
      final KeyLedger keys,
      final TenantPolicy policy,
      final Clock clock) {
    this.sender = sender;
    this.keys = keys;
    this.policy = policy;
    this.clock = clock;
  }

  /**
   * An event that has passed every check and has its id, or why it has not.
   *
   * @param event null if it is refused
   */
  public record Checked(@Nullable GrcEvent event, @Nullable Refused refused, int bytes) {}

  /**
   * Checks the events of a request, in their order.
   *
   * @param mayWrite whether the caller may send events of a tenant
   * @param key of the request, from which events without an id get one; null: it has none
   * @param arrival time of events that state none, and by which future ones are refused
   */
  public List<Checked> check(
      final List<ReadEvent> events,
      final Predicate<String> mayWrite,
      final @Nullable String key,
      final long arrival) {
    final List<Checked> checked = new ArrayList<>(events.size());
    for (int i = 0; i < events.size(); i++) {
      checked.add(check(events.get(i), i, mayWrite, key, arrival));
    }
    return checked;
  }

  /** As {@link #check(List, Predicate, String, long)}, for the event at an index of its request. */
  public Checked check(
      final ReadEvent read,
      final int index,
      final Predicate<String> mayWrite,
      final @Nullable String key,
      final long arrival) {
    final SentEvent sent = read.event();
    if (sent == null) {
      return new Checked(null, read.refused(), 0);
    }
    if (!mayWrite.test(sent.tenantId())) {
      return refused(
          Refused.WRONG_TENANT, "The tenantId of the event is not the tenant of the token.");
    }
    if (!policy.enabled(sent.tenantId())) {
      return refused(Refused.TENANT_DISABLED, "The tenant's events are not taken at present.");
    }
    final GrcEvent event = sent.record(id(sent, index, key), arrival);
    final Optional<String> refusal = policy.refusal(event, arrival);
    return refusal.isPresent()
        ? refused(Refused.INVALID_EVENT, inCallersWords(refusal.get()))
        : new Checked(event, null, sent.bytes());
  }

  /** What keys of requests stand for. */
  public KeyLedger keys() {
    return keys;
  }

  /** Now, as an arrival. */
  public long now() {
    return clock.millis();
  }

  /**
   * Sends what passed.
   *
   * @return what became of each, in their order; never completes exceptionally
   */
  public CompletableFuture<List<Receipt>> send(final List<Checked> events) {
    final List<CompletableFuture<Receipt>> receipts = new ArrayList<>(events.size());
    boolean unreachable = false;
    for (final Checked event : events) {
      // One that could not even be buffered has waited for the brokers; the others need not.
      final GrcEvent record = event.event();
      final CompletableFuture<Receipt> receipt =
          unreachable && record != null
              ? CompletableFuture.completedFuture(Receipt.failed(record.getEventId()))
              : send(event);
      unreachable |= receipt.isDone() && receipt.join().state() == Receipt.State.FAILED;
      receipts.add(receipt);
    }
    return CompletableFuture.allOf(receipts.toArray(CompletableFuture[]::new))
        .thenApply(all -> receipts.stream().map(CompletableFuture::join).toList());
  }

  /** Sends one event that passed, or says why it did not; never completes exceptionally. */
  public CompletableFuture<Receipt> send(final Checked checked) {
    final GrcEvent event = checked.event();
    if (event == null) {
      return CompletableFuture.completedFuture(refusal(checked));
    }
    final String id = event.getEventId();
    return sender
        .send(event)
        .handle((stored, error) -> error == null ? Receipt.accepted(id) : Receipt.failed(id));
  }

  private static Checked refused(final String reason, final String detail) {
    return new Checked(null, new Refused(reason, detail), 0);
  }

  private static String id(final SentEvent sent, final int index, final @Nullable String key) {
    final String own = sent.eventId();
    if (own != null) {
      return own;
    }
    return key == null
        ? UUID.randomUUID().toString()
        : ContentId.hex(ID_OF_KEY, sent.tenantId(), key, Integer.toString(index));
  }

  /** The gate speaks of the record's fields, callers know them by their JSON names. */
  private static String inCallersWords(final String message) {
    return SNAKE
        .matcher(message)
        .replaceAll(match -> match.group(1).toUpperCase(java.util.Locale.ROOT));
  }

  /** What was answered when these events were taken, all of which are stored. */
  public static List<Receipt> receipts(final List<Checked> events) {
    final List<Receipt> receipts = new ArrayList<>(events.size());
    for (final Checked checked : events) {
      final GrcEvent event = checked.event();
      receipts.add(event == null ? refusal(checked) : Receipt.accepted(event.getEventId()));
    }
    return receipts;
  }

  private static Receipt refusal(final Checked checked) {
    final Refused why = checked.refused();
    return Receipt.refused(
        why == null ? new Refused(Refused.INVALID_EVENT, "It is refused.") : why);
  }

  @Override
  public void close() {
    keys.close();
    sender.close();
  }
}

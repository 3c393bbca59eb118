package com.nexora.streams.query;

import com.nexora.streams.intake.BodyException;
import com.nexora.streams.intake.ByteBudget;
import com.nexora.streams.intake.EventIntake;
import com.nexora.streams.intake.EventIntake.Checked;
import com.nexora.streams.intake.EventJson;
import com.nexora.streams.intake.ReadEvent;
import com.nexora.streams.intake.Receipt;
import com.nexora.streams.intake.Refused;
import com.nexora.streams.intake.TenantFigures;
import com.nexora.streams.runtime.IntakeSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Events from callers.
 *
 * <p>A request passes: quota of requests, memory for its body, the checks, quota of events, the
 * brokers. It is answered when they have acknowledged. What does not fit is refused at once with
 * the time to come back, so that the memory of a flood is bounded by settings, not by its callers.
 */
final class IntakeRoutes {

  private static final String FULL = "The server has as many requests as it can take.";
  private static final int MAX_KEY = 256;

  /**
   * How long events of an unfinished request may be sent again, milliseconds: as long as the gate
   * surely remembers ids.
   */
  private final long repeatable;

  private final Intake intake;
  private final IntakeSettings settings;
  private final AtomicInteger underWay = new AtomicInteger();
  private final StreamIntake streams;

  IntakeRoutes(final Intake intake) {
    this.intake = intake;
    this.settings = intake.settings();
    this.repeatable = settings.keysRepeatable().toMillis();
    this.streams = new StreamIntake(intake);
  }

  List<IntakeRoute> routes() {
    return List.of(
        new IntakeRoute("/events", (call, request) -> admit(call, request, this::one)),
        new IntakeRoute("/events/bulk", (call, request) -> admit(call, request, this::bulk)));
  }

  /** One request under way: who sent what, and the memory it holds. */
  record Exchange(
      long start,
      Call call,
      Caller caller,
      HttpServletRequest request,
      BodyForm form,
      ByteBudget.Share memory) {

    /** The request's key; null if it has none. */
    @Nullable String key() {
      final String key = call.header("Idempotency-Key");
      if (key != null && !isPrintable(key)) {
        throw Problem.badRequest(
            "The header Idempotency-Key must be 1 to " + MAX_KEY + " printable ASCII characters.");
      }
      return key;
    }

    private static boolean isPrintable(final String key) {
      return !key.isEmpty()
          && key.length() <= MAX_KEY
          && key.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }
  }

  private CompletableFuture<Answer> admit(
      final Call call,
      final HttpServletRequest request,
      final Function<Exchange, CompletableFuture<Answer>> work) {
    final Caller caller = call.caller();
    if (caller == null) {
      throw Problem.forbiddenTenant();
    }
    final long wait = intake.quotas().request(caller.tenant());
    if (wait > 0) {
      intake.figures().of(caller.tenant()).throttled();
      throw Problem.tooManyRequests("The tenant sends more requests than its quota allows.", wait);
    }
    final BodyForm form = BodyForm.of(call);
    if (underWay.incrementAndGet() > Intake.MAX_REQUESTS) {
      underWay.decrementAndGet();
      throw Problem.unavailable(FULL);
    }
    final ByteBudget.Share memory = intake.memory().share();
    CompletableFuture<Answer> answer;
    try {
      answer = work.apply(new Exchange(System.nanoTime(), call, caller, request, form, memory));
    } catch (final RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return answer.whenComplete(
        (done, error) -> {
          memory.close();
          underWay.decrementAndGet();
        });
  }

  private CompletableFuture<Answer> one(final Exchange exchange) {
    if (exchange.form().lines()) {
      throw Problem.unsupportedMedia("POST /events takes one event as application/json.");
    }
    return whole(
        exchange,
        EventJson.MAX_EVENT,
        body -> List.of(EventJson.one(body)),
        receipts -> IntakeAnswers.one(receipts.get(0)));
  }

  private CompletableFuture<Answer> bulk(final Exchange exchange) {
    return exchange.form().lines()
        ? streams.take(exchange)
        : whole(
            exchange,
            settings.maxBodyBytes(),
            body -> EventJson.bulk(body, settings.maxEvents()),
            IntakeAnswers::list);
  }

  /** Makes events of a body. */
  private interface Parser {
    List<ReadEvent> parse(byte[] body) throws BodyException;
  }

  private CompletableFuture<Answer> whole(
      final Exchange exchange,
      final int most,
      final Parser parser,
      final Function<List<Receipt>, Answer> answer) {
    final @Nullable String key = exchange.key();
    if (exchange.request().getContentLengthLong() > most + BodyReader.DRAINED) {
      throw Problem.bodyTooLarge(most);
    }
    final CompletableFuture<byte[]> body;
    try {
      body = BodyReader.read(exchange.request().getInputStream(), most, exchange.memory());
    } catch (final IOException e) {
      throw Problem.badRequest("The body cannot be read.");
    }
    return within(body, settings.readTimeout().toMillis())
        .thenApplyAsync(
            bytes -> parsed(exchange, parser, most, bytes, key), intake.threads().parsers())
        .thenCompose(this::standing)
        .thenComposeAsync(bound -> taken(exchange, bound), intake.threads().parsers())
        .handleAsync(
            (receipts, error) -> {
              if (error != null) {
                throw asProblem(error);
              }
              return answer.apply(receipts);
            },
            intake.threads().answers());
  }

  /**
   * The events of a body, and what its key stands for.
   *
   * @param key null: it has none
   * @param since when the key was bound: the arrival by which its events are judged, now and ever
   */
  private record Bound(
      List<ReadEvent> events, @Nullable BodyKey key, long since, boolean done, boolean repeated) {}

  private Bound parsed(
      final Exchange exchange,
      final Parser parser,
      final int most,
      final byte[] packed,
      final @Nullable String key) {
    final byte[] body = exchange.form().unpacked(packed, most, exchange.memory());
    try {
      return new Bound(
          parser.parse(body),
          key == null ? null : BodyKey.of(exchange.caller().tenant(), key, body),
          intake.events().now(),
          false,
          false);
    } catch (final BodyException e) {
      final String message = String.valueOf(e.getMessage());
      throw e.tooLarge() ? Problem.bodyTooLarge(message) : Problem.badRequest(message);
    }
  }

  private CompletableFuture<Bound> standing(final Bound bound) {
    final BodyKey key = bound.key();
    if (key == null) {
      return CompletableFuture.completedFuture(bound);
    }
    return intake
        .events()
        .keys()
        .claim(key.tenant(), key.key(), key.digest())
        .handle(
            (standing, error) -> {
              if (error != null) {
                throw Problem.unavailable(
                    "What the Idempotency-Key stands for cannot be found out.");
              }
              if (!standing.sameBody()) {
                throw Problem.reusedKey();
              }
              if (!standing.done() && standing.since() < intake.events().now() - repeatable) {
                throw Problem.conflict(
                    "outcome-unknown",
                    "The first request did not come to its end",
                    "The Idempotency-Key is too old for its events to be sent again without the"
                        + " risk of a repeat. See which of them are there, and use a new key.");
              }
              return new Bound(
                  bound.events(), key, standing.since(), standing.done(), standing.repeated());
            });
  }

  private CompletableFuture<List<Receipt>> taken(final Exchange exchange, final Bound bound) {
    final BodyKey key = bound.key();
    final List<Checked> checked =
        intake
            .events()
            .check(
                bound.events(),
                exchange.caller()::mayRead,
                key == null ? null : key.scoped(),
                bound.since());
    count(exchange, checked, bound.repeated());
    if (bound.done()) {
      return CompletableFuture.completedFuture(EventIntake.receipts(checked));
    }
    charge(checked);
    final CompletableFuture<List<Receipt>> sent = intake.events().send(checked);
    sent.thenAccept(
        receipts -> {
          final long nanos = System.nanoTime() - exchange.start();
          for (int i = 0; i < receipts.size(); i++) {
            intake.figures().add(checked.get(i), receipts.get(i), nanos);
          }
        });
    if (key != null) {
      sent.thenAccept(
          receipts -> {
            if (receipts.stream().noneMatch(r -> r.state() == Receipt.State.FAILED)) {
              intake.events().keys().done(key.tenant(), key.key(), key.digest());
            }
          });
    }
    return sent;
  }

  private void count(final Exchange exchange, final List<Checked> checked, final boolean repeated) {
    final TenantFigures figures = intake.figures().of(exchange.caller().tenant());
    if (repeated) {
      figures.repeated();
    }
    for (final Checked event : checked) {
      final Refused why = event.refused();
      if (why != null) {
        figures.refused(why.reason());
      }
    }
  }

  private CompletableFuture<byte[]> within(
      final CompletableFuture<byte[]> body, final long millis) {
    return body.orTimeout(millis, TimeUnit.MILLISECONDS)
        .exceptionally(
            error -> {
              throw error instanceof TimeoutException
                  ? Problem.bodyTooLate(millis)
                  : asProblem(error);
            });
  }

  /** Charges every tenant for its events; an operator's request may hold several tenants'. */
  private void charge(final List<Checked> events) {
    final Map<String, Integer> counts = new HashMap<>();
    for (final Checked event : events) {
      if (event.event() != null) {
        counts.merge(event.event().getTenantId(), 1, Integer::sum);
      }
    }
    final List<String> charged = new ArrayList<>();
    for (final Map.Entry<String, Integer> tenant : counts.entrySet()) {
      final long wait = intake.quotas().events(tenant.getKey(), tenant.getValue());
      if (wait > 0) {
        intake.figures().of(tenant.getKey()).throttled();
        charged.forEach(one -> intake.quotas().giveBack(one, counts.getOrDefault(one, 0)));
        throw Problem.tooManyRequests(
            "The tenant sends more events than its quota allows; nothing was taken.", wait);
      }
      charged.add(tenant.getKey());
    }
  }

  private static RuntimeException asProblem(final Throwable thrown) {
    final Throwable error =
        thrown instanceof java.util.concurrent.CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (error instanceof RejectedExecutionException) {
      return Problem.unavailable(FULL);
    }
    return error instanceof RuntimeException runtime
        ? runtime
        : new java.util.concurrent.CompletionException(error);
  }
}

package com.nexora.streams.query;

import com.nexora.streams.intake.EventIntake.Checked;
import com.nexora.streams.intake.EventJson;
import com.nexora.streams.intake.LineReader;
import com.nexora.streams.intake.ReadEvent;
import com.nexora.streams.intake.Receipt;
import com.nexora.streams.intake.Refused;
import com.nexora.streams.query.IntakeRoutes.Exchange;
import com.nexora.streams.runtime.IntakeSettings;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Takes a stream of lines, an event each, of any length.
 *
 * <p>Lines are sent as they come. When the brokers or the tenant's quota are slower than the
 * sender, reading pauses, and TCP makes the sender wait: no buffer grows. A stream that must stop
 * early says behind which line to go on.
 */
final class StreamIntake {

  /** What a record costs beside its JSON while it is under way. */
  private static final int OVERHEAD = 512;

  private static final int CHUNK = 64 * 1024;
  private static final long LONGEST_PAUSE_NANOS = 5_000_000_000L;
  private static final String QUOTA = "quota-exceeded";
  private static final String UNAVAILABLE = "unavailable";

  private final Intake intake;
  private final IntakeSettings settings;
  private final ConcurrentMap<String, Integer> perTenant = new ConcurrentHashMap<>();

  StreamIntake(final Intake intake) {
    this.intake = intake;
    this.settings = intake.settings();
  }

  CompletableFuture<Answer> take(final Exchange exchange) {
    if (exchange.key() != null) {
      throw Problem.badRequest(
          "A stream of lines takes no Idempotency-Key: give every event an eventId.");
    }
    final String tenant = exchange.caller().tenant();
    final int most = Math.max(1, settings.streams() / 2);
    if (perTenant.merge(tenant, 1, Integer::sum) > most) {
      leave(tenant);
      throw Problem.unavailable("The tenant has as many streams open as it may have.");
    }
    try {
      return CompletableFuture.supplyAsync(() -> run(exchange), intake.threads().streams())
          .whenComplete((answer, error) -> leave(tenant));
    } catch (final RejectedExecutionException e) {
      leave(tenant);
      throw Problem.unavailable("The server has as many streams open as it can have.");
    }
  }

  private void leave(final String tenant) {
    perTenant.computeIfPresent(tenant, (name, open) -> open == 1 ? null : open - 1);
  }

  private Answer run(final Exchange exchange) {
    final StreamTally tally = new StreamTally();
    final Reading reading = new Reading(exchange, tally);
    @Nullable String stoppedBy;
    try (InputStream in = exchange.form().unpacked(exchange.request().getInputStream())) {
      stoppedBy = reading.all(new LineReader(in, EventJson.MAX_EVENT));
      if (stoppedBy != null) {
        drain(exchange.request().getInputStream());
      }
    } catch (final IOException e) {
      stoppedBy = "body-incomplete";
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      stoppedBy = UNAVAILABLE;
    }
    return finished(tally, reading.lines, stoppedBy);
  }

  /** So that the sender, who may still be writing, gets to see the answer. */
  private static void drain(final InputStream in) throws IOException {
    final byte[] chunk = new byte[CHUNK];
    long drained = 0;
    for (int got = in.read(chunk); got >= 0 && drained < BodyReader.DRAINED; got = in.read(chunk)) {
      drained += got;
    }
  }

  private Answer finished(
      final StreamTally tally, final int lines, final @Nullable String stoppedBy) {
    try {
      tally.await(settings.ackTimeout().toMillis() + 1_000);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (tally.nothingAccepted() && UNAVAILABLE.equals(stoppedBy)) {
      throw Problem.unavailable("The brokers did not acknowledge in time; send the stream again.");
    }
    if (lines == 0 && QUOTA.equals(stoppedBy)) {
      throw Problem.tooManyRequests("The tenant's quota of events is used up.", 1);
    }
    return tally.answer(lines, stoppedBy);
  }

  /** The lines of one stream. */
  private final class Reading {

    private final Exchange exchange;
    private final StreamTally tally;
    private final long deadline = System.nanoTime() + settings.streamTimeout().toNanos();
    private int lines;

    Reading(final Exchange exchange, final StreamTally tally) {
      this.exchange = exchange;
      this.tally = tally;
    }

    /** Reads to the end; says why not, if not. */
    @Nullable String all(final LineReader reader) throws IOException, InterruptedException {
      for (byte[] line = reader.next(); line != null; line = reader.next()) {
        if (System.nanoTime() > deadline) {
          return "timeout";
        }
        if (reader.read() > settings.maxStreamBytes()) {
          return "body-too-large";
        }
        final String stop = one(line);
        if (stop != null) {
          return stop;
        }
        lines++;
      }
      return null;
    }

    private @Nullable String one(final byte[] line) throws InterruptedException {
      final ReadEvent read =
          line == LineReader.TOO_LONG ? EventJson.tooLarge() : EventJson.line(line);
      final Checked event =
          intake
              .events()
              .check(read, lines, exchange.caller()::mayRead, null, intake.events().now());
      if (event.event() != null) {
        if (!isWithinQuota(event.event().getTenantId())) {
          return QUOTA;
        }
        if (!exchange.memory().more(event.bytes() + OVERHEAD, settings.ackTimeout().toNanos())) {
          return UNAVAILABLE;
        }
      }
      return send(event);
    }

    private @Nullable String send(final Checked event) {
      final int index = lines;
      final long start = System.nanoTime();
      final Refused why = event.refused();
      if (why != null) {
        intake.figures().of(exchange.caller().tenant()).refused(why.reason());
      }
      tally.begin();
      final CompletableFuture<Receipt> receipt = intake.events().send(event);
      receipt.thenAccept(
          done -> {
            if (event.event() != null) {
              exchange.memory().less(event.bytes() + OVERHEAD);
            }
            intake.figures().add(event, done, System.nanoTime() - start);
            tally.end(index, done);
          });
      // A record that could not even be buffered tells that none behind it will be.
      return receipt.isDone() && receipt.join().state() == Receipt.State.FAILED
          ? UNAVAILABLE
          : null;
    }

    private boolean isWithinQuota(final String tenant) throws InterruptedException {
      for (long wait = intake.quotas().events(tenant, 1);
          wait > 0;
          wait = intake.quotas().events(tenant, 1)) {
        if (wait > LONGEST_PAUSE_NANOS || System.nanoTime() + wait > deadline) {
          return false;
        }
        Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
      }
      return true;
    }
  }
}

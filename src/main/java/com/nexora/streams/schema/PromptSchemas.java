package com.nexora.streams.schema;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Schemas by id for whoever holds up others while waiting: a stream thread that sat out the
 * time-outs of every URL, round after round, would keep all its partitions waiting for one record.
 *
 * <p>So one daemon thread asks, one question after the other, and goes on asking while nobody
 * answers, in turn, so that an id at which a registry fails holds up no other. Who comes with an id
 * that nobody knows waits for the answer for {@link #PATIENCE} at most, and not at all while the
 * registry is known to be away, or slow, or has questions enough: an outage costs a stream thread a
 * quarter of a second once, not per record. Ids that are known never come here. The rest, which
 * belongs to the start of an application, waits as ever. Thread-safe.
 */
final class PromptSchemas implements SchemaRegistry, AutoCloseable {

  /** How long a question may hold up who asks. */
  static final Duration PATIENCE = Duration.ofMillis(250);

  /** Questions under way with which nobody waits any more for the answer to the next one. */
  static final int BUSY = 8;

  /** Most questions under way. */
  static final int MOST = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(PromptSchemas.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration FIRST_TIMEOUT = Duration.ofSeconds(1);
  private static final int MOST_DOUBLINGS = 10;

  private final HttpSchemaRegistry registry;
  private final ConcurrentMap<Integer, CompletableFuture<Schema>> questions =
      new ConcurrentHashMap<>();
  private final BlockingQueue<Integer> order = new LinkedBlockingQueue<>();
  private final Map<Integer, String> unusable = new LinkedHashMap<>();
  private @Nullable Thread thread;
  private boolean closed;

  /** Questions in a row without an answer; only the asking thread looks. */
  private int failed;

  private volatile @Nullable RegistryUnreachableException away;
  private volatile long askedAt;
  private volatile boolean asking;

  PromptSchemas(final HttpSchemaRegistry registry) {
    this.registry = registry;
  }

  @Override
  public int idOf(final String subject, final Schema schema) {
    return registry.idOf(subject, schema);
  }

  @Override
  public Registered latest(final String subject) {
    return registry.latest(subject);
  }

  /**
   * The schema behind an id.
   *
   * @throws UnknownSchemaIdException if the registry does not know the id
   * @throws SchemaException if what it has there is no schema that can be used
   * @throws RegistryUnreachableException if there is no answer yet; the question goes on being
   *     asked
   */
  @Override
  public Schema byId(final int id) {
    final Schema known = registry.known(id);
    if (known != null) {
      return known;
    }
    final boolean mayWait = mayWait();
    final CompletableFuture<Schema> question = ask(id);
    try {
      return mayWait
          ? question.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
          : answered(id, question);
    } catch (final TimeoutException e) {
      throw notYet(id);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notYet(id);
    } catch (final ExecutionException e) {
      throw of(id, e.getCause());
    }
  }

  /** Ends the asking; what is unknown by now stays so. */
  @Override
  public synchronized void close() {
    closed = true;
    if (thread != null) {
      thread.interrupt();
    }
    questions.values().forEach(question -> question.completeExceptionally(closedNow()));
  }

  private boolean mayWait() {
    return away == null
        && questions.size() < BUSY
        && registry.delayNanos() == 0
        && !(asking && System.nanoTime() - askedAt > PATIENCE.toNanos());
  }

  private Schema answered(final int id, final CompletableFuture<Schema> question)
      throws ExecutionException, InterruptedException {
    if (question.isDone()) {
      return question.get();
    }
    throw notYet(id);
  }

  /** The question about an id: the one that is under way, or a new one. */
  private synchronized CompletableFuture<Schema> ask(final int id) {
    final String why = unusable.get(id);
    if (why != null) {
      throw new SchemaException(why, null);
    }
    final CompletableFuture<Schema> underWay = questions.get(id);
    if (underWay != null) {
      return underWay;
    }
    if (closed) {
      throw closedNow();
    }
    if (questions.size() >= MOST) {
      throw notYet(id);
    }
    final CompletableFuture<Schema> question = new CompletableFuture<>();
    questions.put(id, question);
    order.add(id);
    if (thread == null) {
      final Thread started = new Thread(this::run, "nexora-schemas");
      started.setDaemon(true);
      started.start();
      thread = started;
    }
    return question;
  }

  private void run() {
    try {
      while (!isClosed()) {
        final int id = order.take();
        if (isSettled(id)) {
          questions.remove(id);
        } else {
          // Behind the others: a registry may fail at one id and know the rest.
          order.add(id);
          pause();
        }
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks once; whether there was an answer, or none is to be had. */
  private boolean isSettled(final int id) throws InterruptedException {
    final CompletableFuture<Schema> question =
        questions.computeIfAbsent(id, asked -> new CompletableFuture<>());
    TimeUnit.NANOSECONDS.sleep(registry.delayNanos());
    try {
      askedAt = System.nanoTime();
      asking = true;
      final Schema schema = registry.fetch(id, doubled(FIRST_TIMEOUT, failed));
      isBack();
      question.complete(schema);
    } catch (final RegistryUnreachableException e) {
      isAway(e);
      failed++;
      // Who waits need not wait to the end of its patience.
      questions.put(id, new CompletableFuture<>());
      question.completeExceptionally(e);
      return false;
    } catch (final SchemaException e) {
      isBack();
      keep(id, e);
      question.completeExceptionally(e);
    } catch (final RuntimeException e) {
      // A mistake of ours: whoever comes next asks again.
      question.completeExceptionally(e);
    } finally {
      asking = false;
    }
    failed = 0;
    return true;
  }

  private void pause() throws InterruptedException {
    final long pause =
        Math.min(LONGEST_PAUSE.toMillis(), doubled(FIRST_PAUSE, failed - 1).toMillis());
    // Jitter, so that a registry that comes back is not met by all instances at once.
    Thread.sleep(pause - ThreadLocalRandom.current().nextLong(pause / 5 + 1));
  }

  private static Duration doubled(final Duration first, final int times) {
    return first.multipliedBy(1L << Math.min(times, MOST_DOUBLINGS));
  }

  /** Ids never change, so neither does what is wrong with a schema; that an id is unknown may. */
  private synchronized void keep(final int id, final SchemaException e) {
    if (!(e instanceof UnknownSchemaIdException)) {
      if (unusable.size() >= MOST) {
        unusable.clear();
      }
      unusable.put(id, String.valueOf(e.getMessage()));
    }
  }

  private void isAway(final RegistryUnreachableException e) {
    if (away == null && !isClosed()) {
      LOG.atWarn()
          .addKeyValue("problem", e.getMessage())
          .log("the schema registry does not answer; records of schema ids not met before wait");
    }
    away = e;
  }

  private void isBack() {
    if (away != null) {
      away = null;
      LOG.atInfo().log("the schema registry answers again");
    }
  }

  private RegistryUnreachableException notYet(final int id) {
    final RegistryUnreachableException why = away;
    if (why == null) {
      return new RegistryUnreachableException(
          "the schema registry has not answered yet what schema id " + id + " is", null);
    }
    return why instanceof RegistryAccessException
        ? new RegistryAccessException(String.valueOf(why.getMessage()), null)
        : new RegistryUnreachableException(String.valueOf(why.getMessage()), null);
  }

  private RuntimeException of(final int id, final @Nullable Throwable cause) {
    if (cause instanceof UnknownSchemaIdException e) {
      return new UnknownSchemaIdException(String.valueOf(e.getMessage()), e);
    }
    if (cause instanceof RegistryUnreachableException) {
      return notYet(id);
    }
    return cause instanceof SchemaException e
        ? new SchemaException(String.valueOf(e.getMessage()), e)
        : new RegistryUnreachableException("schema id " + id + " could not be asked for", cause);
  }

  private static RegistryUnreachableException closedNow() {
    return new RegistryUnreachableException("the schema registry client is closed", null);
  }

  private synchronized boolean isClosed() {
    return closed;
  }
}

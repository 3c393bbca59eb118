package com.nexora.streams.runtime;

import com.nexora.events.DeadLetter;
import com.nexora.streams.catalogue.TopicCatalogue;
import com.nexora.streams.catalogue.TopicSpec;
import com.nexora.streams.deadletter.LetterCount;
import com.nexora.streams.deadletter.LetterFilter;
import com.nexora.streams.deadletter.LetterId;
import com.nexora.streams.deadletter.LetterMark;
import com.nexora.streams.deadletter.LetterMarksReader;
import com.nexora.streams.deadletter.LetterPage;
import com.nexora.streams.deadletter.LetterQueueReader;
import com.nexora.streams.deadletter.LetterState;
import com.nexora.streams.deadletter.Replay;
import com.nexora.streams.deadletter.ReplayProof;
import com.nexora.streams.deadletter.StoredLetter;
import com.nexora.streams.schema.AvroSerdes;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;

/**
 * Where dead letters are looked at, replayed and discarded, by command and by HTTP.
 *
 * <p>A replay, its mark and its entry for the trail are one transaction, under a transactional id
 * that belongs to the queue. So of two who replay the same letter at the same time the later one
 * fences off the earlier one or finds its mark: the record is there once, whatever crashes when.
 * Thread-safe.
 */
public final class DeadLetterOffice implements AutoCloseable {

  private static final String CLIENT = "nexora-dead-letters";
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

  private final Map<String, Object> clients;
  private final TopicCatalogue catalogue;
  private final int cap;
  private final ReplayProof proof;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final LetterWriter writer;
  private final LetterMarksReader marks;
  private final LetterQueueReader queues;
  private final ReentrantLock lock = new ReentrantLock();

  /**
   * @param clients settings of Kafka clients
   * @param catalogue says which topics have a queue
   * @param serdes for letters and acts
   * @param cap how often one record may be replayed, from 1
   * @param proof shows the gate that a replay is the product's own
   */
  public DeadLetterOffice(
      final Map<String, Object> clients,
      final TopicCatalogue catalogue,
      final AvroSerdes serdes,
      final Clock clock,
      final int cap,
      final ReplayProof proof) {
    this.clients = Map.copyOf(clients);
    this.catalogue = catalogue;
    this.cap = cap;
    this.proof = proof;
    consumer = PrivacyTopics.consumer(quick(), CLIENT);
    writer = new LetterWriter(clients, serdes, clock);
    marks = new LetterMarksReader(consumer, PATIENCE);
    queues =
        new LetterQueueReader(
            consumer,
            serdes.value(DeadLetter.class).deserializer(),
            marks,
            LetterQueueReader.Budget.usual());
  }

  /** Why a letter cannot be replayed or discarded. */
  public enum Why {
    /** It was discarded, and somebody asks to replay it, or the other way round. */
    SETTLED,
    /** Its record has been replayed as often as is allowed. */
    CAP,
    /** It holds only a part of its record, and the record has expired. */
    EXPIRED,
    /**
     * The gate knows its record, and there is no key to show that a replay is the product's own.
     */
    UNPROVEN,
    /** Somebody else works on the same queue at this moment. */
    BUSY
  }

  /** A letter stays as it is. */
  public static final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Why why;

    public RefusedException(final Why why, final String message) {
      super(message);
      this.why = why;
    }

    public Why why() {
      return why;
    }
  }

  /** Topics that have a queue, in the order of the catalogue. */
  public List<String> topics() {
    return catalogue.topics().stream().filter(TopicSpec::deadLetters).map(TopicSpec::name).toList();
  }

  /** Whether a topic has a queue. */
  public boolean hasQueue(final String topic) {
    return catalogue.find(topic).map(TopicSpec::deadLetters).orElse(false);
  }

  /**
   * A page of a topic's letters, newest first.
   *
   * @throws IllegalArgumentException if the cursor is none of this list
   */
  public LetterPage list(
      final String topic,
      final LetterFilter filter,
      final int limit,
      final @Nullable String cursor) {
    return locked(() -> queues.list(topic, filter, limit, cursor));
  }

  /** How many letters a topic has. */
  public LetterCount count(final String topic, final LetterFilter filter) {
    return locked(() -> queues.count(topic, filter));
  }

  /** A letter with its content; empty if there is none that the filter covers. */
  public Optional<StoredLetter> find(final LetterId id, final LetterFilter filter) {
    return locked(() -> covered(id, filter));
  }

  /**
   * Sends the record of a letter once more through its topic; a letter that has been replayed
   * already is left alone.
   *
   * @param filter whose letters the actor may touch
   * @param actor who asks
   * @return the letter as it is afterwards; empty if there is none that the filter covers
   * @throws RefusedException if it cannot be replayed
   */
  public Optional<StoredLetter> replay(
      final LetterId id, final LetterFilter filter, final String actor) {
    return settle(id, filter, LetterState.REPLAYED, actor);
  }

  /**
   * Says that nothing is to be done about a letter; it stays in its queue until it expires.
   *
   * @param filter whose letters the actor may touch
   * @param actor who asks
   * @return the letter as it is afterwards; empty if there is none that the filter covers
   * @throws RefusedException if it has been replayed
   */
  public Optional<StoredLetter> discard(
      final LetterId id, final LetterFilter filter, final String actor) {
    return settle(id, filter, LetterState.DISCARDED, actor);
  }

  private Optional<StoredLetter> settle(
      final LetterId id, final LetterFilter filter, final LetterState wanted, final String actor) {
    return locked(
        () -> {
          // Most that is asked twice is answered here, without disturbing anybody.
          final Optional<StoredLetter> found = covered(id, filter);
          if (found.isEmpty() || isSettled(found.get(), wanted)) {
            return found;
          }
          final Producer<byte[], byte[]> producer = writer.producer(id.topic());
          try {
            return settle(producer, id, filter, wanted, actor);
          } finally {
            // Gives up what was not committed.
            producer.close(CLOSE_WITHIN);
          }
        });
  }

  private Optional<StoredLetter> settle(
      final Producer<byte[], byte[]> producer,
      final LetterId id,
      final LetterFilter filter,
      final LetterState wanted,
      final String actor) {
    try {
      producer.initTransactions();
      // From here on nobody else settles letters of this queue, and what others did is written.
      marks.catchUp(writtenEnds());
      final Optional<StoredLetter> found = covered(id, filter);
      if (found.isEmpty() || isSettled(found.get(), wanted)) {
        return found;
      }
      final StoredLetter stored = found.get();
      final @Nullable Replay replay =
          wanted == LetterState.REPLAYED ? replayOf(id, stored.letter()) : null;
      producer.beginTransaction();
      final LetterMark mark = writer.write(producer, id, stored, replay, actor);
      producer.commitTransaction();
      marks.catchUp();
      return Optional.of(stored.marked(mark));
    } catch (final KafkaException e) {
      // Also what a producer answers that was told before that another one has taken over.
      if (!Causes.include(e, ProducerFencedException.class, InvalidProducerEpochException.class)) {
        throw e;
      }
      throw new RefusedException(
          Why.BUSY,
          "somebody else works on the letters of %s at this moment; look what became of %s, then try again"
              .formatted(id.topic(), id.within()));
    }
  }

  private Replay replayOf(final LetterId id, final DeadLetter letter) {
    final int before = Replay.count(letter.getHeaders());
    if (before >= cap) {
      throw new RefusedException(
          Why.CAP,
          "the record of letter %s has been replayed %d times and failed each time, and %d is the most: mend what refuses it and send it anew, or discard the letter"
              .formatted(id.text(), before, cap));
    }
    if (!letter.getOriginalTopic().equals(id.topic()) || letter.getOriginalOffset() < 0) {
      throw new RefusedException(
          Why.EXPIRED,
          "the record of letter %s never stood on a topic that can be written to again: discard the letter"
              .formatted(id.text()));
    }
    if (Replay.mayHavePassed(letter) && !proof.isAble()) {
      throw new RefusedException(
          Why.UNPROVEN,
          "the record of letter %s failed as %s, so the gate may know it and would take a replay for a repeat: give the keys of the trail's HMACs (--hmac-keys FILE), which show that a replay is the product's own"
              .formatted(id.text(), letter.getReason()));
    }
    final Optional<Replay.Original> original =
        Replay.isWhole(letter) ? Optional.of(Replay.copy(letter)) : queues.original(letter);
    return Replay.of(
        id,
        letter,
        original.orElseThrow(
            () ->
                new RefusedException(
                    Why.EXPIRED,
                    "letter %s holds only a part of its record, and the record itself, %s-%d@%d, has expired: send it anew from its source, or discard the letter"
                        .formatted(
                            id.text(),
                            letter.getOriginalTopic(),
                            letter.getOriginalPartition(),
                            letter.getOriginalOffset()))),
        proof);
  }

  /** Whether a letter is already what somebody wants it to be. */
  private static boolean isSettled(final StoredLetter letter, final LetterState wanted) {
    final LetterState state = letter.summary().state();
    if (state != LetterState.OPEN && state != wanted) {
      throw new RefusedException(
          Why.SETTLED,
          "letter %s is %s already; that cannot be undone"
              .formatted(letter.summary().id().text(), state.text()));
    }
    return state == wanted;
  }

  private Optional<StoredLetter> covered(final LetterId id, final LetterFilter filter) {
    return hasQueue(id.topic())
        ? queues.find(id).filter(found -> filter.coversTenant(found.letter().getTenantId()))
        : Optional.empty();
  }

  /** The ends of all marks that are written, committed or not. */
  private Map<TopicPartition, Long> writtenEnds() {
    final List<TopicPartition> partitions = marks.partitions();
    try (KafkaConsumer<byte[], byte[]> uncommitted =
        PrivacyTopics.consumer(quick(), CLIENT + "-ends", "read_uncommitted")) {
      uncommitted.assign(partitions);
      return uncommitted.endOffsets(partitions);
    }
  }

  /** A consumer that jumps about must not wait at the end of what it read last. */
  private Map<String, Object> quick() {
    final Map<String, Object> settings = new HashMap<>(clients);
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10);
    return settings;
  }

  /** One question at a time: they share a consumer. */
  private <T> T locked(final Supplier<T> work) {
    try {
      if (!lock.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new org.apache.kafka.common.errors.TimeoutException(
            "others ask about dead letters at this moment; try again");
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptException("interrupted while waiting", e);
    }
    try {
      marks.catchUp();
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(CLOSE_WITHIN));
    } finally {
      lock.unlock();
    }
  }
}

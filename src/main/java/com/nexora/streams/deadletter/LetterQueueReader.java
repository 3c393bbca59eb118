package com.nexora.streams.deadletter;

import com.nexora.events.DeadLetter;
import com.nexora.streams.catalogue.OutputHeaders;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.schema.RegistryUnreachableException;
import com.nexora.streams.schema.SchemaException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the queues themselves, within bounds: a page looks at so many letters and bytes and no
 * more, however sparse what it looks for is.
 *
 * <p>There is no index to keep: an operator looks at the newest letters, and those are at the end
 * of each partition, where a consumer can begin. Not thread-safe.
 */
public final class LetterQueueReader {

  private static final Duration POLL = Duration.ofMillis(50);
  private static final int FIRST_WINDOW = 64;
  private static final int MOST_WINDOW = 1_024;

  private final Consumer<byte[], byte[]> consumer;
  private final Deserializer<DeadLetter> letters;
  private final LetterMarksReader marks;
  private final Budget budget;

  /**
   * What one question may cost.
   *
   * @param letters letters of a page that are looked at
   * @param bytes bytes of a page that are read
   * @param time of a question
   */
  public record Budget(int letters, long bytes, Duration time) {

    private static final Budget USUAL = new Budget(5_000, 32L << 20, Duration.ofSeconds(5));

    /** What suits a request that somebody waits for. */
    public static Budget usual() {
      return USUAL;
    }
  }

  /**
   * @param consumer reads committed records only, from the earliest if an offset is gone; of no
   *     group, and not closed with this
   * @param letters reads the values
   * @param marks what was done with letters; the caller has it catch up
   */
  public LetterQueueReader(
      final Consumer<byte[], byte[]> consumer,
      final Deserializer<DeadLetter> letters,
      final LetterMarksReader marks,
      final Budget budget) {
    this.consumer = consumer;
    this.letters = letters;
    this.marks = marks;
    this.budget = budget;
  }

  /**
   * A page of a topic's letters, newest first.
   *
   * @param topic the topic whose queue is read, without the suffix of queues
   * @param limit most letters of the page
   * @param cursor where it begins, as the page before said; null: at the newest
   * @throws IllegalArgumentException if the cursor is none of this list
   */
  public LetterPage list(
      final String topic,
      final LetterFilter filter,
      final int limit,
      final @Nullable String cursor) {
    final List<Tail> tails = tails(topic, filter, cursor);
    final Spent spent = new Spent();
    final List<LetterSummary> page = new ArrayList<>();
    while (page.size() < limit) {
      boolean waiting = false;
      Tail newest = null;
      for (final Tail tail : tails) {
        waiting |= !tail.load(spent, filter);
        final LetterSummary head = tail.loaded.peekFirst();
        if (head != null
            && (newest == null || head.storedAt() > newest.loaded.getFirst().storedAt())) {
          newest = tail;
        }
      }
      if (waiting || newest == null) {
        break;
      }
      page.add(newest.loaded.removeFirst());
    }
    return new LetterPage(page, cursor(topic, filter, tails));
  }

  /** A letter; empty if there is none, or no more. */
  public Optional<StoredLetter> find(final LetterId id) {
    final TopicPartition partition = queue(id);
    if (partitions(id.topic()).stream().noneMatch(partition::equals)) {
      return Optional.empty();
    }
    final ConsumerRecord<byte[], byte[]> record = at(partition, id.offset());
    if (record == null) {
      return Optional.empty();
    }
    final DeadLetter letter = letter(record);
    return letter == null
        ? Optional.empty()
        : Optional.of(
            new StoredLetter(
                LetterSummary.of(id, record.timestamp(), letter, marks.of(id)), letter));
  }

  /** The record that a letter is about, where it first stood; empty if it is gone. */
  public Optional<Replay.Original> original(final DeadLetter letter) {
    final TopicPartition partition =
        new TopicPartition(letter.getOriginalTopic(), letter.getOriginalPartition());
    if (consumer.partitionsFor(partition.topic()).stream()
        .noneMatch(info -> info.partition() == partition.partition())) {
      return Optional.empty();
    }
    final ConsumerRecord<byte[], byte[]> record = at(partition, letter.getOriginalOffset());
    if (record == null) {
      return Optional.empty();
    }
    final Replay.Original original =
        new Replay.Original(record.key(), record.value(), HeadersReader.readAll(record.headers()));
    return Optional.of(original).filter(is -> Replay.matches(letter, is, record.timestamp()));
  }

  /** Counts a topic's letters by their headers, the oldest first, for as long as it may take. */
  public LetterCount count(final String topic, final LetterFilter filter) {
    final Map<LetterState, Long> states = new EnumMap<>(LetterState.class);
    final Map<String, Long> reasons = new TreeMap<>();
    final long deadline = System.nanoTime() + budget.time().toNanos();
    final List<TopicPartition> partitions = partitions(topic);
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    final Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    boolean left = isLeft(ends);
    while (left && System.nanoTime() < deadline) {
      for (final ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        final LetterId id = new LetterId(topic, record.partition(), record.offset());
        final LetterMark mark = marks.of(id);
        final LetterState state = mark == null ? LetterState.OPEN : mark.state();
        if (isAskedFor(record, filter) && filter.coversState(state)) {
          states.merge(state, 1L, Long::sum);
          if (state == LetterState.OPEN) {
            reasons.merge(header(record, DeadLetterTopology.REASON_HEADER), 1L, Long::sum);
          }
        }
      }
      left = isLeft(ends);
    }
    return new LetterCount(states, reasons, !left);
  }

  private boolean isLeft(final Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
  }

  private List<Tail> tails(
      final String topic, final LetterFilter filter, final @Nullable String cursor) {
    final Map<Integer, Long> bounds =
        cursor == null
            ? Map.of()
            : LetterCursor.parse(cursor, topic, filter.fingerprint()).bounds();
    final List<TopicPartition> partitions = partitions(topic);
    consumer.assign(partitions);
    final Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
    final Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    final List<Tail> tails = new ArrayList<>();
    for (final TopicPartition partition : partitions) {
      final long end = ends.getOrDefault(partition, 0L);
      tails.add(
          new Tail(
              topic,
              partition,
              begins.getOrDefault(partition, 0L),
              Math.min(end, bounds.getOrDefault(partition.partition(), end))));
    }
    return tails;
  }

  private static @Nullable String cursor(
      final String topic, final LetterFilter filter, final List<Tail> tails) {
    if (tails.stream().allMatch(Tail::isDone)) {
      return null;
    }
    final Map<Integer, Long> bounds = new HashMap<>();
    tails.forEach(tail -> bounds.put(tail.partition.partition(), tail.shown()));
    return new LetterCursor(topic, filter.fingerprint(), bounds).text();
  }

  private List<TopicPartition> partitions(final String topic) {
    return consumer.partitionsFor(topic + Topics.DLQ_SUFFIX).stream()
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
  }

  private static TopicPartition queue(final LetterId id) {
    return new TopicPartition(id.topic() + Topics.DLQ_SUFFIX, id.partition());
  }

  /** The record at an offset; null if there is none. */
  private @Nullable ConsumerRecord<byte[], byte[]> at(
      final TopicPartition partition, final long offset) {
    final List<TopicPartition> one = List.of(partition);
    consumer.assign(one);
    if (offset < consumer.beginningOffsets(one).getOrDefault(partition, 0L)
        || offset >= consumer.endOffsets(one).getOrDefault(partition, 0L)) {
      return null;
    }
    consumer.seek(partition, offset);
    final long deadline = System.nanoTime() + budget.time().toNanos();
    while (consumer.position(partition) <= offset) {
      for (final ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        // The first one that comes tells: behind a gap a later one does.
        return record.offset() == offset ? record : null;
      }
      checkTime(deadline, partition);
    }
    return null;
  }

  private static void checkTime(final long deadline, final TopicPartition partition) {
    if (System.nanoTime() > deadline) {
      throw new TimeoutException(partition + " was not read in time; try again");
    }
  }

  private @Nullable DeadLetter letter(final ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return null;
    }
    try {
      return letters.deserialize(record.topic(), record.headers(), record.value());
    } catch (final RegistryUnreachableException e) {
      throw e;
    } catch (final SchemaException e) {
      // Somebody else's record: nothing that can be shown or replayed.
      return null;
    }
  }

  private static boolean isAskedFor(
      final ConsumerRecord<byte[], byte[]> record, final LetterFilter filter) {
    return filter.coversTenant(header(record, OutputHeaders.TENANT_ID))
        && filter.coversReason(header(record, DeadLetterTopology.REASON_HEADER));
  }

  private static String header(final ConsumerRecord<byte[], byte[]> record, final String name) {
    final Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? ""
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  /** What a page has cost. */
  private final class Spent {

    private final long deadline = System.nanoTime() + budget.time().toNanos();
    private long looked;
    private long bytes;

    boolean isAll() {
      return looked >= budget.letters() || bytes >= budget.bytes() || System.nanoTime() > deadline;
    }
  }

  /** One partition, read backwards in windows. */
  private final class Tail {

    private final String topic;
    private final TopicPartition partition;
    private final long begin;
    private final Deque<LetterSummary> loaded = new ArrayDeque<>();
    private long bound;
    private int window = FIRST_WINDOW;

    Tail(final String topic, final TopicPartition partition, final long begin, final long bound) {
      this.topic = topic;
      this.partition = partition;
      this.begin = begin;
      this.bound = bound;
    }

    boolean isDone() {
      return loaded.isEmpty() && bound <= begin;
    }

    /** Everything from this offset on has been shown, or is not asked for. */
    long shown() {
      return loaded.isEmpty() ? bound : loaded.getFirst().id().offset() + 1;
    }

    /** Has the next letter at hand, or knows that there is none; false: the budget is used up. */
    boolean load(final Spent spent, final LetterFilter filter) {
      while (loaded.isEmpty() && bound > begin) {
        if (spent.isAll()) {
          return false;
        }
        final long from = Math.max(begin, bound - window);
        read(from, spent, filter);
        bound = from;
        window = Math.min(MOST_WINDOW, 2 * window);
      }
      return true;
    }

    private void read(final long from, final Spent spent, final LetterFilter filter) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, from);
      final long deadline = System.nanoTime() + budget.time().toNanos();
      while (consumer.position(partition) < bound) {
        for (final ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (record.offset() < bound) {
            spent.looked++;
            spent.bytes += Math.max(0, record.serializedValueSize());
            take(record, filter);
          }
        }
        checkTime(deadline, partition);
      }
    }

    private void take(final ConsumerRecord<byte[], byte[]> record, final LetterFilter filter) {
      final LetterId id = new LetterId(topic, record.partition(), record.offset());
      final LetterMark mark = marks.of(id);
      final LetterState state = mark == null ? LetterState.OPEN : mark.state();
      if (!filter.coversState(state) || !isAskedFor(record, filter)) {
        return;
      }
      final DeadLetter letter = letter(record);
      if (letter != null && filter.coversTenant(letter.getTenantId())) {
        loaded.addFirst(LetterSummary.of(id, record.timestamp(), letter, mark));
      }
    }
  }
}

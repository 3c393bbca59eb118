package com.nexora.streams.ingest;

import com.nexora.streams.catalogue.Origin;
import com.nexora.streams.catalogue.RetrySettings;
import com.nexora.streams.catalogue.RowSeal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Records of one gate that wait for another try, each key of a topic in a line of its own: who
 * fails holds up its own key only, and nobody of that key overtakes it.
 *
 * <p>The rows are in a store in memory with a changelog, so a crash loses none; lines and times are
 * made of the rows when the task starts. The clock decides when a record is tried, never what
 * becomes of it. Nobody can take secrets out of a record that cannot be read yet, so all of it but
 * its coordinates is encrypted.
 */
final class WaitingStore {

  /** What a row, its place in line and its key take on the heap beside its bytes, about. */
  static final int OVERHEAD_BYTES = 512;

  /** Largest row: a changelog's record must fit a broker's 1 MiB. */
  static final int MAX_ROW_BYTES = 1_020_000;

  /** What {@link WaitingRow} and the encryption add to a record, at most. */
  private static final int FRAME_BYTES = 512;

  private final KeyValueStore<Bytes, byte[]> store;
  private final String gate;
  private final Room room;
  private final Map<Line, Deque<Waiting>> lines = new HashMap<>();
  private final PriorityQueue<Waiting> heads =
      new PriorityQueue<>(
          Comparator.<Waiting>comparingLong(waiting -> waiting.due)
              .thenComparingLong(waiting -> waiting.number));
  private long next;
  private long bytes;
  private int size;

  private WaitingStore(
      final KeyValueStore<Bytes, byte[]> store, final String gate, final Room room) {
    this.store = store;
    this.gate = gate;
    this.room = room;
  }

  /**
   * What the gates of a sub-topology share.
   *
   * @param name of the store
   * @param settings how often, when and how many
   * @param seal encrypts the rows
   * @param memory of all gates of the process
   */
  record Room(String name, RetrySettings settings, RowSeal seal, WaitingMemory memory) {

    /** The store to add to the topology. Nearly always empty, so memory is enough. */
    StoreBuilder<KeyValueStore<Bytes, byte[]>> builder() {
      return Stores.keyValueStoreBuilder(
              Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
          .withCachingDisabled();
    }
  }

  /** Who waits behind one another: records of a key, or one without a key, by its number. */
  private record Line(String topic, ByteBuffer key, long number) {

    static Line of(final String topic, final byte @Nullable [] key, final long number) {
      return key == null
          ? new Line(topic, ByteBuffer.allocate(0), number)
          : new Line(topic, ByteBuffer.wrap(key), -1);
    }
  }

  /** One record's place in its line. */
  static final class Waiting {

    private final long number;
    private final Line line;
    private final Origin origin;
    private final long arrival;
    private final int valueSize;
    private final long since;
    private final long bytes;
    private int retries;
    private int tries;
    private long due;

    private Waiting(final long number, final Line line, final WaitingRow row, final long bytes) {
      this.number = number;
      this.line = line;
      this.origin = row.origin();
      this.arrival = row.arrival();
      this.valueSize = row.valueSize();
      this.since = row.since();
      this.bytes = bytes;
      this.retries = row.retries();
      this.tries = row.tries();
      this.due = row.due();
    }

    /** Where the record first stood. */
    Origin origin() {
      return origin;
    }

    /** The record's timestamp. */
    long arrival() {
      return arrival;
    }

    /** Bytes of its value, -1 if it has none. */
    int valueSize() {
      return valueSize;
    }

    /** Attempts made. */
    int tries() {
      return tries;
    }
  }

  /**
   * The waiting records of a gate, with those that a task before this one left.
   *
   * @param gate name of the processor: no two share rows
   */
  static WaitingStore open(
      final KeyValueStore<Bytes, byte[]> store, final String gate, final Room room) {
    final WaitingStore waiting = new WaitingStore(store, gate, room);
    waiting.restore();
    return waiting;
  }

  private void restore() {
    try (KeyValueIterator<Bytes, byte[]> rows = store.range(key(0), key(Long.MAX_VALUE))) {
      while (rows.hasNext()) {
        final KeyValue<Bytes, byte[]> row = rows.next();
        final ByteBuffer key = ByteBuffer.wrap(row.key.get());
        final long number = key.getLong(key.limit() - Long.BYTES);
        final WaitingRow decoded = WaitingRow.decode(row.value);
        final long taken = row.value.length + OVERHEAD_BYTES;
        room.memory.takeOver(taken);
        enter(new Waiting(number, lineOf(decoded, number), decoded, taken));
        next = number + 1;
      }
    }
  }

  /** A row that does not open waits for nobody: its turn will tell. */
  private Line lineOf(final WaitingRow row, final long number) {
    try {
      return Line.of(row.origin().topic(), whole(row, number).key(), number);
    } catch (final IllegalStateException e) {
      return Line.of(row.origin().topic(), null, number);
    }
  }

  /** Whether nobody waits. */
  boolean isEmpty() {
    return size == 0;
  }

  /** How many wait. */
  int size() {
    return size;
  }

  /** Whether a record must get in line, since one of its key waits. */
  boolean isAwaited(final String topic, final byte @Nullable [] key) {
    return size != 0 && key != null && lines.containsKey(Line.of(topic, key, -1));
  }

  /**
   * Puts a record at the end of its line.
   *
   * @param tries attempts that were made, 0 for who only gets in line
   * @param now wall clock, epoch milliseconds
   * @return false if there is no room for it
   */
  boolean add(
      final Origin origin, final Record<byte[], byte[]> record, final int tries, final long now) {
    final int length = WholeRecordReader.size(record) + FRAME_BYTES;
    final long taken = length + OVERHEAD_BYTES;
    final Line line = Line.of(origin.topic(), record.key(), next);
    final Deque<Waiting> before = lines.get(line);
    if (length > MAX_ROW_BYTES
        || (before != null && before.size() >= room.settings.maxPerKey())
        || !room.memory.take(taken)) {
      return false;
    }
    final byte[] value = record.value();
    final WaitingRow row =
        new WaitingRow(
            0,
            tries,
            now,
            now + room.settings.pauseMs(0, origin.hashCode()),
            origin,
            record.timestamp(),
            value == null ? -1 : value.length,
            room.seal.seal(WholeRecordReader.write(record), place(next)));
    store.put(key(next), row.encode());
    enter(new Waiting(next, line, row, taken));
    next++;
    return true;
  }

  private void enter(final Waiting waiting) {
    final Deque<Waiting> line = lines.computeIfAbsent(waiting.line, named -> new ArrayDeque<>());
    line.add(waiting);
    if (line.size() == 1) {
      heads.add(waiting);
    }
    size++;
    bytes += waiting.bytes;
  }

  /**
   * The first of a line whose time has come; it must be handed back to {@link #postpone} or {@link
   * #remove}.
   *
   * @return null if none has
   */
  @Nullable Waiting takeDue(final long now) {
    final Waiting first = heads.peek();
    return first == null || first.due > now ? null : heads.poll();
  }

  /**
   * The record itself.
   *
   * @throws IllegalStateException if it does not open: the key is gone, or the row was changed
   */
  Record<byte[], byte[]> record(final Waiting waiting) {
    return whole(row(waiting), waiting.number);
  }

  /**
   * Another try has failed.
   *
   * @return false if it was the last one; the record is still in line
   */
  boolean postpone(final Waiting waiting, final long now) {
    waiting.tries++;
    if (waiting.retries + 1 >= room.settings.attempts()) {
      return false;
    }
    waiting.retries++;
    waiting.due = now + room.settings.pauseMs(waiting.retries, waiting.origin.hashCode());
    store.put(
        key(waiting.number),
        row(waiting).after(waiting.retries, waiting.tries, waiting.due).encode());
    heads.add(waiting);
    return true;
  }

  /**
   * The record waits no more; the next of its line is tried at once. Its patience began when it
   * came: in a long outage a line does not take the time of each of its records, one after another.
   */
  void remove(final Waiting waiting, final long now) {
    store.delete(key(waiting.number));
    size--;
    bytes -= waiting.bytes;
    room.memory.give(waiting.bytes);
    final Deque<Waiting> line = lines.get(waiting.line);
    if (line == null || line.peekFirst() != waiting) {
      throw new IllegalStateException("only the first of a line can be removed, at " + gate);
    }
    line.removeFirst();
    final Waiting follower = line.peekFirst();
    if (follower == null) {
      lines.remove(waiting.line);
    } else {
      follower.retries = Math.max(follower.retries, room.settings.missed(now - follower.since));
      follower.due = now;
      heads.add(follower);
    }
  }

  /** Gives back the memory; the store is closed by Kafka Streams. */
  void close() {
    room.memory.give(bytes);
    bytes = 0;
  }

  private WaitingRow row(final Waiting waiting) {
    final byte[] row = store.get(key(waiting.number));
    if (row == null) {
      throw new IllegalStateException("a waiting record is not in the store of " + gate);
    }
    return WaitingRow.decode(row);
  }

  private Record<byte[], byte[]> whole(final WaitingRow row, final long number) {
    return WholeRecordReader.read(room.seal.open(row.sealed(), place(number)), row.arrival());
  }

  private String place(final long number) {
    return room.name + '/' + gate + '/' + number;
  }

  private Bytes key(final long number) {
    final byte[] name = gate.getBytes(StandardCharsets.UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(name.length + 1 + Long.BYTES)
            .put(name)
            .put((byte) 0)
            .putLong(number)
            .array());
  }
}

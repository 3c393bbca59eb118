package com.nexora.streams.audit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records of one partition, in its order, as slices of one array: what a verifier reads, with no
 * object per record. Headers stand as Kafka writes them: zigzag length and name, zigzag length (-1
 * for none) and value.
 *
 * <p>Filled by one thread, then read by another.
 */
public final class RecordBlock {

  private static final int FIRST_CAPACITY = 1024;
  private static final int FIELDS = 6;
  private static final int KEY = 0;
  private static final int KEY_LENGTH = 1;
  private static final int VALUE = 2;
  private static final int VALUE_LENGTH = 3;
  private static final int HEADERS = 4;
  private static final int HEADER_COUNT = 5;

  private byte[] data;
  private int used;
  private int count;
  private long[] offsets = new long[FIRST_CAPACITY];
  private long[] timestamps = new long[FIRST_CAPACITY];
  private int[] places = new int[FIRST_CAPACITY * FIELDS];

  /**
   * @param capacity bytes that its records are likely to need
   */
  RecordBlock(final int capacity) {
    this.data = new byte[capacity];
  }

  /** Number of records. */
  public int count() {
    return count;
  }

  /** What the slices point into. Not a copy. */
  byte[] data() {
    return data;
  }

  /** Bytes of the array that are in use. */
  int used() {
    return used;
  }

  /** Uses more bytes, in a larger array if need be; where they start. */
  int use(final int bytes) {
    final int start = used;
    used = Math.addExact(used, bytes);
    if (used > data.length) {
      data = Arrays.copyOf(data, Math.max(used, data.length * 2));
    }
    return start;
  }

  /** Uses a copy of these bytes; where it starts. */
  int use(final byte[] bytes) {
    final int start = use(bytes.length);
    System.arraycopy(bytes, 0, data, start, bytes.length);
    return start;
  }

  /**
   * Uses a copy of these bytes with their length in front, as Kafka writes headers; null = none.
   */
  void useSized(final byte @Nullable [] bytes) {
    long left = bytes == null ? 1 : (long) bytes.length << 1;
    while (left > 0x7f) {
      useByte((int) left & 0x7f | 0x80);
      left >>>= 7;
    }
    useByte((int) left);
    if (bytes != null) {
      use(bytes);
    }
  }

  private void useByte(final int value) {
    // Not in one line: using may exchange the array.
    final int at = use(1);
    data[at] = (byte) value;
  }

  /**
   * Adds the records of a Kafka batch, whose uncompressed bytes stand in the array.
   *
   * @param from where they start
   * @param to where they end
   * @param baseOffset offset of the batch
   * @param timestamp epoch milliseconds, of all of them
   * @param expected number of records
   * @return number of records that could be read, all if nothing is wrong
   */
  int addBatch(
      final int from,
      final int to,
      final long baseOffset,
      final long timestamp,
      final int expected) {
    final ByteCursor cursor = new ByteCursor();
    cursor.over(data, from, to);
    for (int i = 0; i < expected; i++) {
      final long end = cursor.number() + cursor.position();
      cursor.skip(1); // attributes
      cursor.number(); // timestamp
      final int offset = cursor.intNumber();
      final int keyAt = cursor.nullableBytes();
      final int keyLength = cursor.length();
      final int valueAt = cursor.nullableBytes();
      final int valueLength = cursor.length();
      final int headers = cursor.intNumber();
      final int headersAt = cursor.position();
      for (int header = 0; header < headers && !cursor.bad(); header++) {
        cursor.bytes();
        cursor.nullableBytes();
      }
      if (cursor.bad() || cursor.position() != end || headers < 0) {
        return i;
      }
      add(
          baseOffset + offset,
          timestamp,
          keyAt,
          keyLength,
          valueAt,
          valueLength,
          headersAt,
          headers);
    }
    return expected;
  }

  /** Adds a record of which nothing could be read. */
  void addUnreadable(final long offset, final long timestamp) {
    add(offset, timestamp, 0, -1, 0, -1, 0, 0);
  }

  /**
   * Adds a record.
   *
   * @param offset Kafka offset
   * @param timestamp epoch milliseconds
   * @param keyAt where the key starts
   * @param keyLength its bytes, -1 = no key
   * @param valueAt where the value starts
   * @param valueLength its bytes, -1 = no value
   * @param headersAt where the first header starts
   * @param headerCount number of headers
   */
  void add(
      final long offset,
      final long timestamp,
      final int keyAt,
      final int keyLength,
      final int valueAt,
      final int valueLength,
      final int headersAt,
      final int headerCount) {
    if (count == offsets.length) {
      offsets = Arrays.copyOf(offsets, count * 2);
      timestamps = Arrays.copyOf(timestamps, count * 2);
      places = Arrays.copyOf(places, places.length * 2);
    }
    offsets[count] = offset;
    timestamps[count] = timestamp;
    final int base = count * FIELDS;
    places[base + KEY] = keyAt;
    places[base + KEY_LENGTH] = keyLength;
    places[base + VALUE] = valueAt;
    places[base + VALUE_LENGTH] = valueLength;
    places[base + HEADERS] = headersAt;
    places[base + HEADER_COUNT] = headerCount;
    count++;
  }

  long offset(final int record) {
    return offsets[record];
  }

  long timestamp(final int record) {
    return timestamps[record];
  }

  int keyAt(final int record) {
    return places[record * FIELDS + KEY];
  }

  int keyLength(final int record) {
    return places[record * FIELDS + KEY_LENGTH];
  }

  int valueAt(final int record) {
    return places[record * FIELDS + VALUE];
  }

  int valueLength(final int record) {
    return places[record * FIELDS + VALUE_LENGTH];
  }

  int headersAt(final int record) {
    return places[record * FIELDS + HEADERS];
  }

  int headerCount(final int record) {
    return places[record * FIELDS + HEADER_COUNT];
  }

  /** One record as objects, for what is looked at more closely. */
  StoredRecord stored(final int record, final Envelopes envelopes) {
    final byte[] key = slice(keyAt(record), keyLength(record));
    final Map<String, byte[]> headers = headers(record);
    if (valueLength(record) < 0) {
      return StoredRecord.undecodable(offset(record), key, headers, "no value");
    }
    return envelopes.read(
        offset(record), key, headers, slice(valueAt(record), valueLength(record)));
  }

  /** Takes the records for signed notes. */
  void addNotesTo(final List<StoredNote> notes, final String place) {
    for (int i = 0; i < count; i++) {
      if (valueLength(i) >= 0) {
        notes.add(
            new StoredNote(
                slice(valueAt(i), valueLength(i)),
                timestamp(i),
                offset(i),
                place + "@" + offset(i)));
      }
    }
  }

  private Map<String, byte[]> headers(final int record) {
    final Map<String, byte[]> headers = new HashMap<>();
    final ByteCursor cursor = new ByteCursor();
    cursor.over(data, headersAt(record), data.length);
    for (int i = 0; i < headerCount(record); i++) {
      final int nameAt = cursor.bytes();
      final String name = new String(data, nameAt, cursor.length(), StandardCharsets.UTF_8);
      final int valueAt = cursor.nullableBytes();
      headers.put(name, slice(valueAt, cursor.length()));
    }
    return headers;
  }

  @SuppressWarnings("NullAway") // A record without key is told by null, as Kafka does.
  private byte[] slice(final int at, final int length) {
    return length < 0 ? null : Arrays.copyOfRange(data, at, at + length);
  }
}

package com.nexora.streams.ingest;

import com.nexora.streams.catalogue.Origin;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A waiting record as its store holds it. Only what says when it is tried, and where an operator
 * finds the original, is in clear.
 *
 * @param retries pauses that have passed
 * @param tries attempts made
 * @param since when it began to wait, epoch milliseconds of the wall clock
 * @param due when it is tried next, likewise
 * @param origin where the record first stood
 * @param arrival its timestamp, epoch milliseconds
 * @param valueSize bytes of its value, -1 if it has none
 * @param sealed key, value and headers, encrypted
 */
@SuppressWarnings("ArrayRecordComponent") // a row is compared by nobody
record WaitingRow(
    int retries,
    int tries,
    long since,
    long due,
    Origin origin,
    long arrival,
    int valueSize,
    byte[] sealed) {

  private static final byte FORMAT = 1;
  private static final int FIXED = 1 + 5 * Integer.BYTES + 4 * Long.BYTES;

  /** The same record after another try. */
  WaitingRow after(final int retriesNow, final int triesNow, final long dueNow) {
    return new WaitingRow(retriesNow, triesNow, since, dueNow, origin, arrival, valueSize, sealed);
  }

  byte[] encode() {
    final byte[] topic = origin.topic().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(FIXED + topic.length + sealed.length)
        .put(FORMAT)
        .putInt(retries)
        .putInt(tries)
        .putLong(since)
        .putLong(due)
        .putInt(origin.partition())
        .putLong(origin.offset())
        .putLong(arrival)
        .putInt(valueSize)
        .putInt(topic.length)
        .put(topic)
        .put(sealed)
        .array();
  }

  /**
   * @throws IllegalArgumentException if the bytes are no row
   */
  static WaitingRow decode(final byte[] bytes) {
    if (bytes.length < FIXED || bytes[0] != FORMAT) {
      throw new IllegalArgumentException(
          "a row of waiting records has %d bytes and format %d; expected at least %d and %d: was it written by a later version?"
              .formatted(bytes.length, bytes.length == 0 ? -1 : bytes[0], FIXED, FORMAT));
    }
    final ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    final int retries = in.getInt();
    final int tries = in.getInt();
    final long since = in.getLong();
    final long due = in.getLong();
    final int partition = in.getInt();
    final long offset = in.getLong();
    final long arrival = in.getLong();
    final int valueSize = in.getInt();
    final byte[] topic = new byte[in.getInt()];
    in.get(topic);
    final byte[] sealed = new byte[in.remaining()];
    in.get(sealed);
    return new WaitingRow(
        retries,
        tries,
        since,
        due,
        new Origin(new String(topic, StandardCharsets.UTF_8), partition, offset),
        arrival,
        valueSize,
        sealed);
  }
}

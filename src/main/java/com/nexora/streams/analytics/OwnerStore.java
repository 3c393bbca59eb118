package com.nexora.streams.analytics;

import com.nexora.streams.catalogue.StoreKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * What a task keeps of its owners of panes, when each of them is due, and the time.
 *
 * <p>Due entries lie in the order of time, so that a tick finds what is due without looking at
 * anything else. There is one per owner that is to be judged and one per hour that has panes; it is
 * moved only when it is due, never by an event.
 *
 * <pre>
 * 'c'                                              -> last tick, lower bound of all due times
 * 'd' number(time) kind(what) number(hour) letter owner -> empty
 * 's' letter owner                                 -> OwnerState
 * </pre>
 */
final class OwnerStore {

  /** A look at an owner, whose hour is 0. */
  static final char LOOK = 'j';

  /** Work on one hour of panes. */
  static final char HOUR = 'h';

  private static final Bytes CLOCK = Bytes.wrap(StoreKey.of().kind('c').bytes());
  private static final byte CLOCK_VERSION = 1;
  private static final int CLOCK_LENGTH = 1 + 2 * Long.BYTES + Integer.BYTES;
  private static final int WHAT = 1 + Long.BYTES;
  private static final int LETTER = WHAT + 1 + Long.BYTES;
  private static final byte[] EMPTY = new byte[0];

  private final KeyValueStore<Bytes, byte[]> store;

  OwnerStore(final KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  /**
   * Something that is to be done.
   *
   * @param time from which tick on, epoch milliseconds
   * @param what {@link #LOOK} or {@link #HOUR}
   * @param hour start of the hour, 0 for a look
   */
  record Due(long time, char what, long hour, PaneSeries series) {}

  /**
   * The partition's time.
   *
   * @param lastTick the latest tick, {@link Long#MIN_VALUE} before the first
   * @param nothingDueBefore no entry is due earlier
   */
  record Clock(long lastTick, long nothingDueBefore) {

    static final Clock UNKNOWN = new Clock(Long.MIN_VALUE, Long.MIN_VALUE);
  }

  /** The state of an owner, null if there is none. */
  @Nullable OwnerState get(final PaneSeries series) {
    final byte[] bytes = store.get(stateKey(series));
    return bytes == null ? null : OwnerState.decode(bytes);
  }

  void put(final PaneSeries series, final OwnerState state) {
    store.put(stateKey(series), state.encode());
  }

  void delete(final PaneSeries series) {
    store.delete(stateKey(series));
  }

  void add(final Due due) {
    store.put(dueKey(due), EMPTY);
  }

  void remove(final Due due) {
    store.delete(dueKey(due));
  }

  /** The first few entries that are due in a range of time, both ends included. */
  List<Due> due(final long from, final long to, final int most) {
    final List<Due> all = new ArrayList<>();
    final Bytes first = Bytes.wrap(StoreKey.of().kind('d').number(from).bytes());
    final Bytes last = Bytes.wrap(StoreKey.after(StoreKey.of().kind('d').number(to).bytes()));
    try (KeyValueIterator<Bytes, byte[]> range = store.range(first, last)) {
      while (range.hasNext() && all.size() < most) {
        all.add(due(range.next().key.get()));
      }
    }
    return all;
  }

  /** The partition's time as it was last kept. */
  Clock clock() {
    final byte[] bytes = store.get(CLOCK);
    if (bytes == null) {
      return Clock.UNKNOWN;
    }
    if (bytes.length != CLOCK_LENGTH
        || bytes[0] != CLOCK_VERSION
        || FlatHistogram.getInt(bytes, CLOCK_LENGTH - Integer.BYTES)
            != FlatHistogram.checksum(bytes, 0, CLOCK_LENGTH - Integer.BYTES)) {
      throw new CorruptStateException("clock", "version or checksum is wrong");
    }
    return new Clock(FlatHistogram.getLong(bytes, 1), FlatHistogram.getLong(bytes, 1 + Long.BYTES));
  }

  void put(final Clock clock) {
    final byte[] bytes = new byte[CLOCK_LENGTH];
    ByteBuffer.wrap(bytes)
        .put(CLOCK_VERSION)
        .putLong(clock.lastTick())
        .putLong(clock.nothingDueBefore());
    store.put(CLOCK, FlatHistogram.seal(bytes));
  }

  private static Bytes stateKey(final PaneSeries series) {
    return Bytes.wrap(StoreKey.of().kind('s').kind(letter(series)).raw(series.owner()).bytes());
  }

  private static Bytes dueKey(final Due due) {
    return Bytes.wrap(
        StoreKey.of()
            .kind('d')
            .number(due.time())
            .kind(due.what())
            .number(due.hour())
            .kind(letter(due.series()))
            .raw(due.series().owner())
            .bytes());
  }

  private static Due due(final byte[] key) {
    return new Due(
        number(key, 1),
        (char) key[WHAT],
        number(key, WHAT + 1),
        new PaneSeries(
            PaneSeries.Family.of((char) key[LETTER]),
            Arrays.copyOfRange(key, LETTER + 1, key.length)));
  }

  private static long number(final byte[] key, final int at) {
    return FlatHistogram.getLong(key, at) ^ Long.MIN_VALUE;
  }

  private static char letter(final PaneSeries series) {
    return series.family().letter(Resolution.MINUTE);
  }
}

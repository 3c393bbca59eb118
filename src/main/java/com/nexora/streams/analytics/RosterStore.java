package com.nexora.streams.analytics;

import com.nexora.streams.analytics.PaneSeries.Family;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Who of a tenant gets panes of its own in this partition.
 *
 * <p>Names come from outside: a tool named by a random number would otherwise make a pane per
 * event, for ever. So each tenant has so many places; whoever comes when all are taken counts as
 * {@value Pane#OTHER}, and a place is free again once its holder's last pane has expired. Asked
 * only where a minute's pane does not exist yet, so an event that finds one costs nothing here.
 *
 * <p>An entry is one byte, the version. A counter is version (1 byte), count (4 bytes, big-endian)
 * and CRC-32C of both.
 */
final class RosterStore {

  private static final byte VERSION = 1;
  private static final int COUNT = 1;
  private static final int CHECKSUM = COUNT + Integer.BYTES;
  private static final byte[] OTHER = Pane.name(Pane.OTHER);

  private final KeyValueStore<Bytes, byte[]> owners;
  private final int maxEntities;
  private final int maxNames;

  /**
   * @param owners {@link com.nexora.streams.catalogue.Stores#METRIC_OWNERS}
   * @param maxEntities places for entities of a tenant
   * @param maxNames places for its tools, and likewise for its types of tasks
   */
  RosterStore(
      final KeyValueStore<Bytes, byte[]> owners, final int maxEntities, final int maxNames) {
    this.owners = owners;
    this.maxEntities = maxEntities;
    this.maxNames = maxNames;
  }

  /** Whether a series has a place or could get one. A tenant as a whole and other always do. */
  boolean hasPlace(final PaneSeries series) {
    if (!isBounded(series) || owners.get(entryKey(series)) != null) {
      return true;
    }
    final int most = series.family() == Family.ENTITY ? maxEntities : maxNames;
    return count(countKey(series)) < most;
  }

  /** Gives a series a place, if it has none. The caller has asked {@link #hasPlace}. */
  void enter(final PaneSeries series) {
    if (series.isTenant() || owners.putIfAbsent(entryKey(series), new byte[] {VERSION}) != null) {
      return;
    }
    if (isBounded(series)) {
      add(series, 1);
    }
  }

  /** Takes a series' place back, if it has one: its last pane is gone. */
  void leave(final PaneSeries series) {
    if (!series.isTenant() && owners.delete(entryKey(series)) != null && isBounded(series)) {
      add(series, -1);
    }
  }

  /** The series of a family that takes in whoever has no place. */
  static PaneSeries other(final PaneSeries series) {
    return PaneSeries.named(series.family(), PaneSeries.tenantOf(series.owner()), OTHER);
  }

  private static boolean isBounded(final PaneSeries series) {
    return !series.isTenant() && !series.equals(other(series));
  }

  private void add(final PaneSeries series, final int change) {
    final Bytes key = countKey(series);
    final byte[] value = new byte[CHECKSUM + Integer.BYTES];
    value[0] = VERSION;
    FlatHistogram.putInt(value, COUNT, count(key) + change);
    FlatHistogram.putInt(value, CHECKSUM, FlatHistogram.checksum(value, 0, CHECKSUM));
    owners.put(key, value);
  }

  private int count(final Bytes key) {
    final byte[] value = owners.get(key);
    if (value == null) {
      return 0;
    }
    if (value.length != CHECKSUM + Integer.BYTES
        || value[0] != VERSION
        || FlatHistogram.getInt(value, CHECKSUM) != FlatHistogram.checksum(value, 0, CHECKSUM)) {
      throw new CorruptStateException("roster count", Arrays.toString(value));
    }
    return FlatHistogram.getInt(value, COUNT);
  }

  private static Bytes entryKey(final PaneSeries series) {
    return Bytes.wrap(RosterKey.entry(series));
  }

  private static Bytes countKey(final PaneSeries series) {
    return Bytes.wrap(RosterKey.count(series.family(), PaneSeries.tenantOf(series.owner())));
  }
}

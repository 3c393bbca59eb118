package com.nexora.streams.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's entries of several logs, newest first by arrival. Within a log the order is that of
 * its chain.
 */
final class MergedTrailReader implements AutoCloseable {

  private final List<KeyValueIterator<Bytes, byte[]>> lanes = new ArrayList<>();
  private final List<@Nullable KeyValue<Bytes, byte[]>> heads = new ArrayList<>();
  private final long[] below;

  /**
   * @param entries one store per log
   * @param below per log the sequence below which it starts
   */
  MergedTrailReader(
      final List<ReadOnlyKeyValueStore<Bytes, byte[]>> entries,
      final String tenantId,
      final long[] below) {
    this.below = below.clone();
    for (int log = 0; log < below.length; log++) {
      final KeyValueIterator<Bytes, byte[]> lane =
          entries
              .get(log)
              .reverseRange(
                  Bytes.wrap(AuditKeys.entry(tenantId, 0)),
                  Bytes.wrap(AuditKeys.entry(tenantId, below[log] - 1)));
      lanes.add(lane);
      heads.add(lane.hasNext() ? lane.next() : null);
    }
  }

  boolean hasNext() {
    return newest() >= 0;
  }

  /** The value of the newest entry that is left. */
  byte[] next() {
    final int log = newest();
    final KeyValue<Bytes, byte[]> head = log < 0 ? null : heads.get(log);
    if (head == null) {
      throw new NoSuchElementException();
    }
    below[log] = AuditKeys.sequenceOfKey(head.key.get());
    heads.set(log, lanes.get(log).hasNext() ? lanes.get(log).next() : null);
    return head.value;
  }

  /** Per log the sequence of the last entry that was taken, for going on later. */
  long[] below() {
    return below.clone();
  }

  private int newest() {
    int found = -1;
    long latest = Long.MIN_VALUE;
    for (int log = 0; log < heads.size(); log++) {
      final KeyValue<Bytes, byte[]> head = heads.get(log);
      if (head != null && (found < 0 || AuditKeys.arrivalOf(head.value) > latest)) {
        found = log;
        latest = AuditKeys.arrivalOf(head.value);
      }
    }
    return found;
  }

  @Override
  public void close() {
    lanes.forEach(KeyValueIterator::close);
  }
}

package com.nexora.streams.catalogue;

import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import org.apache.kafka.common.utils.AbstractIterator;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/** Two sorted sources as one, where changes hide what lies behind them. */
final class BufferedStoreIterator extends AbstractIterator<KeyValue<Bytes, byte[]>>
    implements KeyValueIterator<Bytes, byte[]> {

  private final Iterator<Map.Entry<Bytes, byte[]>> changes;
  private final KeyValueIterator<Bytes, byte[]> behind;
  private final int direction;
  private final byte[] deleted;
  private Map.@Nullable Entry<Bytes, byte[]> change;
  private @Nullable KeyValue<Bytes, byte[]> stored;

  /**
   * @param changes in the order of the iterator
   * @param behind what they hide, in the same order
   * @param direction 1 from the least key on, -1 from the largest
   * @param deleted the value, by identity, that a deletion has among the changes
   */
  BufferedStoreIterator(
      final NavigableMap<Bytes, byte[]> changes,
      final KeyValueIterator<Bytes, byte[]> behind,
      final int direction,
      final byte[] deleted) {
    this.changes = changes.entrySet().iterator();
    this.behind = behind;
    this.direction = direction;
    this.deleted = deleted;
    change = nextChange();
    stored = nextStored();
  }

  private Map.@Nullable Entry<Bytes, byte[]> nextChange() {
    return changes.hasNext() ? changes.next() : null;
  }

  private @Nullable KeyValue<Bytes, byte[]> nextStored() {
    return behind.hasNext() ? behind.next() : null;
  }

  @Override
  protected @Nullable KeyValue<Bytes, byte[]> makeNext() {
    while (change != null || stored != null) {
      final int order = order();
      if (order > 0) {
        final KeyValue<Bytes, byte[]> found = stored;
        stored = nextStored();
        return found;
      }
      final Map.Entry<Bytes, byte[]> found = change;
      if (order == 0) {
        stored = nextStored();
      }
      change = nextChange();
      if (found != null && found.getValue() != deleted) {
        return KeyValue.pair(found.getKey(), found.getValue());
      }
    }
    return allDone();
  }

  /** Below 0 if the change comes first, above if the stored entry does, 0 if it is the same key. */
  private int order() {
    final Map.Entry<Bytes, byte[]> a = change;
    final KeyValue<Bytes, byte[]> b = stored;
    if (a == null) {
      return 1;
    }
    return b == null ? -1 : direction * a.getKey().compareTo(b.key);
  }

  @Override
  public Bytes peekNextKey() {
    return peek().key;
  }

  @Override
  public void close() {
    behind.close();
  }
}

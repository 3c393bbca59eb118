package com.nexora.streams.audit;

import java.util.Set;
import org.apache.kafka.common.utils.AbstractIterator;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/** The entries of rows one by one, each under its own key; what is no entry comes as it is. */
final class EntryRowsReader extends AbstractIterator<KeyValue<Bytes, byte[]>>
    implements KeyValueIterator<Bytes, byte[]> {

  private final KeyValueIterator<Bytes, byte[]> rows;
  private final @Nullable Bytes from;
  private final @Nullable Bytes to;
  private final Set<Bytes> hidden;
  private final boolean forward;
  private @Nullable EntryBlock block;
  private int entry;

  /**
   * @param rows from the one that may hold the first entry on
   * @param from least key to show
   * @param to largest key to show
   * @param hidden keys that are not shown
   * @param forward whether rows come from the least key on
   */
  EntryRowsReader(
      final KeyValueIterator<Bytes, byte[]> rows,
      final @Nullable Bytes from,
      final @Nullable Bytes to,
      final Set<Bytes> hidden,
      final boolean forward) {
    this.rows = rows;
    this.from = from;
    this.to = to;
    this.hidden = hidden;
    this.forward = forward;
  }

  @Override
  protected @Nullable KeyValue<Bytes, byte[]> makeNext() {
    while (true) {
      final EntryBlock open = block;
      if (open != null) {
        final Bytes key = Bytes.wrap(open.key(entry));
        final int at = entry;
        step(open);
        if (shows(key)) {
          return KeyValue.pair(key, open.entry(at));
        }
      } else if (rows.hasNext()) {
        final KeyValue<Bytes, byte[]> row = rows.next();
        if (!AuditKeys.isEntryKey(row.key.get())) {
          return row;
        }
        block = new EntryBlock(row.key.get(), row.value);
        entry = forward ? 0 : EntryBlock.count(row.value) - 1;
      } else {
        return allDone();
      }
    }
  }

  private void step(final EntryBlock open) {
    entry += forward ? 1 : -1;
    if (entry < 0 || entry == open.count()) {
      block = null;
    }
  }

  private boolean shows(final Bytes key) {
    return (from == null || key.compareTo(from) >= 0)
        && (to == null || key.compareTo(to) <= 0)
        && !hidden.contains(key);
  }

  @Override
  public Bytes peekNextKey() {
    return peek().key;
  }

  @Override
  public void close() {
    rows.close();
  }
}

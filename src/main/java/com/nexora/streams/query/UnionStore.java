package com.nexora.streams.query;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Several partitions of a store as one, in key order across all of them.
 *
 * <p>Kafka Streams' own composite runs through one partition after the other, so a page of it is no
 * page of the whole.
 */
final class UnionStore implements ReadOnlyKeyValueStore<Bytes, byte[]> {

  private final List<ReadOnlyKeyValueStore<Bytes, byte[]>> parts;

  UnionStore(final List<ReadOnlyKeyValueStore<Bytes, byte[]>> parts) {
    this.parts = List.copyOf(parts);
  }

  @Override
  @SuppressWarnings("NullAway") // Kafka's contract: null when the key is not there
  public byte[] get(final Bytes key) {
    for (final ReadOnlyKeyValueStore<Bytes, byte[]> part : parts) {
      final byte[] value = part.get(key);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(final Bytes from, final Bytes to) {
    return merged(part -> part.range(from, to), Comparator.naturalOrder());
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> reverseRange(final Bytes from, final Bytes to) {
    return merged(part -> part.reverseRange(from, to), Comparator.reverseOrder());
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    return merged(ReadOnlyKeyValueStore::all, Comparator.naturalOrder());
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> reverseAll() {
    return merged(ReadOnlyKeyValueStore::reverseAll, Comparator.reverseOrder());
  }

  @Override
  public <PS extends org.apache.kafka.common.serialization.Serializer<P>, P>
      KeyValueIterator<Bytes, byte[]> prefixScan(final P prefix, final PS serializer) {
    return merged(part -> part.prefixScan(prefix, serializer), Comparator.naturalOrder());
  }

  @Override
  public long approximateNumEntries() {
    return parts.stream().mapToLong(ReadOnlyKeyValueStore::approximateNumEntries).sum();
  }

  private KeyValueIterator<Bytes, byte[]> merged(
      final Function<ReadOnlyKeyValueStore<Bytes, byte[]>, KeyValueIterator<Bytes, byte[]>> open,
      final Comparator<Bytes> order) {
    final List<KeyValueIterator<Bytes, byte[]>> opened = new ArrayList<>();
    try {
      for (final ReadOnlyKeyValueStore<Bytes, byte[]> part : parts) {
        opened.add(open.apply(part));
      }
      return new Merge(opened, order);
    } catch (final RuntimeException e) {
      opened.forEach(KeyValueIterator::close);
      throw e;
    }
  }

  /** Merges iterators that are each in order. */
  private static final class Merge implements KeyValueIterator<Bytes, byte[]> {

    private final List<KeyValueIterator<Bytes, byte[]>> all;
    private final PriorityQueue<KeyValueIterator<Bytes, byte[]>> waiting;

    Merge(final List<KeyValueIterator<Bytes, byte[]>> all, final Comparator<Bytes> order) {
      this.all = all;
      waiting = new PriorityQueue<>(Comparator.comparing(KeyValueIterator::peekNextKey, order));
      for (final KeyValueIterator<Bytes, byte[]> iterator : all) {
        if (iterator.hasNext()) {
          waiting.add(iterator);
        }
      }
    }

    @Override
    public boolean hasNext() {
      return !waiting.isEmpty();
    }

    @Override
    public KeyValue<Bytes, byte[]> next() {
      final KeyValueIterator<Bytes, byte[]> first = first();
      waiting.remove(first);
      final KeyValue<Bytes, byte[]> next = first.next();
      if (first.hasNext()) {
        waiting.add(first);
      }
      return next;
    }

    @Override
    public Bytes peekNextKey() {
      return first().peekNextKey();
    }

    @Override
    public void close() {
      all.forEach(KeyValueIterator::close);
    }

    private KeyValueIterator<Bytes, byte[]> first() {
      final @Nullable KeyValueIterator<Bytes, byte[]> first = waiting.peek();
      if (first == null) {
        throw new NoSuchElementException();
      }
      return first;
    }
  }
}

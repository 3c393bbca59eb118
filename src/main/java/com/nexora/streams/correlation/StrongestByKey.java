package com.nexora.streams.correlation;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The most evidence seen per key, for a bounded number of keys: the strongest stay, of equally
 * strong ones the smaller keys. The order of adding does not matter.
 */
final class StrongestByKey<K extends Comparable<K>> {

  private final TreeMap<K, Long> byKey = new TreeMap<>();
  private final int most;

  StrongestByKey(final int most) {
    this.most = most;
  }

  void add(final K key, final long micros) {
    byKey.merge(key, micros, Math::max);
    if (byKey.size() > most) {
      Map.Entry<K, Long> weakest = byKey.firstEntry();
      for (final Map.Entry<K, Long> entry : byKey.entrySet()) {
        weakest = entry.getValue() <= weakest.getValue() ? entry : weakest;
      }
      byKey.remove(weakest.getKey());
    }
  }

  void remove(final K key) {
    byKey.remove(key);
  }

  Map<K, Long> all() {
    return Collections.unmodifiableMap(byKey);
  }

  void writeTo(final StateWriter out, final Consumer<K> writeKey) {
    out.number(byKey.size());
    byKey.forEach(
        (key, micros) -> {
          writeKey.accept(key);
          out.number(micros);
        });
  }

  void readFrom(final StateReader in, final Supplier<K> readKey) {
    for (int left = in.count(); left > 0; left--) {
      byKey.put(readKey.get(), in.number());
    }
  }
}

package com.nexora.streams.intake;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the keys of lately stand for, as read from their topic in its order: the first record of a
 * key decides which body it stands for, whichever instance wrote it.
 *
 * <p>Bounded in time and number; of too many keys the oldest are forgotten. Not thread-safe.
 */
final class KeyBook {

  private final Map<Id, Claim> claims = new LinkedHashMap<>();
  private final int most;
  private final long retention;

  /**
   * @param most keys that are remembered
   * @param retention how long a key is remembered, milliseconds
   */
  KeyBook(final int most, final long retention) {
    this.most = most;
    this.retention = retention;
  }

  /**
   * What a key stands for.
   *
   * @param body digest of the body that came first
   * @param since when it came, by the broker's clock, epoch milliseconds
   * @param done whether all its events are known to be stored
   */
  record Claim(String body, long since, boolean done) {}

  /** A hash of tenant and key. */
  private record Id(long high, long low) {
    static Id of(final byte[] hash) {
      final java.nio.ByteBuffer bytes = java.nio.ByteBuffer.wrap(Arrays.copyOf(hash, 16));
      return new Id(bytes.getLong(), bytes.getLong());
    }
  }

  /**
   * Takes in the next record.
   *
   * @param hash of tenant and key
   * @param arrival of the record, epoch milliseconds
   */
  void add(final byte[] hash, final String body, final boolean done, final long arrival) {
    final Id id = Id.of(hash);
    final Claim known = claims.get(id);
    if (known == null || known.since() < arrival - retention) {
      claims.remove(id);
      claims.put(id, new Claim(body, arrival, done));
    } else if (done && known.body().equals(body)) {
      claims.put(id, new Claim(body, known.since(), true));
    }
    forget(arrival);
  }

  private void forget(final long now) {
    final Iterator<Claim> oldest = claims.values().iterator();
    while (oldest.hasNext() && (oldest.next().since() < now - retention || claims.size() > most)) {
      oldest.remove();
    }
  }

  /** What a key stands for; null if that is not known, or was too long ago. */
  @Nullable Claim find(final byte[] hash, final long now) {
    final Claim known = claims.get(Id.of(hash));
    return known == null || known.since() < now - retention ? null : known;
  }

  int size() {
    return claims.size();
  }
}

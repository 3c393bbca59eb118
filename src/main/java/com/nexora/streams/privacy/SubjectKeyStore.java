package com.nexora.streams.privacy;

import com.nexora.streams.catalogue.StoreKey;
import com.nexora.streams.privacy.PayloadSeal.SubjectKey;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The data keys of one task: wrapped in its store, the lately used ones at hand in clear.
 *
 * <p>Each task makes keys of its own for the subjects that it meets, so no act waits for another
 * partition. The store is written at once and commits with the acts that used the key: no act is
 * ever encrypted under a key that a crash forgot.
 */
final class SubjectKeyStore implements KeyRing {

  /** About a quarter of a kilobyte each, so 8 MiB a task at most. */
  private static final int AT_HAND = 32_768;

  private static final char ROW = 'k';
  private static final char NUDGE = 'n';

  private final KeyValueStore<Bytes, byte[]> store;
  private final PrivacyKeys keys;
  private final String place;
  private final SecureRandom random = new SecureRandom();
  private final KeysAtHand atHand = new KeysAtHand(AT_HAND);
  private @Nullable Bytes rewrapFrom = row(new byte[0]);
  private long created;

  /**
   * @param place names the task within the installation, e.g. {@code acts-3}; part of key ids
   */
  SubjectKeyStore(
      final KeyValueStore<Bytes, byte[]> store, final PrivacyKeys keys, final String place) {
    this.store = store;
    this.keys = keys;
    this.place = place;
  }

  @Override
  public SubjectKey key(final String tenant, final String pseudonym, final long occurredAt) {
    KeysAtHand.Held held = atHand.get(tenant, pseudonym);
    if (held == null || (held.key().isDestroyed() && occurredAt > held.erasedAt())) {
      held = load(tenant, pseudonym, occurredAt);
    }
    return occurredAt <= held.erasedAt() ? SubjectKey.destroyed(id(pseudonym, 0)) : held.key();
  }

  private KeysAtHand.Held load(final String tenant, final String pseudonym, final long occurredAt) {
    final Bytes key = rowKey(tenant, pseudonym);
    final byte[] stored = store.get(key);
    final KeyRow row = stored == null ? new KeyRow(0, 0, new byte[0]) : KeyRow.decode(stored);
    if (!row.isDestroyed()) {
      final String id = id(pseudonym, row.version());
      return atHand.put(
          tenant, row.erasedAt(), new SubjectKey(id, keys.unwrap(tenant, id, row.wrapped())));
    }
    if (occurredAt <= row.erasedAt()) {
      return atHand.put(tenant, row.erasedAt(), SubjectKey.destroyed(id(pseudonym, row.version())));
    }
    final byte[] dataKey = new byte[PayloadSeal.KEY_BYTES];
    random.nextBytes(dataKey);
    final String id = id(pseudonym, row.version() + 1);
    final KeyRow next = row.next(keys.wrap(tenant, id, dataKey));
    store.put(key, next.encode());
    created++;
    return atHand.put(tenant, next.erasedAt(), new SubjectKey(id, dataKey));
  }

  /** How many keys were made since the last call. */
  long takeCreated() {
    final long taken = created;
    created = 0;
    return taken;
  }

  /**
   * Destroys a subject's key and remembers until when its data are erased.
   *
   * @return how many keys were destroyed: 0 or 1
   */
  int erase(final EraseOrder order) {
    final Bytes key = rowKey(order.tenant(), order.pseudonym());
    final byte[] stored = store.get(key);
    final KeyRow row = stored == null ? new KeyRow(0, 0, new byte[0]) : KeyRow.decode(stored);
    store.put(key, row.destroyed(order.requestedAt()).encode());
    final KeysAtHand.Held held = atHand.remove(order.tenant(), order.pseudonym());
    if (held != null) {
      Arrays.fill(held.key().bytes(), (byte) 0);
    }
    return row.isDestroyed() ? 0 : 1;
  }

  /**
   * Appends a record to the changelog: Kafka closes a segment, and so lets it be compacted, only
   * when something is appended to it.
   */
  void nudge(final long now) {
    store.put(
        Bytes.wrap(StoreKey.of().kind(NUDGE).bytes()),
        ByteBuffer.allocate(Long.BYTES).putLong(0, now).array());
  }

  /**
   * Wraps rows of older key-encryption keys anew, where the last call stopped.
   *
   * @param most rows that are looked at
   * @return how many were wrapped anew
   */
  int rewrap(final int most) {
    if (rewrapFrom == null) {
      return 0;
    }
    int looked = 0;
    int rewrapped = 0;
    Bytes next = null;
    final Map<Bytes, byte[]> changes = new LinkedHashMap<>();
    try (KeyValueIterator<Bytes, byte[]> rows =
        store.range(rewrapFrom, Bytes.wrap(new byte[] {(byte) (ROW + 1)}))) {
      while (rows.hasNext() && next == null) {
        final KeyValue<Bytes, byte[]> entry = rows.next();
        if (looked++ == most) {
          next = entry.key;
        } else if (entry.key.get()[0] == ROW) {
          final byte[] changed = rewrapped(entry.key.get(), KeyRow.decode(entry.value));
          if (changed.length > 0) {
            changes.put(entry.key, changed);
            rewrapped++;
          }
        }
      }
    }
    changes.forEach(store::put);
    rewrapFrom = next;
    return rewrapped;
  }

  private byte[] rewrapped(final byte[] key, final KeyRow row) {
    if (row.isDestroyed() || PrivacyKeys.versionOf(row.wrapped()) == keys.currentVersion()) {
      return new byte[0];
    }
    final RowName name = RowName.of(key);
    final String id = id(name.pseudonym, row.version());
    final byte[] dataKey = keys.unwrap(name.tenant, id, row.wrapped());
    return new KeyRow(row.version(), row.erasedAt(), keys.wrap(name.tenant, id, dataKey)).encode();
  }

  private String id(final String pseudonym, final int version) {
    return pseudonym + '/' + place + '/' + version;
  }

  /** Tells a row whose key was destroyed from one that has a key, and from a nudge. */
  static boolean isDestroyed(final byte[] value) {
    return value.length > Long.BYTES && KeyRow.decode(value).isDestroyed();
  }

  /** Key of a subject's row. */
  static Bytes rowKey(final String tenant, final String pseudonym) {
    return row(RowName.bytes(tenant, pseudonym));
  }

  private static Bytes row(final byte[] name) {
    return Bytes.wrap(StoreKey.of(1 + name.length).kind(ROW).raw(name).bytes());
  }

  /** A subject's name in a key: pseudonyms have one length, so the tenant is the rest. */
  record RowName(String tenant, String pseudonym) {

    static byte[] bytes(final String tenant, final String pseudonym) {
      return (Pseudonyms.checked(pseudonym) + tenant)
          .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    static RowName of(final byte[] key) {
      final String text =
          new String(key, 1, key.length - 1, java.nio.charset.StandardCharsets.UTF_8);
      return new RowName(text.substring(Pseudonyms.LENGTH), text.substring(0, Pseudonyms.LENGTH));
    }
  }
}

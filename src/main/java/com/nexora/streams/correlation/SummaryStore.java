package com.nexora.streams.correlation;

import com.nexora.events.ThreatSummary;
import com.nexora.streams.catalogue.StoreKey;
import com.nexora.streams.schema.StoreCodec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Tenant windows and, under each, the findings per entity, from which the top ten are made.
 *
 * <p>Keys = tenant, window start, then {@code s} for the summary or {@code t} and the entity. A
 * summary's value starts with the arrival of its last change; a count lives as long as its summary.
 */
final class SummaryStore {

  private static final char SUMMARY = 's';
  private static final char ENTITY = 't';
  private static final int AFTER_TOUCHED = Long.BYTES;

  private static final StoreCodec<ThreatSummary> CODEC =
      new StoreCodec<>(ThreatSummary.getClassSchema());

  private final KeyValueStore<Bytes, byte[]> store;
  private final SweptStore swept;

  SummaryStore(final KeyValueStore<Bytes, byte[]> store, final int entriesPerSweep) {
    this.store = store;
    swept = new SweptStore(store, entriesPerSweep);
  }

  @Nullable ThreatSummary summary(final String tenantId, final long windowStart) {
    final byte[] value = store.get(summaryKey(tenantId, windowStart));
    return value == null ? null : decode(value);
  }

  /** Findings of an entity in a window so far. */
  long findings(final String tenantId, final long windowStart, final String entityId) {
    final byte[] value = store.get(entityKey(tenantId, windowStart, entityId));
    return value == null ? 0 : ByteBuffer.wrap(value).getLong();
  }

  void put(final ThreatSummary summary, final long arrival) {
    final byte[] body = CODEC.encode(summary);
    store.put(
        summaryKey(summary.getTenantId(), summary.getWindowStart()),
        ByteBuffer.allocate(AFTER_TOUCHED + body.length).putLong(arrival).put(body).array());
  }

  void putFindings(
      final String tenantId, final long windowStart, final String entityId, final long findings) {
    store.put(
        entityKey(tenantId, windowStart, entityId),
        ByteBuffer.allocate(Long.BYTES).putLong(findings).array());
  }

  /**
   * Deletes windows that last changed before an arrival, and the counts of windows that are gone.
   */
  void sweep(final long changedBefore) {
    swept.sweep(
        (key, value) ->
            isSummary(key.get())
                ? ByteBuffer.wrap(value).getLong() < changedBefore
                : store.get(summaryOf(key.get())) == null);
  }

  static ThreatSummary decode(final byte[] value) {
    return CODEC.decode(Arrays.copyOfRange(value, AFTER_TOUCHED, value.length));
  }

  static Bytes summaryKey(final String tenantId, final long windowStart) {
    return Bytes.wrap(window(tenantId, windowStart).kind(SUMMARY).bytes());
  }

  /** Whether a key is that of a summary, as all that end with the kind right after the window. */
  static boolean isSummary(final byte[] key) {
    return key.length == windowLength(key) + 1 && key[key.length - 1] == SUMMARY;
  }

  private static Bytes summaryOf(final byte[] entityKey) {
    final byte[] window = Arrays.copyOf(entityKey, windowLength(entityKey));
    return Bytes.wrap(StoreKey.of().raw(window).kind(SUMMARY).bytes());
  }

  private static Bytes entityKey(
      final String tenantId, final long windowStart, final String entityId) {
    return Bytes.wrap(window(tenantId, windowStart).kind(ENTITY).part(entityId).bytes());
  }

  private static StoreKey window(final String tenantId, final long windowStart) {
    return StoreKey.of().part(tenantId).number(windowStart);
  }

  /** Length of tenant and window start: the tenant ends with the first 00 01. */
  private static int windowLength(final byte[] key) {
    int at = 0;
    while (key[at] != 0 || key[at + 1] != 1) {
      at++;
    }
    return at + 2 + Long.BYTES;
  }
}

package com.nexora.streams.correlation;

import com.nexora.events.CorrelatedThreat;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.StoreKey;
import com.nexora.streams.catalogue.Stores;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Findings as queries see them: over {@link Stores#FINDINGS}, all local partitions of it at once.
 *
 * <p>A page looks at every finding of the tenant, or of the entity, but only at the first bytes of
 * those it does not show.
 */
public final class FindingReader {

  private final ReadOnlyKeyValueStore<Bytes, byte[]> store;

  /**
   * @param store {@link Stores#FINDINGS} as {@code QueryableStoreTypes.keyValueStore()} gives it
   */
  public FindingReader(final ReadOnlyKeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  /**
   * The kept findings that the query asks for.
   *
   * @throws IllegalArgumentException if the cursor is not one of ours or the limit is below 1
   */
  public FindingPage page(final FindingQuery query) {
    if (query.limit() < 1) {
      throw new IllegalArgumentException("limit is " + query.limit() + "; it must be at least 1");
    }
    final @Nullable FindingCursor after =
        query.cursor() == null ? null : FindingCursor.parse(query.cursor());
    final TreeMap<FindingCursor, byte[]> page = new TreeMap<>();
    visit(
        query.tenantId(),
        query.entityId(),
        (header, state) -> {
          if (header.isKept()
              && header.time() >= query.from()
              && header.time() < query.to()
              && header.threatScore() >= query.minScore()
              && (after == null || header.time() <= after.time())) {
            final FindingCursor place =
                new FindingCursor(header.time(), FindingState.decodeId(state).hex());
            if (after == null || place.compareTo(after) > 0) {
              page.put(place, state);
              if (page.size() > query.limit() + 1) {
                page.pollLastEntry();
              }
            }
          }
        });
    final boolean isLast = page.size() <= query.limit();
    if (!isLast) {
      page.pollLastEntry();
    }
    final List<CorrelatedThreat> findings =
        page.values().stream().map(state -> FindingRecords.of(FindingState.decode(state))).toList();
    return new FindingPage(findings, isLast ? null : page.lastKey().text());
  }

  /**
   * How many kept findings are not resolved.
   *
   * @param entityId only this entity; null = all of the tenant
   */
  public long countOpen(final String tenantId, final @Nullable String entityId) {
    final long[] open = new long[1];
    visit(
        tenantId,
        entityId,
        (header, state) -> {
          if (header.isOpen()) {
            open[0]++;
          }
        });
    return open[0];
  }

  /**
   * The standing risk of an entity: the score of section 12 with a half-life of six hours, over the
   * signals of its findings that are not resolved.
   *
   * @param at the asked time, epoch milliseconds; signals after it do not count
   * @return 0-100
   */
  public int standingRisk(final String tenantId, final String entityId, final long at) {
    final StandingRisk risk = new StandingRisk(at);
    visit(
        tenantId,
        entityId,
        (header, state) -> {
          if (header.isOpen()) {
            risk.add(FindingState.decode(state));
          }
        });
    return risk.score();
  }

  private void visit(
      final String tenantId,
      final @Nullable String entityId,
      final BiConsumer<FindingState.Header, byte[]> visitor) {
    final byte[] prefix =
        entityId == null ? tenantPrefix(tenantId) : entityPrefix(tenantId, entityId);
    try (var entries = store.range(Bytes.wrap(prefix), Bytes.wrap(StoreKey.after(prefix)))) {
      entries.forEachRemaining(
          entry -> visitor.accept(FindingState.Header.of(entry.value), entry.value));
    }
  }

  private static byte[] entityPrefix(final String tenantId, final String entityId) {
    return StoreKey.of().part(EntityKey.bytes(tenantId, entityId)).bytes();
  }

  /** The start of all entity keys of the tenant: without the two bytes that end a part. */
  private static byte[] tenantPrefix(final String tenantId) {
    final byte[] part = StoreKey.of().part(EntityKey.tenantPrefix(tenantId)).bytes();
    return Arrays.copyOf(part, part.length - 2);
  }
}

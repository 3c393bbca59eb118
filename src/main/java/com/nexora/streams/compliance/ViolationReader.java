package com.nexora.streams.compliance;

import com.nexora.events.ComplianceViolation;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Violations as queries see them, over {@link
 * com.nexora.streams.catalogue.Stores#COMPLIANCE_VIOLATIONS}.
 *
 * <p>A page looks at no more than {@link #SCAN_LIMIT} violations: a filter that matches nothing
 * must not hold a thread for the length of the list.
 */
public final class ViolationReader {

  /** Most violations that one page looks at. */
  static final int SCAN_LIMIT = 10_000;

  private final ReadOnlyKeyValueStore<Bytes, byte[]> store;

  /**
   * @param store the partition of the store that owns the tenant
   */
  public ViolationReader(final ReadOnlyKeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  /**
   * Which violations of a tenant.
   *
   * @param framework only those of this framework's rules; null = all
   * @param ruleId only those of this rule; null = all
   * @param from only of acts that occurred at or after this time, epoch milliseconds
   * @param to only of acts that occurred before this time, epoch milliseconds
   * @param limit most violations of a page
   * @param cursor {@code next} of the page before; null = from the newest
   */
  public record Query(
      String tenantId,
      @Nullable Framework framework,
      @Nullable String ruleId,
      long from,
      long to,
      int limit,
      @Nullable String cursor) {}

  /**
   * A page of violations, newest act first.
   *
   * @param next asks for the next page; null = this was the last
   */
  public record Page(List<ComplianceViolation> violations, @Nullable String next) {}

  /**
   * The violations that the query asks for.
   *
   * @throws IllegalArgumentException if the cursor is not one of ours
   */
  public Page page(final Query query) {
    final byte[] start = StoredViolation.from(query.tenantId(), query.from());
    final byte[] end = end(query);
    final List<ComplianceViolation> found = new ArrayList<>();
    if (Bytes.wrap(start).compareTo(Bytes.wrap(end)) >= 0) {
      return new Page(found, null);
    }
    @Nullable ComplianceViolation last = null;
    try (KeyValueIterator<Bytes, byte[]> newestFirst =
        store.reverseRange(Bytes.wrap(start), Bytes.wrap(end))) {
      for (int seen = 0; newestFirst.hasNext(); seen++) {
        if (last != null && (found.size() == query.limit() || seen >= SCAN_LIMIT)) {
          return new Page(found, last.getOccurredAt() + ";" + last.getViolationId());
        }
        final KeyValue<Bytes, byte[]> entry = newestFirst.next();
        if (entry.key.equals(Bytes.wrap(end))) {
          continue; // the bound itself was on the page before
        }
        last = StoredViolation.decode(entry.value);
        if (fits(query, last)) {
          found.add(last);
        }
      }
    }
    return new Page(found, null);
  }

  private static boolean fits(final Query query, final ComplianceViolation violation) {
    return (query.framework() == null || query.framework().tag().equals(violation.getFramework()))
        && (query.ruleId() == null || query.ruleId().equals(violation.getRuleId()));
  }

  private static byte[] end(final Query query) {
    final String cursor = query.cursor();
    if (cursor == null) {
      return StoredViolation.from(query.tenantId(), query.to());
    }
    final int split = cursor.indexOf(';');
    if (split < 0) {
      throw new IllegalArgumentException(cursor);
    }
    return StoredViolation.key(
        query.tenantId(), Long.parseLong(cursor.substring(0, split)), cursor.substring(split + 1));
  }
}

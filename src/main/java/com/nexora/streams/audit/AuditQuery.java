package com.nexora.streams.audit;

import com.nexora.streams.catalogue.ContentId;
import org.jspecify.annotations.Nullable;

/**
 * What to list of a tenant's trail.
 *
 * @param tenantId the tenant
 * @param actor only acts of this actor; null = all
 * @param action only this action; null = all
 * @param from only acts that occurred at or after this time, epoch milliseconds; null = no bound
 * @param to only acts that occurred before this time, epoch milliseconds; null = no bound
 * @param limit most entries of a page, 1 to {@link #MAX_LIMIT}
 * @param cursor {@code nextCursor} of the page before; null = from the newest
 */
public record AuditQuery(
    String tenantId,
    @Nullable String actor,
    @Nullable String action,
    @Nullable Long from,
    @Nullable Long to,
    int limit,
    @Nullable String cursor) {

  /** Most entries of a page. */
  public static final int MAX_LIMIT = 1000;

  /**
   * Checks the limit.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public AuditQuery {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException(
          "limit is %d, must be 1 to %d".formatted(limit, MAX_LIMIT));
    }
  }

  /** The newest entries of a tenant. */
  public static AuditQuery newest(final String tenantId, final int limit) {
    return new AuditQuery(tenantId, null, null, null, null, limit, null);
  }

  /** Tells this query's cursors from those of other filters, 16 bytes. */
  byte[] fingerprint() {
    return ContentId.bytes(tenantId, part(actor), part(action), part(from), part(to));
  }

  private static String part(final @Nullable Object filter) {
    return filter == null ? "-" : "=" + filter;
  }
}

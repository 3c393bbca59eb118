package com.nexora.streams.audit;

import com.nexora.streams.audit.AuditFilter.Field;
import org.jspecify.annotations.Nullable;

/**
 * What to list of a tenant's trail.
 *
 * @param tenantId the tenant
 * @param filter which of its acts
 * @param limit most entries of a page, 1 to {@link #MAX_LIMIT}
 * @param cursor {@code nextCursor} of the page before; null = from the newest
 */
public record AuditQuery(String tenantId, AuditFilter filter, int limit, @Nullable String cursor) {

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

  /** Acts of an actor, of an action, of a period; null = all. */
  public AuditQuery(
      final String tenantId,
      final @Nullable String actor,
      final @Nullable String action,
      final @Nullable Long from,
      final @Nullable Long to,
      final int limit,
      final @Nullable String cursor) {
    this(
        tenantId,
        AuditFilter.between(from, to).with(Field.ACTOR, actor).with(Field.ACTION, action),
        limit,
        cursor);
  }

  /** The newest entries of a tenant. */
  public static AuditQuery newest(final String tenantId, final int limit) {
    return new AuditQuery(tenantId, AuditFilter.ALL, limit, null);
  }

  /** Tells this query's cursors from those of other filters, 16 bytes. */
  byte[] fingerprint() {
    return filter.fingerprint(tenantId);
  }
}

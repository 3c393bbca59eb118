package com.nexora.streams.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a tenant's trail, newest first.
 *
 * @param entries the entries; may be fewer than asked for, even none, although more follow: a page
 *     looks at a bounded number of entries
 * @param nextCursor goes on after this page; null = nothing follows
 */
public record AuditPage(List<AuditView> entries, @Nullable String nextCursor) {

  /** Copies the list. */
  public AuditPage {
    entries = List.copyOf(entries);
  }
}

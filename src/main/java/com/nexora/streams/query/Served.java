package com.nexora.streams.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which instance answered, and how far the answer can be trusted.
 *
 * @param instance name of the instance
 * @param role active: the owner of the partitions that were read
 * @param lag records by which the stores read lag behind, 0 for the owner
 * @param complete whether every partition that could hold something of the answer was read
 */
record Served(String instance, String role, long lag, boolean complete) {

  static Served active(final String instance, final boolean complete) {
    return new Served(instance, "active", 0, complete);
  }

  /** A page of a list. */
  record Listing(List<?> items, @Nullable String nextCursor, Served served) {}
}

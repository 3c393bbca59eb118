package com.nexora.streams.analytics;

import com.nexora.streams.analytics.PaneSeries.Family;
import com.nexora.streams.catalogue.StoreKey;
import java.util.Arrays;

/**
 * Where a partition notes whose panes it keeps apart: one small record per entity, tool and type of
 * tasks, so that a tenant's are one range in the order of their names, and one counter per tenant
 * and family. The family stands as the letter of its minutes.
 */
final class RosterKey {

  private static final char ENTRY = 'R';
  private static final char COUNT = 'N';

  private RosterKey() {}

  /** The record that says that this series is kept apart. */
  static byte[] entry(final PaneSeries series) {
    final byte[] tenant = PaneSeries.tenantOf(series.owner());
    return prefix(ENTRY, series.family(), tenant)
        .raw(Arrays.copyOfRange(series.owner(), tenant.length, series.owner().length))
        .bytes();
  }

  /** What the keys of all entries of a tenant and family begin with. */
  static byte[] entries(final Family family, final byte[] tenant) {
    return prefix(ENTRY, family, tenant).bytes();
  }

  /** The record that says how many there are. */
  static byte[] count(final Family family, final byte[] tenant) {
    return prefix(COUNT, family, tenant).bytes();
  }

  private static StoreKey prefix(final char kind, final Family family, final byte[] tenant) {
    return StoreKey.of().kind(kind).kind(family.letter(Resolution.MINUTE)).part(tenant);
  }
}

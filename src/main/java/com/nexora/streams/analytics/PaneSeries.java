package com.nexora.streams.analytics;

import com.nexora.streams.catalogue.EntityKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Whose panes: what they count and of whom.
 *
 * <p>A tool of a tenant may be named like one of its agents: each family has letters of its own in
 * the panes' keys, so that they never meet. Whatever is done to panes, rolling up, expiring,
 * merging, is done alike to every series.
 *
 * @param family what is counted
 * @param owner entity key of an entity; a tenant's prefix for the tenant; tenant's prefix and name
 *     for a tool or a type of tasks
 */
public record PaneSeries(Family family, byte[] owner) {

  /** What a series counts. Letters stand in stored keys: never change one. */
  public enum Family {
    /** All events of an entity, or of a tenant as a whole. */
    ENTITY("1qh"),
    /** Calls of one tool in a tenant. */
    TOOL("abc"),
    /** Tasks of one type in a tenant. */
    TASK_TYPE("def");

    private final String letters;

    Family(final String letters) {
      this.letters = letters;
    }

    /** The letter of this family's panes of a resolution. */
    char letter(final Resolution resolution) {
      return letters.charAt(resolution.ordinal());
    }

    /**
     * The family of a letter.
     *
     * @throws IllegalArgumentException if it is no pane's
     */
    static Family of(final char letter) {
      for (final Family family : values()) {
        if (family.letters.indexOf(letter) >= 0) {
          return family;
        }
      }
      throw new IllegalArgumentException("no panes have the letter " + letter);
    }
  }

  /** All events of one entity. */
  public static PaneSeries entity(final String tenantId, final String entityId) {
    return new PaneSeries(Family.ENTITY, EntityKey.bytes(tenantId, entityId));
  }

  /** All events of a tenant. */
  public static PaneSeries tenant(final String tenantId) {
    return new PaneSeries(Family.ENTITY, EntityKey.tenantPrefix(tenantId));
  }

  /** What a tenant names: a tool or a type of tasks. */
  public static PaneSeries named(final Family family, final String tenantId, final String name) {
    return named(family, EntityKey.tenantPrefix(tenantId), name.getBytes(StandardCharsets.UTF_8));
  }

  /** As {@link #named(Family, String, String)}, from bytes, for the hot path. */
  static PaneSeries named(final Family family, final byte[] tenant, final byte[] name) {
    final byte[] owner = Arrays.copyOf(tenant, tenant.length + name.length);
    System.arraycopy(name, 0, owner, tenant.length, name.length);
    return new PaneSeries(family, owner);
  }

  /** The tenant's prefix of an owner's bytes, up to and with the first slash. */
  static byte[] tenantOf(final byte[] owner) {
    int end = 0;
    while (owner[end] != '/') {
      end++;
    }
    return Arrays.copyOf(owner, end + 1);
  }

  /** Whether this is a tenant as a whole. */
  boolean isTenant() {
    return family == Family.ENTITY && tenantOf(owner).length == owner.length;
  }

  /** Key of the pane that starts at this time, epoch milliseconds. */
  byte[] key(final Resolution resolution, final long start) {
    return PaneKey.of(owner, family.letter(resolution), start);
  }

  @Override
  public boolean equals(final Object other) {
    return other instanceof PaneSeries that
        && family == that.family
        && Arrays.equals(owner, that.owner);
  }

  @Override
  public int hashCode() {
    return 31 * family.hashCode() + Arrays.hashCode(owner);
  }

  @Override
  public String toString() {
    return family + " " + new String(owner, StandardCharsets.UTF_8);
  }
}

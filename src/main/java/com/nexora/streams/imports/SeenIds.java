package com.nexora.streams.imports;

import com.nexora.streams.catalogue.ContentId;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Ids seen in this input, in bounded memory: two generations of at most one million each (about 100
 * MB when full). Only what repeats farther away than that is not counted here; the gate removes it
 * all the same.
 */
final class SeenIds {

  private final int perGeneration;
  private Set<Id> young = new HashSet<>();
  private Set<Id> old = new HashSet<>();

  SeenIds() {
    this(1_000_000);
  }

  SeenIds(final int perGeneration) {
    this.perGeneration = perGeneration;
  }

  /** Remembers an id; false if it was there already. */
  boolean add(final String tenantId, final String eventId) {
    final Id id = new Id(ContentId.bytes(tenantId, eventId));
    if (old.contains(id) || !young.add(id)) {
      return false;
    }
    if (young.size() >= perGeneration) {
      old = young;
      young = new HashSet<>();
    }
    return true;
  }

  /** 16 bytes with the equality of their content. */
  private record Id(byte[] bytes) {

    @Override
    public boolean equals(final Object other) {
      return other instanceof Id id && Arrays.equals(bytes, id.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }
}

package com.nexora.streams.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A log's tenants, found by the bytes of their ids in any array, without an object per look-up. */
final class Tenants {

  private static final int FIRST_CAPACITY = 64;

  private final Function<String, TenantChain> newChain;
  private final List<Tenant> all = new ArrayList<>();
  private @Nullable Tenant[] table = new Tenant[FIRST_CAPACITY];

  /** One tenant and its chain in this log. */
  static final class Tenant {
    final String name;
    final TenantChain chain;
    private final byte[] id;
    private final int hash;

    private Tenant(final byte[] id, final int hash, final Function<String, TenantChain> newChain) {
      this.id = id;
      this.hash = hash;
      this.name = new String(id, StandardCharsets.UTF_8);
      this.chain = newChain.apply(name);
    }
  }

  Tenants(final Function<String, TenantChain> newChain) {
    this.newChain = newChain;
  }

  /** A hash of an id's bytes for {@link #of}. */
  static int hash(final byte[] data, final int at, final int length) {
    int hash = 1;
    for (int i = at; i < at + length; i++) {
      hash = 31 * hash + data[i];
    }
    return hash ^ hash >>> 15;
  }

  List<Tenant> all() {
    return all;
  }

  /** The tenant of a name, new if it was not seen before. */
  Tenant of(final String name) {
    final byte[] id = name.getBytes(StandardCharsets.UTF_8);
    return of(id, 0, id.length, hash(id, 0, id.length));
  }

  /** The tenant of an id in UTF-8, new if it was not seen before. */
  Tenant of(final byte[] data, final int at, final int length, final int hash) {
    int slot = hash & table.length - 1;
    while (true) {
      final Tenant there = table[slot];
      if (there == null) {
        return add(new Tenant(Arrays.copyOfRange(data, at, at + length), hash, newChain), slot);
      }
      if (there.hash == hash
          && Arrays.equals(there.id, 0, there.id.length, data, at, at + length)) {
        return there;
      }
      slot = slot + 1 & table.length - 1;
    }
  }

  private Tenant add(final Tenant tenant, final int slot) {
    table[slot] = tenant;
    all.add(tenant);
    if (all.size() * 2 > table.length) {
      table = new Tenant[table.length * 2];
      for (final Tenant each : all) {
        int free = each.hash & table.length - 1;
        while (table[free] != null) {
          free = free + 1 & table.length - 1;
        }
        table[free] = each;
      }
    }
    return tenant;
  }
}

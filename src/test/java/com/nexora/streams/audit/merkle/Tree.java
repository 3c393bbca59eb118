package com.nexora.streams.audit.merkle;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A tree of {@code entry-0}, {@code entry-1}, ... that remembers all its nodes. */
final class Tree implements NodeReader {

  private final List<byte[]> entries = new ArrayList<>();
  private final List<CompactRange> ranges = new ArrayList<>(List.of(CompactRange.empty()));
  private final Map<String, byte[]> nodes = new HashMap<>();

  static Tree of(final int size) {
    final Tree tree = new Tree();
    for (int i = 0; i < size; i++) {
      final byte[] entry = ("entry-" + i).getBytes(StandardCharsets.UTF_8);
      tree.entries.add(entry);
      tree.ranges.add(
          tree.ranges
              .get(i)
              .append(
                  MerkleHash.leaf(entry),
                  (level, index, hash) -> tree.nodes.put(level + "/" + index, hash)));
    }
    return tree;
  }

  List<byte[]> entries(final int size) {
    return entries.subList(0, size);
  }

  byte[] leaf(final int index) {
    return MerkleHash.leaf(entries.get(index));
  }

  CompactRange range(final int size) {
    return ranges.get(size);
  }

  byte[] root(final int size) {
    return range(size).root();
  }

  @Override
  public byte[] node(final int level, final long index) {
    final byte[] hash = nodes.get(level + "/" + index);
    if (hash == null) {
      throw new MissingNodeException(level, index);
    }
    return hash;
  }
}

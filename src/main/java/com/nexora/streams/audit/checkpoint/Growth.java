package com.nexora.streams.audit.checkpoint;

import com.nexora.streams.audit.merkle.CompactRange;
import com.nexora.streams.audit.merkle.MerkleHash;
import com.nexora.streams.audit.merkle.MerkleProofs;
import com.nexora.streams.audit.merkle.MissingNodeException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a log grew by since a known head, kept so that the growth can be proved: the subtrees of the
 * old head and the largest complete subtrees to the right of it, some hundred hashes at most.
 */
final class Growth {

  private final CompactRange from;
  private final Deque<Node> right = new ArrayDeque<>();
  private CompactRange to;

  private record Node(int level, long index, byte[] hash) {}

  private record Place(int level, long index) {}

  Growth(final CompactRange from) {
    this.from = from;
    this.to = from;
  }

  /** Takes the next leaf. */
  void add(final byte[] leafHash) {
    Node node = new Node(0, to.size(), leafHash);
    while (!right.isEmpty() && right.getLast().level() == node.level() && (node.index() & 1) == 1) {
      final Node left = right.removeLast();
      node =
          new Node(node.level() + 1, node.index() >> 1, MerkleHash.node(left.hash(), node.hash()));
    }
    right.addLast(node);
    to = to.append(leafHash);
  }

  /** The head now. */
  CompactRange to() {
    return to;
  }

  /** Proof that the head now grew out of the known one; empty if that one has no leaves. */
  List<byte[]> proof() {
    if (from.size() == 0) {
      return List.of();
    }
    final Map<Place, byte[]> nodes = new HashMap<>();
    long begin = 0;
    int at = 0;
    for (long rest = from.size(); rest > 0; rest &= ~Long.highestOneBit(rest)) {
      final int level = Long.SIZE - 1 - Long.numberOfLeadingZeros(rest);
      nodes.put(new Place(level, begin >> level), from.hashes().get(at++));
      begin += 1L << level;
    }
    right.forEach(node -> nodes.put(new Place(node.level(), node.index()), node.hash()));
    return MerkleProofs.consistency(
        from.size(),
        to.size(),
        (level, index) -> {
          final byte[] hash = nodes.get(new Place(level, index));
          if (hash == null) {
            throw new MissingNodeException(level, index);
          }
          return hash;
        });
  }
}

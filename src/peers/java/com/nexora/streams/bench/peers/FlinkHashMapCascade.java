package com.nexora.streams.bench.peers;

/** Larger windows out of smaller ones, state on the heap. */
public final class FlinkHashMapCascade extends FlinkPeer {

  public FlinkHashMapCascade() {
    super("hashmap", true);
  }
}

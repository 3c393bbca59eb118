package com.nexora.streams.bench.peers;

/** Ten windows over the events, state on the heap. */
public final class FlinkHashMap extends FlinkPeer {

  public FlinkHashMap() {
    super("hashmap", false);
  }
}

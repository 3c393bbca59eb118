package com.nexora.streams.bench.peers;

/** Ten windows over the events, state in RocksDB. */
public final class FlinkRocksDb extends FlinkPeer {

  public FlinkRocksDb() {
    super("rocksdb", false);
  }
}

package com.nexora.streams.bench.peers;

/** Larger windows out of smaller ones, state in RocksDB. */
public final class FlinkRocksDbCascade extends FlinkPeer {

  public FlinkRocksDbCascade() {
    super("rocksdb", true);
  }
}

package com.nexora.streams.bench.peers;

/** Larger windows out of smaller ones. */
public final class HazelcastJetCascade extends JetPeer {

  public HazelcastJetCascade() {
    super(true);
  }
}

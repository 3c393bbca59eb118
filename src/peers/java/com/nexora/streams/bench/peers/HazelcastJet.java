package com.nexora.streams.bench.peers;

/** Ten windows over the events. */
public final class HazelcastJet extends JetPeer {

  public HazelcastJet() {
    super(false);
  }
}

package com.nexora.streams.bench.peers;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.StreamSerializer;
import java.io.IOException;

/** Panes in Jet's snapshots. */
public final class JetPanes implements StreamSerializer<PeerPane> {

  private static final int TYPE_ID = 7_001;

  @Override
  public int getTypeId() {
    return TYPE_ID;
  }

  @Override
  public void write(final ObjectDataOutput out, final PeerPane pane) throws IOException {
    pane.write(out);
  }

  @Override
  public PeerPane read(final ObjectDataInput in) throws IOException {
    return PeerPane.read(in);
  }
}

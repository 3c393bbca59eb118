package com.nexora.streams.bench.peers;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Panes in Flink's state. */
public final class FlinkPanes extends FlinkSerializer<PeerPane> {

  private static final long serialVersionUID = 1L;

  static final FlinkPanes INSTANCE = new FlinkPanes();

  /** What Flink keeps in a checkpoint to find the serializer again. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<PeerPane> {

    public Snapshot() {
      super(() -> INSTANCE);
    }
  }

  @Override
  public PeerPane createInstance() {
    return new PeerPane();
  }

  @Override
  public PeerPane copy(final PeerPane from) {
    return from.copy();
  }

  @Override
  public void serialize(final PeerPane pane, final DataOutputView out) throws IOException {
    pane.write(out);
  }

  @Override
  public PeerPane deserialize(final DataInputView in) throws IOException {
    return PeerPane.read(in);
  }

  @Override
  public TypeSerializerSnapshot<PeerPane> snapshotConfiguration() {
    return new Snapshot();
  }
}

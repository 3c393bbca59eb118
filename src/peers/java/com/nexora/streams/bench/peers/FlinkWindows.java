package com.nexora.streams.bench.peers;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Closed windows on their way to larger ones. */
public final class FlinkWindows extends FlinkSerializer<PeerWindow> {

  private static final long serialVersionUID = 1L;

  static final FlinkWindows INSTANCE = new FlinkWindows();

  /** What Flink keeps in a checkpoint to find the serializer again. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<PeerWindow> {

    public Snapshot() {
      super(() -> INSTANCE);
    }
  }

  @Override
  public PeerWindow createInstance() {
    return new PeerWindow("", 1, 0, new PeerPane());
  }

  @Override
  public PeerWindow copy(final PeerWindow from) {
    return new PeerWindow(from.owner(), from.minutes(), from.start(), from.pane().copy());
  }

  @Override
  public void serialize(final PeerWindow window, final DataOutputView out) throws IOException {
    out.writeUTF(window.owner());
    out.writeInt(window.minutes());
    out.writeLong(window.start());
    window.pane().write(out);
  }

  @Override
  public PeerWindow deserialize(final DataInputView in) throws IOException {
    return new PeerWindow(in.readUTF(), in.readInt(), in.readLong(), PeerPane.read(in));
  }

  @Override
  public TypeSerializerSnapshot<PeerWindow> snapshotConfiguration() {
    return new Snapshot();
  }
}

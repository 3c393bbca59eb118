package com.nexora.streams.bench.peers;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Events on their way between Flink's operators. */
public final class FlinkEvents extends FlinkSerializer<PeerEvent> {

  private static final long serialVersionUID = 1L;

  static final FlinkEvents INSTANCE = new FlinkEvents();

  /** What Flink keeps in a checkpoint to find the serializer again. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<PeerEvent> {

    public Snapshot() {
      super(() -> INSTANCE);
    }
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public PeerEvent createInstance() {
    return PeerEvent.endingAt(0);
  }

  @Override
  public PeerEvent copy(final PeerEvent from) {
    return from;
  }

  @Override
  public void serialize(final PeerEvent event, final DataOutputView out) throws IOException {
    out.writeUTF(event.owner());
    out.writeShort(event.tenant().length());
    out.writeLong(event.time());
    out.writeByte(event.outcome());
    out.writeByte(event.names().length);
    for (int i = 0; i < event.names().length; i++) {
      out.writeUTF(event.names()[i]);
      out.writeDouble(event.values()[i]);
    }
  }

  @Override
  public PeerEvent deserialize(final DataInputView in) throws IOException {
    final String owner = in.readUTF();
    final String tenant = owner.substring(0, in.readUnsignedShort());
    final long time = in.readLong();
    final int outcome = in.readByte();
    final int count = in.readUnsignedByte();
    final String[] names = new String[count];
    final double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      names[i] = in.readUTF();
      values[i] = in.readDouble();
    }
    return new PeerEvent(owner, tenant, time, outcome, names, values);
  }

  @Override
  public TypeSerializerSnapshot<PeerEvent> snapshotConfiguration() {
    return new Snapshot();
  }
}

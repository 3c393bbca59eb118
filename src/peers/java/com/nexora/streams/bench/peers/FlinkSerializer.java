package com.nexora.streams.bench.peers;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What is common to our serializers. They are written by hand because Flink's own for such values,
 * Kryo, costs several times as much: the peer is to be measured at its best.
 */
abstract class FlinkSerializer<T> extends TypeSerializerSingleton<T> {

  private static final long serialVersionUID = 1L;

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public T copy(final T from, final T reuse) {
    return copy(from);
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public T deserialize(final T reuse, final DataInputView in) throws IOException {
    return deserialize(in);
  }

  @Override
  public void copy(final DataInputView from, final DataOutputView to) throws IOException {
    serialize(deserialize(from), to);
  }
}

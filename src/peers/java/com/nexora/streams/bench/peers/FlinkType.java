package com.nexora.streams.bench.peers;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Tells Flink to use a serializer of ours for a class. */
final class FlinkType<T> extends TypeInformation<T> {

  private static final long serialVersionUID = 1L;

  static final FlinkType<PeerEvent> EVENTS = new FlinkType<>(PeerEvent.class, FlinkEvents.INSTANCE);
  static final FlinkType<PeerPane> PANES = new FlinkType<>(PeerPane.class, FlinkPanes.INSTANCE);
  static final FlinkType<PeerWindow> WINDOWS =
      new FlinkType<>(PeerWindow.class, FlinkWindows.INSTANCE);

  private final Class<T> type;
  private final TypeSerializer<T> serializer;

  private FlinkType(final Class<T> type, final TypeSerializer<T> serializer) {
    this.type = type;
    this.serializer = serializer;
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public Class<T> getTypeClass() {
    return type;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public TypeSerializer<T> createSerializer(final SerializerConfig config) {
    return serializer;
  }

  @Override
  public String toString() {
    return type.getSimpleName();
  }

  @Override
  public boolean canEqual(final Object other) {
    return other instanceof FlinkType;
  }

  @Override
  public boolean equals(final Object other) {
    return other instanceof final FlinkType<?> that && that.type == type;
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }
}

package com.nexora.streams.bench.peers;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads a record once, at Flink's source, with the same decoder as ours. */
final class FlinkDecoder implements KafkaRecordDeserializationSchema<PeerEvent> {

  private static final long serialVersionUID = 1L;

  private final String registryUrl;
  private transient @Nullable PeerDecoder decoder;

  FlinkDecoder(final String registryUrl) {
    this.registryUrl = registryUrl;
  }

  @Override
  public void open(final DeserializationSchema.InitializationContext context) {
    decoder = new PeerDecoder(registryUrl);
  }

  @Override
  public void deserialize(
      final ConsumerRecord<byte[], byte[]> record, final Collector<PeerEvent> out) {
    if (decoder == null) {
      decoder = new PeerDecoder(registryUrl);
    }
    out.collect(decoder.decode(record));
  }

  @Override
  public TypeInformation<PeerEvent> getProducedType() {
    return FlinkType.EVENTS;
  }
}

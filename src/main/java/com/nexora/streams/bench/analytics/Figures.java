package com.nexora.streams.bench.analytics;

import com.nexora.events.AgentEvent;
import com.nexora.streams.analytics.EventFold;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * What an event measures, read once: windows that follow need not read its payload again, nor a
 * repartition topic carry it.
 *
 * @param outcome 1 well, -1 badly, 0 not ended
 * @param metrics what was measured
 */
record Figures(int outcome, List<Metric> metrics) {

  /** One value in its unit. */
  record Metric(String name, double value) {}

  static Figures of(final EventFold fold, final AgentEvent event) {
    fold.read(event);
    final List<Metric> metrics = new ArrayList<>(4);
    fold.forEachValue((name, value) -> metrics.add(new Metric(name, value)));
    return new Figures(fold.outcome(), metrics);
  }

  /** Small and quick, so that it does not speak against those who need it. */
  static Serde<Figures> serde() {
    final Serializer<Figures> serializer = (topic, figures) -> figures.toBytes();
    final Deserializer<Figures> deserializer = (topic, bytes) -> fromBytes(bytes);
    return Serdes.serdeFrom(serializer, deserializer);
  }

  byte[] toBytes() {
    final List<byte[]> names = new ArrayList<>(metrics.size());
    int size = 2;
    for (final Metric metric : metrics) {
      final byte[] name = metric.name().getBytes(StandardCharsets.UTF_8);
      names.add(name);
      size += 1 + name.length + Double.BYTES;
    }
    final ByteBuffer out = ByteBuffer.allocate(size).put((byte) outcome).put((byte) metrics.size());
    for (int i = 0; i < names.size(); i++) {
      final byte[] name = names.get(i);
      out.put((byte) name.length).put(name).putDouble(metrics.get(i).value());
    }
    return out.array();
  }

  static Figures fromBytes(final byte[] bytes) {
    final ByteBuffer in = ByteBuffer.wrap(bytes);
    final int outcome = in.get();
    final int count = in.get();
    final List<Metric> metrics = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      final byte[] name = new byte[in.get()];
      in.get(name);
      metrics.add(new Metric(new String(name, StandardCharsets.UTF_8), in.getDouble()));
    }
    return new Figures(outcome, metrics);
  }
}

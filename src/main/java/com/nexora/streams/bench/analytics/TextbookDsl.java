package com.nexora.streams.bench.analytics;

import com.datadoghq.sketch.ddsketch.DDSketchWithExactSummaryStatistics;
import com.datadoghq.sketch.ddsketch.encoding.ByteArrayInput;
import com.datadoghq.sketch.ddsketch.encoding.GrowingByteArrayOutput;
import com.datadoghq.sketch.ddsketch.encoding.VarEncodingHelper;
import com.datadoghq.sketch.ddsketch.mapping.LogarithmicMapping;
import com.datadoghq.sketch.ddsketch.store.UnboundedSizeDenseStore;
import com.nexora.streams.bench.Owner;
import com.nexora.streams.bench.WindowRow;
import com.nexora.streams.bench.WindowRow.Figure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.kstream.Aggregator;
import org.apache.kafka.streams.kstream.Initializer;

/** The textbook whole: Datadog's DDSketch, relative error 1 %, in its own binary format. */
public final class TextbookDsl extends WindowedDsl<TextbookDsl.Window> {

  private static final double ERROR = 0.01;

  /** A window's counts and sketches, changed in place and written anew by the store each time. */
  static final class Window {
    private long events;
    private long successes;
    private long failures;
    private final Map<String, DDSketchWithExactSummaryStatistics> sketches = new TreeMap<>();

    Window plus(final Figures figures) {
      events++;
      successes += figures.outcome() > 0 ? 1 : 0;
      failures += figures.outcome() < 0 ? 1 : 0;
      for (final Figures.Metric metric : figures.metrics()) {
        sketches.computeIfAbsent(metric.name(), name -> sketch()).accept(metric.value());
      }
      return this;
    }

    private static DDSketchWithExactSummaryStatistics sketch() {
      return new DDSketchWithExactSummaryStatistics(
          new LogarithmicMapping(ERROR), UnboundedSizeDenseStore::new);
    }

    byte[] toBytes() {
      final GrowingByteArrayOutput out = GrowingByteArrayOutput.withDefaultInitialCapacity();
      try {
        VarEncodingHelper.encodeUnsignedVarLong(out, events);
        VarEncodingHelper.encodeUnsignedVarLong(out, successes);
        VarEncodingHelper.encodeUnsignedVarLong(out, failures);
        VarEncodingHelper.encodeUnsignedVarLong(out, sketches.size());
        for (final Map.Entry<String, DDSketchWithExactSummaryStatistics> entry :
            sketches.entrySet()) {
          write(out, entry.getKey().getBytes(java.nio.charset.StandardCharsets.UTF_8));
          final GrowingByteArrayOutput sketch = GrowingByteArrayOutput.withDefaultInitialCapacity();
          entry.getValue().encode(sketch, false);
          write(out, sketch.trimmedCopy());
        }
      } catch (final IOException e) {
        throw new UncheckedIOException(e);
      }
      return out.trimmedCopy();
    }

    private static void write(final GrowingByteArrayOutput out, final byte[] bytes)
        throws IOException {
      VarEncodingHelper.encodeUnsignedVarLong(out, bytes.length);
      for (final byte b : bytes) {
        out.writeByte(b);
      }
    }

    static Window fromBytes(final byte[] bytes) {
      final ByteArrayInput in = ByteArrayInput.wrap(bytes);
      final Window window = new Window();
      try {
        window.events = VarEncodingHelper.decodeUnsignedVarLong(in);
        window.successes = VarEncodingHelper.decodeUnsignedVarLong(in);
        window.failures = VarEncodingHelper.decodeUnsignedVarLong(in);
        for (long left = VarEncodingHelper.decodeUnsignedVarLong(in); left > 0; left--) {
          final String name = new String(read(in), java.nio.charset.StandardCharsets.UTF_8);
          window.sketches.put(
              name,
              DDSketchWithExactSummaryStatistics.decode(
                  ByteArrayInput.wrap(read(in)), UnboundedSizeDenseStore::new));
        }
      } catch (final IOException e) {
        throw new UncheckedIOException(e);
      }
      return window;
    }

    private static byte[] read(final ByteArrayInput in) throws IOException {
      final byte[] bytes = new byte[(int) VarEncodingHelper.decodeUnsignedVarLong(in)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = in.readByte();
      }
      return bytes;
    }
  }

  @Override
  Initializer<Window> empty() {
    return Window::new;
  }

  @Override
  Aggregator<Bytes, Figures, Window> add() {
    return (key, figures, window) -> window.plus(figures);
  }

  @Override
  Serde<Window> serde() {
    final Serializer<Window> serializer =
        (topic, window) -> window == null ? null : window.toBytes();
    final Deserializer<Window> deserializer =
        (topic, bytes) -> bytes == null ? null : Window.fromBytes(bytes);
    return Serdes.serdeFrom(serializer, deserializer);
  }

  @Override
  WindowRow row(final Owner owner, final int minutes, final long from, final Window window) {
    final Map<String, Figure> figures = new TreeMap<>();
    window.sketches.forEach((name, sketch) -> figures.put(name, figure(sketch)));
    return new WindowRow(
        owner,
        minutes,
        from,
        from + minutes * 60_000L,
        window.events,
        window.successes,
        window.failures,
        figures);
  }

  private static Figure figure(final DDSketchWithExactSummaryStatistics sketch) {
    return new Figure(
        Math.round(sketch.getCount()),
        sketch.getSum(),
        sketch.getMinValue(),
        sketch.getMaxValue(),
        sketch.getValueAtQuantile(0.50),
        sketch.getValueAtQuantile(0.95),
        sketch.getValueAtQuantile(0.99));
  }
}

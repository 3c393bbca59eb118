package com.nexora.streams.bench.analytics;

import com.nexora.streams.analytics.FlatHistogram;
import com.nexora.streams.bench.Owner;
import com.nexora.streams.bench.WindowRow;
import com.nexora.streams.bench.WindowRow.Figure;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.kstream.Aggregator;
import org.apache.kafka.streams.kstream.Initializer;

/** The textbook's windows with our histogram in them: what the library alone makes of the cost. */
public final class DslFlatHistogram extends WindowedDsl<DslFlatHistogram.Window> {

  /** A window's counts and histograms. Never changed, since caches hand it to readers. */
  record Window(long events, long successes, long failures, Map<String, byte[]> histograms) {

    Window plus(final Figures figures) {
      final Map<String, byte[]> next = new TreeMap<>(histograms);
      for (final Figures.Metric metric : figures.metrics()) {
        next.put(metric.name(), FlatHistogram.add(next.get(metric.name()), metric.value()));
      }
      return new Window(
          events + 1,
          successes + (figures.outcome() > 0 ? 1 : 0),
          failures + (figures.outcome() < 0 ? 1 : 0),
          next);
    }

    byte[] toBytes() {
      int size = 3 * Long.BYTES + 1;
      for (final Map.Entry<String, byte[]> entry : histograms.entrySet()) {
        size += 1 + entry.getKey().length() * 3 + Integer.BYTES + entry.getValue().length;
      }
      final ByteBuffer out = ByteBuffer.allocate(size);
      out.putLong(events).putLong(successes).putLong(failures).put((byte) histograms.size());
      histograms.forEach(
          (name, histogram) -> {
            final byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
            out.put((byte) utf8.length).put(utf8).putInt(histogram.length).put(histogram);
          });
      return java.util.Arrays.copyOf(out.array(), out.position());
    }

    static Window fromBytes(final byte[] bytes) {
      final ByteBuffer in = ByteBuffer.wrap(bytes);
      final long events = in.getLong();
      final long successes = in.getLong();
      final long failures = in.getLong();
      final Map<String, byte[]> histograms = new TreeMap<>();
      for (int left = in.get(); left > 0; left--) {
        final byte[] name = new byte[in.get()];
        in.get(name);
        final byte[] histogram = new byte[in.getInt()];
        in.get(histogram);
        histograms.put(new String(name, StandardCharsets.UTF_8), histogram);
      }
      return new Window(events, successes, failures, histograms);
    }
  }

  @Override
  Initializer<Window> empty() {
    return () -> new Window(0, 0, 0, Map.of());
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
    window.histograms().forEach((name, histogram) -> figures.put(name, figure(histogram)));
    return new WindowRow(
        owner,
        minutes,
        from,
        from + minutes * 60_000L,
        window.events(),
        window.successes(),
        window.failures(),
        figures);
  }

  private static Figure figure(final byte[] histogram) {
    return new Figure(
        FlatHistogram.count(histogram),
        Double.NaN,
        FlatHistogram.quantile(histogram, 0),
        FlatHistogram.quantile(histogram, 1),
        FlatHistogram.quantile(histogram, 0.50),
        FlatHistogram.quantile(histogram, 0.95),
        FlatHistogram.quantile(histogram, 0.99));
  }
}

package com.nexora.streams.bench.peers;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.encoding.ByteArrayInput;
import com.datadoghq.sketch.ddsketch.encoding.GrowingByteArrayOutput;
import com.datadoghq.sketch.ddsketch.mapping.CubicallyInterpolatedMapping;
import com.datadoghq.sketch.ddsketch.mapping.IndexMapping;
import com.datadoghq.sketch.ddsketch.store.CollapsingLowestDenseStore;
import com.datadoghq.sketch.ddsketch.store.Store;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * One metric of one window with the DDSketch library, in its fastest form: cubic mapping, dense
 * store, and its own compact encoding in place of Protocol Buffers. The error, 1 %, and the most
 * bins, 2,048, are ours. Not thread-safe.
 */
final class PeerMetric {

  private static final IndexMapping MAPPING = new CubicallyInterpolatedMapping(0.01);
  private static final Supplier<Store> STORE = () -> new CollapsingLowestDenseStore(2_048);
  private static final ThreadLocal<GrowingByteArrayOutput> BUFFER =
      ThreadLocal.withInitial(() -> GrowingByteArrayOutput.withInitialCapacity(4_096));

  private final DDSketch sketch;
  private long count;
  private double sum;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  PeerMetric() {
    this(new DDSketch(MAPPING, STORE));
  }

  private PeerMetric(final DDSketch sketch) {
    this.sketch = sketch;
  }

  void add(final double value) {
    sketch.accept(value);
    count++;
    sum += value;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }

  void merge(final PeerMetric other) {
    sketch.mergeWith(other.sketch);
    count += other.count;
    sum += other.sum;
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
  }

  PeerMetric copy() {
    final PeerMetric copy = new PeerMetric(sketch.copy());
    copy.count = count;
    copy.sum = sum;
    copy.min = min;
    copy.max = max;
    return copy;
  }

  long count() {
    return count;
  }

  double sum() {
    return sum;
  }

  double min() {
    return min;
  }

  double max() {
    return max;
  }

  /** A quantile, to 1 %. */
  double quantile(final double q) {
    return sketch.getValueAtQuantile(q);
  }

  void write(final DataOutput out) throws IOException {
    out.writeLong(count);
    out.writeDouble(sum);
    out.writeDouble(min);
    out.writeDouble(max);
    final GrowingByteArrayOutput buffer = BUFFER.get();
    buffer.clear();
    sketch.encode(buffer, true);
    out.writeInt(buffer.numWrittenBytes());
    out.write(buffer.backingArray(), 0, buffer.numWrittenBytes());
  }

  static PeerMetric read(final DataInput in) throws IOException {
    final long count = in.readLong();
    final double sum = in.readDouble();
    final double min = in.readDouble();
    final double max = in.readDouble();
    final byte[] encoded = new byte[in.readInt()];
    in.readFully(encoded);
    final PeerMetric metric =
        new PeerMetric(DDSketch.decode(ByteArrayInput.wrap(encoded), STORE, MAPPING));
    metric.count = count;
    metric.sum = sum;
    metric.min = min;
    metric.max = max;
    return metric;
  }
}

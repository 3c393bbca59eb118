package com.nexora.streams.bench.analytics;

import com.nexora.streams.bench.Job;
import com.nexora.streams.bench.Running;
import com.nexora.streams.bench.Variant;
import com.nexora.streams.runtime.TopologyFactory;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;

/** What Kafka Streams costs before anybody does anything: exactly-once, bytes in, nothing out. */
public final class NoopStreams implements Variant {

  @Override
  public Running start(final Job job) {
    return StreamsRunning.start(
        job,
        serdes ->
            TopologyFactory.unbatched(
                (settings, kafka) -> graph(job.topic(), new TopologyConfig(kafka))),
        Map.of(),
        Intake.open(),
        (stores, owners) -> List.of());
  }

  private static Topology graph(final String topic, final TopologyConfig config) {
    final StreamsBuilder builder = new StreamsBuilder(config);
    builder.stream(
            topic, Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()).withName("read-events"))
        .process(Counting::new, Named.as("count-events"));
    return builder.build();
  }

  /** Counts, so that there is something to do. */
  private static final class Counting
      extends org.apache.kafka.streams.processor.api.ContextualProcessor<
          byte[], byte[], Void, Void> {

    private long count;

    @Override
    public void process(
        final org.apache.kafka.streams.processor.api.Record<byte[], byte[]> record) {
      count++;
    }

    @Override
    public void close() {
      if (count < 0) {
        throw new IllegalStateException("counted " + count);
      }
    }
  }
}

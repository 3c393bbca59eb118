package com.nexora.streams.bench.product;

import com.nexora.streams.runtime.NexoraApplication;
import com.nexora.streams.runtime.TopologyFactory;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;

/**
 * Copies a topic in our runtime, exactly-once and with our settings, and does nothing else: what
 * the way through Kafka costs.
 */
public final class PassThrough {

  private PassThrough() {}

  /** Arguments: a configuration file of the product, application id, topic to read, to write. */
  public static void main(final String[] args) throws Exception {
    final NexoraApplication application =
        new NexoraApplication(
            BenchApplication.config(args[0], args[1]),
            TopologyFactory.unbatched(
                (topology, kafka) -> copy(args[2], args[3], new TopologyConfig(kafka))));
    application.closeOnShutdown();
    application.start();
    application.awaitEnd();
  }

  private static Topology copy(final String from, final String to, final TopologyConfig config) {
    final StreamsBuilder builder = new StreamsBuilder(config);
    builder.stream(
            from, Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()).withName("read-records"))
        .to(to, Produced.with(Serdes.ByteArray(), Serdes.ByteArray()).withName("write-records"));
    return builder.build();
  }
}

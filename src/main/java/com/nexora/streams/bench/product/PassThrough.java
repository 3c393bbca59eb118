package com.nexora.streams.bench.product;

import com.nexora.streams.runtime.ConfigKeys;
import com.nexora.streams.runtime.NexoraApplication;
import com.nexora.streams.runtime.NexoraConfig;
import com.nexora.streams.runtime.TopologyFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
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
    final Properties file = new Properties();
    try (var in = Files.newInputStream(Path.of(args[0]))) {
      file.load(in);
    }
    final Map<String, String> settings = new HashMap<>();
    file.stringPropertyNames().forEach(name -> settings.put(name, file.getProperty(name)));
    settings.put(ConfigKeys.APPLICATION_ID, args[1]);
    final NexoraApplication application =
        new NexoraApplication(
            NexoraConfig.of(settings),
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

package com.nexora.streams.runtime;

import com.nexora.streams.audit.SequencerTopology;
import com.nexora.streams.catalogue.RecordBatch;
import com.nexora.streams.catalogue.RetentionClasses;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.ingest.GateTopology;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;

/**
 * Builds the graph once the partition counts are known from the cluster.
 *
 * <p>It gets Kafka's settings, too: a {@code StreamsBuilder} that is not given a {@code
 * TopologyConfig} ignores {@code ensure.explicit.internal.resource.naming}.
 */
@FunctionalInterface
public interface TopologyFactory {

  /** The graph of the application. */
  Topology build(TopologySettings settings, StreamsConfig kafka);

  /** Topics whose readers in the graph take {@link RecordBatch}es apart. */
  default List<String> batchedTopics(final RetentionClasses classes) {
    return Stream.concat(GateTopology.topics().stream(), SequencerTopology.topics(classes).stream())
        .toList();
  }

  /** A graph that knows no batches. */
  static TopologyFactory unbatched(final TopologyFactory factory) {
    return new TopologyFactory() {
      @Override
      public Topology build(final TopologySettings settings, final StreamsConfig kafka) {
        return factory.build(settings, kafka);
      }

      @Override
      public List<String> batchedTopics(final RetentionClasses classes) {
        return List.of();
      }
    };
  }
}

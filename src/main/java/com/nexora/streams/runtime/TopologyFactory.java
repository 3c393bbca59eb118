package com.nexora.streams.runtime;

import com.nexora.streams.catalogue.TopologySettings;
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
}

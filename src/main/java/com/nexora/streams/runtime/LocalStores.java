package com.nexora.streams.runtime;

import com.nexora.streams.topology.TopologyGraph;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreType;

/**
 * The store partitions that this instance owns and has restored, for reading.
 *
 * <p>Kafka Streams refuses every read while any thread rebalances, or, with stale stores allowed,
 * hands out half-restored ones. Neither will do: an answer must survive a rebalance that does not
 * touch its partition, and "not found" must be true. So a partition is read if its task is active
 * here and its store has caught up since it came.
 */
public final class LocalStores implements ReadableStores {

  private final Supplier<Optional<KafkaStreams>> streams;
  private final RestoredStores restored;
  private final Map<String, Integer> partOfStore = new HashMap<>();
  private final Map<String, Integer> partitionsOfStore = new HashMap<>();

  /**
   * @param partitionsOfPart partition count of each sub-topology
   */
  LocalStores(
      final Supplier<Optional<KafkaStreams>> streams,
      final RestoredStores restored,
      final TopologyGraph graph,
      final Map<Integer, Integer> partitionsOfPart) {
    this.streams = streams;
    this.restored = restored;
    for (final TopologyGraph.Part part : graph.parts()) {
      for (final String store : part.stores()) {
        partOfStore.put(store, part.id());
        partitionsOfStore.put(store, partitionsOfPart.getOrDefault(part.id(), 0));
      }
    }
  }

  @Override
  public int partitions(final String store) {
    return partitionsOfStore.getOrDefault(store, 0);
  }

  @Override
  public Set<Integer> readable(final String store) {
    final Set<Integer> readable = new TreeSet<>();
    final Integer part = partOfStore.get(store);
    if (part == null) {
      return readable;
    }
    for (final ThreadMetadata thread : threads()) {
      for (final TaskMetadata task : thread.activeTasks()) {
        final int partition = task.taskId().partition();
        if (task.taskId().subtopology() == part && restored.contains(store, partition)) {
          readable.add(partition);
        }
      }
    }
    return readable;
  }

  /** Whether anything at all can be read here. */
  public boolean anyReadable() {
    return partOfStore.keySet().stream().anyMatch(store -> !readable(store).isEmpty());
  }

  @Override
  public <T> T open(final String store, final QueryableStoreType<T> type, final int partition) {
    if (!readable(store).contains(partition)) {
      throw new StoreUnavailableException(
          "partition "
              + partition
              + " of "
              + store
              + " is being restored, moves, or lies elsewhere",
          null);
    }
    try {
      return streams
          .get()
          .orElseThrow(() -> new StoreUnavailableException("not started", null))
          .store(
              StoreQueryParameters.fromNameAndType(store, type)
                  .enableStaleStores()
                  .withPartition(partition));
    } catch (final InvalidStateStoreException e) {
      throw new StoreUnavailableException(
          "partition " + partition + " of " + store + " cannot be read now: " + e.getMessage(), e);
    }
  }

  @Override
  public <T> T openGlobal(final String store, final QueryableStoreType<T> type) {
    try {
      return streams
          .get()
          .orElseThrow(() -> new StoreUnavailableException("not started", null))
          .store(StoreQueryParameters.fromNameAndType(store, type));
    } catch (final InvalidStateStoreException | IllegalStateException e) {
      throw new StoreUnavailableException(store + " cannot be read now: " + e.getMessage(), e);
    }
  }

  private Set<ThreadMetadata> threads() {
    try {
      return streams.get().map(KafkaStreams::metadataForLocalThreads).orElse(Set.of());
    } catch (final IllegalStateException e) {
      return Set.of(); // not started, or closed
    }
  }
}

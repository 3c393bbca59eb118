package com.nexora.streams.runtime;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers which store partitions have caught up with their changelog since they came to this
 * instance, so that a half-restored store never answers "not found".
 */
final class RestoredStores implements StateRestoreListener {

  private static final Logger LOG = LoggerFactory.getLogger(RestoredStores.class);

  private record StorePartition(String store, int partition) {}

  private final Set<StorePartition> restored = ConcurrentHashMap.newKeySet();

  boolean contains(final String store, final int partition) {
    return restored.contains(new StorePartition(store, partition));
  }

  @Override
  public void onRestoreStart(
      final TopicPartition changelog, final String store, final long from, final long to) {
    restored.remove(new StorePartition(store, changelog.partition()));
    LOG.atDebug()
        .addKeyValue("store", store)
        .addKeyValue("partition", changelog.partition())
        .addKeyValue("records", to - from)
        .log("restoring");
  }

  @Override
  public void onBatchRestored(
      final TopicPartition changelog, final String store, final long upTo, final long count) {
    // Progress of a batch changes nothing: a store is restored or it is not.
  }

  @Override
  public void onRestoreEnd(final TopicPartition changelog, final String store, final long total) {
    restored.add(new StorePartition(store, changelog.partition()));
    LOG.atDebug()
        .addKeyValue("store", store)
        .addKeyValue("partition", changelog.partition())
        .addKeyValue("records", total)
        .log("restored");
  }

  @Override
  public void onRestoreSuspended(
      final TopicPartition changelog, final String store, final long total) {
    restored.remove(new StorePartition(store, changelog.partition()));
  }
}

package com.nexora.streams.catalogue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Hands Kafka Streams the topics of events in {@link RecordBatch}es.
 *
 * <p>A batch is small in number, bytes and time of arrival: how far Streams reads ahead, and in
 * which order it takes the partitions of a task, stays what it would be.
 */
public final class BatchingInterceptor implements ConsumerInterceptor<byte[], byte[]> {

  /** Setting: a list of the topics that are read by somebody who takes batches apart. */
  public static final String TOPICS = "nexora.batch.topics";

  /** Records in a batch, at most. */
  public static final int MOST_RECORDS = 256;

  private static final int MOST_BYTES = 128 * 1024;
  private static final long MOST_MS = 100;
  private static final byte[] NONE = new byte[0];

  private Set<String> topics = Set.of();

  @Override
  public void configure(final Map<String, ?> configs) {
    final Object value = configs.get(TOPICS);
    topics = value == null ? Set.of() : Set.of(value.toString().split(",", -1));
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(final ConsumerRecords<byte[], byte[]> records) {
    if (records.isEmpty()) {
      return records;
    }
    final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> batched = new LinkedHashMap<>();
    for (final TopicPartition partition : records.partitions()) {
      final List<ConsumerRecord<byte[], byte[]>> all = records.records(partition);
      batched.put(partition, topics.contains(partition.topic()) ? batches(all) : all);
    }
    return new ConsumerRecords<>(batched, records.nextOffsets());
  }

  private static List<ConsumerRecord<byte[], byte[]>> batches(
      final List<ConsumerRecord<byte[], byte[]>> records) {
    final List<ConsumerRecord<byte[], byte[]>> batches = new ArrayList<>();
    int from = 0;
    while (from < records.size()) {
      final int to = end(records, from);
      batches.add(to - from == 1 ? records.get(from) : one(List.copyOf(records.subList(from, to))));
      from = to;
    }
    return batches;
  }

  /** Where the batch that starts here must end. */
  private static int end(final List<ConsumerRecord<byte[], byte[]>> records, final int from) {
    final long latest = records.get(from).timestamp() + MOST_MS;
    final int most = Math.min(records.size(), from + MOST_RECORDS);
    long bytes = Math.max(0, records.get(from).serializedValueSize());
    int to = from + 1;
    while (to < most && records.get(to).timestamp() <= latest) {
      bytes += Math.max(0, records.get(to).serializedValueSize());
      if (bytes > MOST_BYTES) {
        return to;
      }
      to++;
    }
    return to;
  }

  /**
   * The record that stands for several. It has the offset of the first one, since Streams commits
   * the offset of the first record that is still to be processed: with any other, a crash would
   * lose what the next batch began with. Its time is that of the last, which it brings in, too.
   */
  private static ConsumerRecord<byte[], byte[]> one(
      final List<ConsumerRecord<byte[], byte[]>> records) {
    final ConsumerRecord<byte[], byte[]> first = records.get(0);
    return new ConsumerRecord<>(
        first.topic(),
        first.partition(),
        first.offset(),
        records.get(records.size() - 1).timestamp(),
        first.timestampType(),
        ConsumerRecord.NULL_SIZE,
        ConsumerRecord.NULL_SIZE,
        NONE,
        NONE,
        new RecordHeaders(List.of(new RecordBatch(records))),
        Optional.empty());
  }

  @Override
  public void onCommit(final Map<TopicPartition, OffsetAndMetadata> offsets) {
    // Nothing is kept between two calls.
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}

package com.nexora.streams.testkit;

import com.nexora.streams.catalogue.BatchingInterceptor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Makes batches as the consumer of the application does. */
public final class Batches {

  private Batches() {}

  /** The record that stands for consecutive ones of partition 0. */
  @SafeVarargs
  public static ConsumerRecord<byte[], byte[]> of(final ConsumerRecord<byte[], byte[]>... records) {
    final String topic = records[0].topic();
    final BatchingInterceptor interceptor = new BatchingInterceptor();
    interceptor.configure(Map.of(BatchingInterceptor.TOPICS, topic));
    final TopicPartition partition = new TopicPartition(topic, 0);
    return interceptor
        .onConsume(new ConsumerRecords<>(Map.of(partition, List.of(records)), Map.of()))
        .records(partition)
        .get(0);
  }

  /** A record of partition 0. */
  public static ConsumerRecord<byte[], byte[]> record(
      final String topic,
      final long offset,
      final Instant arrival,
      final byte @Nullable [] key,
      final byte[] value) {
    return new ConsumerRecord<>(
        topic,
        0,
        offset,
        arrival.toEpochMilli(),
        TimestampType.LOG_APPEND_TIME,
        0,
        value.length,
        key,
        value,
        new RecordHeaders(),
        Optional.empty());
  }
}

package com.nexora.streams.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

final class BatchingInterceptorTest {

  private static final TopicPartition EVENTS = new TopicPartition("events", 3);
  private static final TopicPartition OTHERS = new TopicPartition("others", 3);

  private final BatchingInterceptor interceptor = new BatchingInterceptor();

  BatchingInterceptorTest() {
    interceptor.configure(Map.of(BatchingInterceptor.TOPICS, "events,more"));
  }

  @Property(tries = 300)
  void shouldKeepEveryRecordInItsOrderWithinBounds(
      @ForAll @Size(max = 200) final List<@IntRange(max = 40_000) Integer> sizes) {
    // Given
    final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (final int size : sizes) {
      records.add(record(EVENTS, records.size(), 1_000 + size / 100, size));
    }

    // When
    final List<ConsumerRecord<byte[], byte[]>> batches = intercept(EVENTS, records);

    // Then
    final List<ConsumerRecord<byte[], byte[]>> unpacked = new ArrayList<>();
    for (final ConsumerRecord<byte[], byte[]> batch : batches) {
      final RecordBatch content = RecordBatch.in(batch.headers());
      final List<ConsumerRecord<byte[], byte[]>> inside =
          content == null ? List.of(batch) : content.records();
      assertThat(inside.size()).isBetween(1, BatchingInterceptor.MOST_RECORDS);
      // What Streams commits while this batch is the next one: nothing of it may be skipped.
      assertThat(batch.offset()).isEqualTo(inside.get(0).offset());
      if (inside.size() > 1) {
        assertThat(inside.stream().mapToInt(ConsumerRecord::serializedValueSize).sum())
            .isLessThanOrEqualTo(128 * 1024);
      }
      unpacked.addAll(inside);
    }
    assertThat(unpacked).isEqualTo(records);
  }

  @Test
  void shouldNotKeepWhatArrivedMuchLaterForTheSameBatch() {
    // Given
    final List<ConsumerRecord<byte[], byte[]>> records =
        List.of(
            record(EVENTS, 0, 1_000, 9), record(EVENTS, 1, 1_100, 9), record(EVENTS, 2, 1_101, 9));

    // When
    final List<ConsumerRecord<byte[], byte[]>> batches = intercept(EVENTS, records);

    // Then
    assertThat(batches).extracting(ConsumerRecord::offset).containsExactly(0L, 2L);
    assertThat(batches).extracting(ConsumerRecord::timestamp).containsExactly(1_100L, 1_101L);
  }

  @Test
  void shouldLeaveTopicsAloneThatNobodyTakesApart() {
    // Given
    final List<ConsumerRecord<byte[], byte[]>> records =
        List.of(record(OTHERS, 0, 1_000, 9), record(OTHERS, 1, 1_000, 9));

    // When
    final List<ConsumerRecord<byte[], byte[]>> batches = intercept(OTHERS, records);

    // Then
    assertThat(batches).isEqualTo(records);
  }

  @Test
  void shouldTakeNoHeaderThatSomebodySentForABatch() {
    // Given
    final RecordHeaders sent =
        new RecordHeaders(List.of(new RecordHeader("nexora-batch", new byte[] {1})));

    // When
    final RecordBatch batch = RecordBatch.in(sent);

    // Then
    assertThat(batch).isNull();
  }

  private List<ConsumerRecord<byte[], byte[]>> intercept(
      final TopicPartition partition, final List<ConsumerRecord<byte[], byte[]>> records) {
    final Map<TopicPartition, OffsetAndMetadata> next =
        Map.of(partition, new OffsetAndMetadata(records.size()));
    final ConsumerRecords<byte[], byte[]> batched =
        interceptor.onConsume(new ConsumerRecords<>(Map.of(partition, records), next));
    assertThat(batched.nextOffsets()).isEqualTo(next);
    return batched.records(partition);
  }

  private static ConsumerRecord<byte[], byte[]> record(
      final TopicPartition partition, final long offset, final long arrival, final int size) {
    return new ConsumerRecord<>(
        partition.topic(),
        partition.partition(),
        offset,
        arrival,
        TimestampType.LOG_APPEND_TIME,
        0,
        size,
        null,
        new byte[0],
        new RecordHeaders(),
        Optional.empty());
  }
}

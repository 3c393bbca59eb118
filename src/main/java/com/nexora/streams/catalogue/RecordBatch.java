package com.nexora.streams.catalogue;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive records of one partition that pass through Kafka Streams as one.
 *
 * <p>Before each record Streams asks every input partition of the task whether it has data, and
 * Kafka 4.3.1 formats a text for each one that has none: with our dozen inputs that was more than a
 * third of an event's CPU (docs/ARCHITECTURE.md). Once for {@value
 * BatchingInterceptor#MOST_RECORDS} events it is nothing.
 *
 * <p>It hangs on the record that stands for them as a header object that exists in this process
 * only, and is known by its class: nobody can send one. What the records do is committed as a
 * whole.
 */
public final class RecordBatch implements Header {

  private static final String KEY = "nexora-batch";
  private static final byte[] NONE = new byte[0];

  private final List<ConsumerRecord<byte[], byte[]>> records;

  RecordBatch(final List<ConsumerRecord<byte[], byte[]>> records) {
    this.records = records;
  }

  /** The batch that a record stands for, null if it stands for itself. */
  public static @Nullable RecordBatch in(final Headers headers) {
    return headers.lastHeader(KEY) instanceof RecordBatch batch ? batch : null;
  }

  /** The records in the order of their offsets. */
  public List<ConsumerRecord<byte[], byte[]>> records() {
    return records;
  }

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public byte[] value() {
    return NONE;
  }
}

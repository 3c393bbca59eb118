package com.nexora.streams.catalogue;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Where a record first stood: the coordinates that a dead letter or an audit entry names.
 *
 * <p>A record that the gate had to move arrives by an internal topic that is purged once it is
 * read; its headers keep the coordinates that an operator can still look up.
 *
 * @param topic the topic a producer wrote to
 * @param partition its partition there, -1 if there is none (a record made by a timer)
 * @param offset its offset there, -1 if there is none
 */
public record Origin(String topic, int partition, long offset) {

  /** Prefix of the names of the gate's repartition topics, followed by the event family. */
  public static final String REKEY_PREFIX = "rekey-";

  private static final Origin NOWHERE = new Origin("", -1, -1L);
  private static final String OF_BATCHED = "nexora-batched-origin";
  private static final String TOPIC = "nexora-origin-topic";
  private static final String PARTITION = "nexora-origin-partition";
  private static final String OFFSET = "nexora-origin-offset";

  /** The origin of the record that a processor is working on. */
  public static Origin of(final ProcessingContext context, final Headers headers) {
    return context.recordMetadata().map(metadata -> of(metadata, headers)).orElse(NOWHERE);
  }

  /**
   * Whether the record that a processor is working on comes from a hop of ours: then a gate has
   * looked at it before, and nobody else can have written its headers.
   */
  public static boolean isMoved(final ProcessingContext context) {
    return context.recordMetadata().filter(at -> isRekeyTopic(at.topic())).isPresent();
  }

  /** The origin of a record with these coordinates and headers. */
  public static Origin of(final RecordMetadata metadata, final Headers headers) {
    if (headers.lastHeader(OF_BATCHED) instanceof BatchedOrigin batched) {
      return batched.origin();
    }
    // Only behind our own hop do the headers count: anybody can write them on a public topic.
    if (isRekeyTopic(metadata.topic())) {
      final Origin written = written(headers);
      if (written != null) {
        return written;
      }
    }
    return new Origin(metadata.topic(), metadata.partition(), metadata.offset());
  }

  /** The origin of a record that came in a {@link RecordBatch}. */
  public static Origin of(final ConsumerRecord<?, ?> record) {
    return new Origin(record.topic(), record.partition(), record.offset());
  }

  /**
   * The headers with these coordinates, which {@link #of(ProcessingContext, Headers)} then finds:
   * Streams only knows those of the batch. Known by their class, so nobody can send them.
   */
  public Headers with(final Headers headers) {
    return new RecordHeaders(headers).add(new BatchedOrigin(this));
  }

  /** Coordinates as a header; as bytes only for people, should it ever leave the process. */
  private record BatchedOrigin(Origin origin) implements Header {

    @Override
    public String key() {
      return OF_BATCHED;
    }

    @Override
    public byte[] value() {
      return (origin.topic() + '-' + origin.partition() + '@' + origin.offset())
          .getBytes(StandardCharsets.UTF_8);
    }
  }

  /** Writes these coordinates into the headers, over any that are there. */
  public void writeTo(final Headers headers) {
    put(headers, TOPIC, topic);
    put(headers, PARTITION, Integer.toString(partition));
    put(headers, OFFSET, Long.toString(offset));
  }

  private static boolean isRekeyTopic(final String topic) {
    return topic.endsWith("-repartition") && topic.contains('-' + REKEY_PREFIX);
  }

  private static @Nullable Origin written(final Headers headers) {
    final String topic = text(headers.lastHeader(TOPIC));
    final String partition = text(headers.lastHeader(PARTITION));
    final String offset = text(headers.lastHeader(OFFSET));
    if (topic == null || partition == null || offset == null) {
      return null;
    }
    return new Origin(topic, Integer.parseInt(partition), Long.parseLong(offset));
  }

  private static void put(final Headers headers, final String name, final String value) {
    headers.remove(name);
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  private static @Nullable String text(final @Nullable Header header) {
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }
}

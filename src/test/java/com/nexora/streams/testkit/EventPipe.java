package com.nexora.streams.testkit;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as a well-behaved producer does: canonical key, Confluent's wire format, arriving
 * now by the kit's clock. The {@code raw} methods write whatever a badly behaved one might.
 *
 * @param <T> the generated record
 */
public final class EventPipe<T extends SpecificRecord> {

  private final TopologyTestKit kit;
  private final Serde<T> serde;
  private final Function<T, String> topicOf;
  private final Function<T, byte[]> keyOf;

  EventPipe(
      final TopologyTestKit kit,
      final Class<T> type,
      final Function<T, String> topicOf,
      final Function<T, byte[]> keyOf) {
    this.kit = kit;
    this.serde = kit.serdes().value(type);
    this.topicOf = topicOf;
    this.keyOf = keyOf;
  }

  /** Writes drafts in order. */
  @SafeVarargs
  public final void pipe(final Draft<T, ?>... drafts) {
    pipe(Arrays.stream(drafts).map(Draft::build).toList());
  }

  /** Writes events in order. */
  public void pipe(final List<T> events) {
    events.forEach(event -> pipeAt(kit.now(), event));
  }

  /** Writes one event. */
  public void pipe(final T event) {
    pipeAt(kit.now(), event);
  }

  /** Writes a draft that arrives at the given time; the kit's clock stays. */
  public void pipeAt(final Instant arrival, final Draft<T, ?> draft) {
    pipeAt(arrival, draft.build());
  }

  /** Writes an event that arrives at the given time; the kit's clock stays. */
  public void pipeAt(final Instant arrival, final T event) {
    raw(topicOf.apply(event), keyOf.apply(event), encode(event), new RecordHeaders(), arrival);
  }

  /** Writes an event under a key of the test's choice. */
  public void pipeKeyed(final byte @Nullable [] key, final Draft<T, ?> draft) {
    pipeKeyed(key, draft, new RecordHeaders());
  }

  /** Writes an event under a key and with headers of the test's choice. */
  public void pipeKeyed(
      final byte @Nullable [] key, final Draft<T, ?> draft, final Headers headers) {
    final T event = draft.build();
    raw(topicOf.apply(event), key, encode(event), headers, kit.now());
  }

  /** Writes any bytes. */
  public void raw(
      final String topic,
      final byte @Nullable [] key,
      final byte @Nullable [] value,
      final Headers headers,
      final Instant arrival) {
    final TestInputTopic<byte[], byte[]> input =
        kit.driver().createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
    input.pipeInput(new TestRecord<>(key, value, headers, arrival));
  }

  /** An event in wire format, to be broken by the test. */
  public byte[] encode(final T event) {
    return serde.serializer().serialize(topicOf.apply(event), event);
  }
}

package com.nexora.streams.catalogue;

import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;

/**
 * Takes one type out of a stream of several, and puts streams of several types together.
 *
 * <p>Kafka Streams' own {@code flatMapValues} would do, but makes a record with a copy of all
 * headers of whatever it is shown, wanted or not. An act passed eight such steps on its way into
 * the trail.
 */
public final class StreamTypes {

  private StreamTypes() {}

  /**
   * The records whose value is of a type, as they are.
   *
   * @param name of the step
   */
  public static <K, V, T extends V> KStream<K, T> only(
      final KStream<K, V> records, final Class<T> type, final String name) {
    return retyped(records.filter((key, value) -> type.isInstance(value), Named.as(name)));
  }

  /** The same stream of what is a type of values. */
  public static <K, V, T extends V> KStream<K, V> anyOf(final KStream<K, T> records) {
    return retyped(records);
  }

  /** Values have no type when the stream runs. */
  @SuppressWarnings("unchecked")
  private static <K, V> KStream<K, V> retyped(final KStream<K, ?> records) {
    return (KStream<K, V>) records;
  }
}

package com.nexora.streams.ingest.foreign;

/** Reads one kind of foreign JSON. */
@FunctionalInterface
public interface Translator {

  /**
   * Reads one value; never throws for what stands in it.
   *
   * @param place where it came from
   */
  Translation translate(Place place, byte[] value);

  /**
   * What a value does not say itself.
   *
   * @param topic the topic it came by
   * @param key its key as UTF-8, empty if it has none
   * @param arrival when it reached its topic, epoch milliseconds
   * @param skew how far an event time may lie ahead of the arrival, milliseconds
   */
  record Place(String topic, String key, long arrival, long skew) {}
}

package com.nexora.streams.client;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One record on its way to a topic.
 *
 * <p>It may be delivered more than once (after an answer of the broker was lost, after a crash), so
 * it carries the id by which whoever reads it removes the repeat.
 *
 * @param topic where it goes, at most 249 characters
 * @param key decides the partition and with it the order; null spreads records
 * @param value the bytes as they will stand on the topic
 * @param eventId unique id of what happened, at most 256 characters
 * @param eventType kind of event, a tag of the metrics, at most 256 characters
 * @param headers at most 32, names and values at most 1,024 characters
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record OutgoingRecord(
    String topic,
    byte @Nullable [] key,
    byte[] value,
    String eventId,
    String eventType,
    Map<String, String> headers) {

  static final int MAX_HEADERS = 32;
  static final int MAX_HEADER_TEXT = 1_024;
  private static final int MAX_TOPIC = 249;
  private static final int MAX_TEXT = 256;
  private static final int OVERHEAD = 128;

  /**
   * @throws IllegalArgumentException if a text is longer than it may be
   */
  public OutgoingRecord(
      final String topic,
      final byte @Nullable [] key,
      final byte[] value,
      final String eventId,
      final String eventType,
      final Map<String, String> headers) {
    this.topic = topic;
    this.key = key;
    this.value = value;
    this.eventId = eventId;
    this.eventType = eventType;
    this.headers = Map.copyOf(headers);
    bound("topic", topic, MAX_TOPIC);
    bound("event id", eventId, MAX_TEXT);
    bound("event type", eventType, MAX_TEXT);
    if (headers.size() > MAX_HEADERS) {
      throw new IllegalArgumentException(
          headers.size() + " headers; at most " + MAX_HEADERS + " are taken");
    }
    headers.forEach(
        (name, text) -> {
          bound("name of a header", name, MAX_HEADER_TEXT);
          bound("header " + name, text, MAX_HEADER_TEXT);
        });
  }

  /** About how much memory and disk it takes, in bytes. */
  public int size() {
    int size = OVERHEAD + topic.length() + value.length + (key == null ? 0 : key.length);
    for (final Map.Entry<String, String> header : headers.entrySet()) {
      size += header.getKey().length() + header.getValue().length();
    }
    return size;
  }

  /** The same with a key given as text. */
  public static OutgoingRecord text(
      final String topic,
      final String key,
      final byte[] value,
      final String eventId,
      final String eventType) {
    return new OutgoingRecord(
        topic, key.getBytes(StandardCharsets.UTF_8), value, eventId, eventType, Map.of());
  }

  private static void bound(final String what, final String text, final int most) {
    if (text.length() > most) {
      throw new IllegalArgumentException(
          what + " has " + text.length() + " characters; at most " + most + " are taken");
    }
  }

  @Override
  public String toString() {
    return "OutgoingRecord[" + topic + ", " + eventId + ", " + value.length + " bytes]";
  }
}

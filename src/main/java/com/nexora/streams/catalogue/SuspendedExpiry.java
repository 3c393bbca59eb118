package com.nexora.streams.catalogue;

import java.util.Map;

/**
 * What a topic's expiry was before a legal hold suspended it.
 *
 * <p>Lives beside the holds in {@link Topics#PRIVACY_HOLDS} under {@link #key}, so that whoever
 * lifts the last hold knows what to put back; a tombstone says that it was.
 *
 * @param topic a topic of the trail
 * @param setting {@code retention.ms} or {@code retention.bytes}
 * @param value what it was
 */
public record SuspendedExpiry(String topic, String setting, String value) {

  /**
   * What {@code retention.ms} is while a hold stands: as good as for ever, and no other's value, so
   * that whoever compares the topic with the catalogue knows why it differs.
   */
  public static final String FOR_EVER = Long.toString(Long.MAX_VALUE);

  private static final String TOPIC = "suspendedTopic";

  /** Key of its record: that of a tenant that cannot be. */
  public byte[] key() {
    return EntityKey.bytes("", topic + '/' + setting);
  }

  /** It as one JSON object. */
  public byte[] json() {
    return FlatJson.write(Map.of(TOPIC, topic, "setting", setting, "value", value));
  }

  /** Whether a record beside the holds is one of these. */
  public static boolean isOne(final byte[] json) {
    return !FlatJson.read(json).textOr(TOPIC, "").isEmpty();
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if the bytes are none
   */
  public static SuspendedExpiry parse(final byte[] json) {
    final FlatJson fields = FlatJson.read(json);
    return new SuspendedExpiry(fields.text(TOPIC), fields.text("setting"), fields.text("value"));
  }
}

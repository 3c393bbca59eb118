package com.nexora.streams.analytics;

import com.nexora.events.AnalyticsAlert;
import com.nexora.streams.catalogue.StoreKey;
import com.nexora.streams.schema.StoreCodec;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The last step of an alert, as the store keeps it: version (1 byte), arrival (8 bytes,
 * big-endian), the record in Avro single-object encoding.
 *
 * <p>Keys lie in the order of tenant and opening, so that the newest of a tenant are the end of one
 * range.
 *
 * @param arrival when the step arrived, epoch milliseconds
 */
record StoredAlert(long arrival, AnalyticsAlert alert) {

  private static final byte VERSION = 1;
  private static final int BODY = 1 + Long.BYTES;
  private static final StoreCodec<AnalyticsAlert> CODEC =
      new StoreCodec<>(AnalyticsAlert.getClassSchema());

  byte[] encode() {
    final byte[] body = CODEC.encode(alert);
    return ByteBuffer.allocate(BODY + body.length).put(VERSION).putLong(arrival).put(body).array();
  }

  /**
   * Reads one back.
   *
   * @throws CorruptStateException if the bytes are of another version
   */
  static StoredAlert decode(final byte[] bytes) {
    return new StoredAlert(
        arrival(bytes), CODEC.decode(Arrays.copyOfRange(bytes, BODY, bytes.length)));
  }

  /** When the step behind the bytes arrived, epoch milliseconds. */
  static long arrival(final byte[] bytes) {
    if (bytes.length < BODY || bytes[0] != VERSION) {
      throw new CorruptStateException("stored alert", "unknown version");
    }
    return FlatHistogram.getLong(bytes, 1);
  }

  /** Where it lies: the same for all steps of an alert. */
  byte[] key() {
    return key(alert.getTenantId(), alert.getOpenedAt(), alert.getAlertId());
  }

  /** Where an alert of this time and id would lie. */
  static byte[] key(final String tenantId, final long openedAt, final String alertId) {
    return StoreKey.of().part(tenantId).number(openedAt).part(alertId).bytes();
  }
}

package com.nexora.streams.grc;

import com.nexora.events.GrcEvent;
import com.nexora.streams.catalogue.StoreKey;
import com.nexora.streams.schema.StoreCodec;
import java.nio.ByteBuffer;

/**
 * An event as the store keeps it: the record in Avro single-object encoding.
 *
 * <p>Keys lie in the order of tenant, arrival and event id. By arrival and not by event time: so
 * pages stay where they are while imports come in, and what must expire is the beginning of each
 * tenant's range.
 *
 * @param arrival when the event reached its topic, epoch milliseconds
 */
public record StoredGrcEvent(long arrival, GrcEvent event) {

  private static final StoreCodec<GrcEvent> CODEC = new StoreCodec<>(GrcEvent.getClassSchema());

  byte[] key() {
    return key(event.getTenantId(), arrival, event.getEventId());
  }

  byte[] value() {
    return CODEC.encode(event);
  }

  static StoredGrcEvent decode(final byte[] key, final byte[] value) {
    return new StoredGrcEvent(arrival(key), CODEC.decode(value));
  }

  /** Where an event of this arrival and id would lie. */
  static byte[] key(final String tenantId, final long arrival, final String eventId) {
    return StoreKey.of().part(tenantId).number(arrival).part(eventId).bytes();
  }

  /** What starts the keys of the tenant of this key, and no other's. */
  static byte[] tenantOf(final byte[] key) {
    return java.util.Arrays.copyOf(key, tenantEnd(key));
  }

  /** When the event under this key arrived, epoch milliseconds. */
  static long arrival(final byte[] key) {
    return ByteBuffer.wrap(key, tenantEnd(key), Long.BYTES).getLong() ^ Long.MIN_VALUE;
  }

  /** The tenant's part ends with the first 00 01; a zero of its own is followed by FF. */
  private static int tenantEnd(final byte[] key) {
    int at = 1;
    while (key[at - 1] != 0 || key[at] != 1) {
      at++;
    }
    return at + 1;
  }
}

package com.nexora.streams.client;

import java.util.Locale;

/** What became of a record; the tag {@code status} of {@code logging_events_published_total}. */
public enum PublishStatus {
  /** The broker has it, on as many replicas as it asks for. */
  SUCCESS,
  /** It is on the disk and will be sent; later it counts once more, as success. */
  SPOOLED,
  /** {@code publish} returned false: no room, too large, or closed. */
  REFUSED,
  /** The broker will never take it, e.g. the topic does not allow its size. */
  REJECTED,
  /** It was taken, could not be delivered, and there is no spool or no room in it. */
  LOST;

  /** As it stands in the metrics. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}

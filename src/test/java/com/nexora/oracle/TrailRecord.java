package com.nexora.oracle;

import java.util.ArrayList;
import java.util.List;

/**
 * A record of the trail's topic as bytes.
 *
 * @param offset Kafka offset
 * @param timestamp epoch milliseconds
 * @param key null if none
 * @param headers in their order
 * @param value null if none
 */
public record TrailRecord(
    long offset, long timestamp, byte[] key, List<Header> headers, byte[] value) {

  /** One header. */
  public record Header(String name, byte[] value) {}

  /** The same with another value. */
  public TrailRecord withValue(final byte[] other) {
    return new TrailRecord(offset, timestamp, key, headers, other);
  }

  /** The same with another key. */
  public TrailRecord withKey(final byte[] other) {
    return new TrailRecord(offset, timestamp, other, headers, value);
  }

  /** The same with another value of a header, or without it. */
  public TrailRecord withHeader(final String name, final byte[] other) {
    final List<Header> changed = new ArrayList<>();
    for (final Header header : headers) {
      if (!header.name().equals(name)) {
        changed.add(header);
      } else if (other != null) {
        changed.add(new Header(name, other));
      }
    }
    return new TrailRecord(offset, timestamp, key, changed, value);
  }

  /** The same at another place. */
  public TrailRecord at(final long other) {
    return new TrailRecord(other, timestamp, key, headers, value);
  }
}

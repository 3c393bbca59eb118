package com.nexora.streams.deadletter;

import com.nexora.events.DeadLetterHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Copies a record's headers into the form that a dead letter holds. */
public final class HeadersReader {

  private HeadersReader() {}

  /** The headers in their order, at most {@link DeadLetters#MAX_HEADERS} of them. */
  public static List<DeadLetterHeader> read(final Headers headers) {
    return read(headers, DeadLetters.MAX_HEADERS);
  }

  /** All headers in their order. */
  public static List<DeadLetterHeader> readAll(final Headers headers) {
    return read(headers, Integer.MAX_VALUE);
  }

  private static List<DeadLetterHeader> read(final Headers headers, final int most) {
    final List<DeadLetterHeader> read = new ArrayList<>();
    for (final Header header : headers) {
      if (read.size() == most) {
        break;
      }
      final byte[] value = header.value();
      read.add(new DeadLetterHeader(header.key(), value == null ? null : ByteBuffer.wrap(value)));
    }
    return read;
  }
}

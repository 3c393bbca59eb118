package com.nexora.streams.ingest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** A record with key, value and headers as bytes, and back. */
final class WholeRecordReader {

  private static final int NONE = -1;

  private WholeRecordReader() {}

  /** How many bytes {@link #write} makes. */
  static int size(final Record<byte[], byte[]> record) {
    int size = 3 * Integer.BYTES + length(record.key()) + length(record.value());
    for (final Header header : record.headers()) {
      size += 2 * Integer.BYTES + name(header).length + length(header.value());
    }
    return size;
  }

  static byte[] write(final Record<byte[], byte[]> record) {
    final List<Header> headers = new ArrayList<>();
    record.headers().forEach(headers::add);
    final ByteBuffer out = ByteBuffer.allocate(size(record));
    put(out, record.key());
    put(out, record.value());
    out.putInt(headers.size());
    for (final Header header : headers) {
      put(out, name(header));
      put(out, header.value());
    }
    return out.array();
  }

  /**
   * @param bytes as {@link #write} made them
   * @param timestamp of the record
   */
  @SuppressWarnings("NullAway") // Kafka's API does not say so, but key and value may be null
  static Record<byte[], byte[]> read(final byte[] bytes, final long timestamp) {
    final ByteBuffer in = ByteBuffer.wrap(bytes);
    final byte[] key = get(in);
    final byte[] value = get(in);
    final Headers headers = new RecordHeaders();
    for (int left = in.getInt(); left > 0; left--) {
      final byte[] name = get(in);
      headers.add(new RecordHeader(new String(name, StandardCharsets.UTF_8), get(in)));
    }
    return new Record<>(key, value, timestamp, headers);
  }

  private static byte[] name(final Header header) {
    return header.key().getBytes(StandardCharsets.UTF_8);
  }

  private static int length(final byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  private static void put(final ByteBuffer out, final byte @Nullable [] bytes) {
    if (bytes == null) {
      out.putInt(NONE);
    } else {
      out.putInt(bytes.length).put(bytes);
    }
  }

  private static byte @Nullable [] get(final ByteBuffer in) {
    final int length = in.getInt();
    if (length == NONE) {
      return null;
    }
    final byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}

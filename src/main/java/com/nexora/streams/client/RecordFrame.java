package com.nexora.streams.client;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How a record stands in a file of the spool: length (4 bytes), CRC-32C of length and body (4
 * bytes), body.
 *
 * <p>The checksum covers the length, so that a length that was torn off or overwritten is told from
 * a real one; a run of zeros, as file systems leave it after a crash, is no frame.
 */
final class RecordFrame {

  static final int HEAD = 2 * Integer.BYTES;

  /** Longest body: a record of 64 MiB with its texts. */
  static final int MAX_BODY = 65 << 20;

  private static final int VERSION = 1;
  private static final int NONE = -1;

  private RecordFrame() {}

  /** Head and body, ready to be written. */
  static ByteBuffer encode(final OutgoingRecord record) {
    final byte[] body = body(record);
    final ByteBuffer frame = ByteBuffer.allocate(HEAD + body.length);
    frame.putInt(body.length).putInt(checksum(body.length, body)).put(body);
    return frame.flip();
  }

  /**
   * The next record, the buffer then stands behind it; null, with the buffer where it was, if there
   * is no whole and sound frame.
   */
  static @Nullable OutgoingRecord decode(final ByteBuffer buffer) {
    final int start = buffer.position();
    if (buffer.remaining() < HEAD) {
      return null;
    }
    final int length = buffer.getInt();
    final int checksum = buffer.getInt();
    if (length >= 1 && length <= MAX_BODY && length <= buffer.remaining()) {
      final byte[] body = new byte[length];
      buffer.get(body);
      if (checksum(length, body) == checksum) {
        return record(body);
      }
    }
    buffer.position(start);
    return null;
  }

  private static int checksum(final int length, final byte[] body) {
    final CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, length));
    crc.update(body);
    return (int) crc.getValue();
  }

  private static byte[] body(final OutgoingRecord record) {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream(record.size());
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeUTF(record.topic());
      final byte[] key = record.key();
      out.writeInt(key == null ? NONE : key.length);
      if (key != null) {
        out.write(key);
      }
      out.writeInt(record.value().length);
      out.write(record.value());
      out.writeUTF(record.eventId());
      out.writeUTF(record.eventType());
      out.writeShort(record.headers().size());
      for (final Map.Entry<String, String> header : record.headers().entrySet()) {
        out.writeUTF(header.getKey());
        out.writeUTF(header.getValue());
      }
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot write to memory", e);
    }
    return bytes.toByteArray();
  }

  private static OutgoingRecord record(final byte[] body) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(body))) {
      final int version = in.readUnsignedByte();
      if (version != VERSION) {
        throw new IllegalStateException(
            "the spool was written by a newer client (format "
                + version
                + ", this one reads "
                + VERSION
                + "): use that client, or move the spool away");
      }
      final String topic = in.readUTF();
      final int keyLength = in.readInt();
      final byte[] key = keyLength == NONE ? null : in.readNBytes(keyLength);
      final byte[] value = in.readNBytes(in.readInt());
      final String eventId = in.readUTF();
      final String eventType = in.readUTF();
      final int count = in.readUnsignedShort();
      final Map<String, String> headers = new LinkedHashMap<>();
      for (int i = 0; i < count; i++) {
        headers.put(in.readUTF(), in.readUTF());
      }
      return new OutgoingRecord(topic, key, value, eventId, eventType, headers);
    } catch (final IOException e) {
      throw new UncheckedIOException("a sound frame holds no record", e);
    }
  }
}

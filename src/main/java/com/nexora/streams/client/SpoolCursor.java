package com.nexora.streams.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * How far the spool was delivered: the number of the next record.
 *
 * <p>Two slots, written in turn and each with a checksum: a write that tears leaves the other. It
 * is not forced to the disk: an old cursor delivers some records again, under the same ids, and
 * loses none.
 */
final class SpoolCursor implements AutoCloseable {

  static final String FILE = "cursor";

  private static final int SLOT = 2 * Long.BYTES;

  private final FileChannel channel;
  private long next;
  private int slot;

  private SpoolCursor(final FileChannel channel) {
    this.channel = channel;
  }

  static SpoolCursor open(final Path directory) throws IOException {
    final SpoolCursor cursor =
        new SpoolCursor(
            FileChannel.open(
                directory.resolve(FILE),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE));
    for (int i = 0; i < 2; i++) {
      final ByteBuffer bytes = ByteBuffer.allocate(SLOT);
      if (cursor.channel.read(bytes, (long) i * SLOT) == SLOT) {
        final long value = bytes.getLong(0);
        if (bytes.getLong(Long.BYTES) == checksum(value) && value > cursor.next) {
          cursor.next = value;
          cursor.slot = 1 - i;
        }
      }
    }
    return cursor;
  }

  /** Number of the first record that was not delivered, as far as is known. */
  long next() {
    return next;
  }

  void moveTo(final long record) throws IOException {
    final ByteBuffer bytes = ByteBuffer.allocate(SLOT);
    bytes.putLong(record).putLong(checksum(record)).flip();
    channel.write(bytes, (long) slot * SLOT);
    slot = 1 - slot;
    next = record;
  }

  private static long checksum(final long value) {
    final CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(Long.BYTES).putLong(0, value));
    return ~crc.getValue();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

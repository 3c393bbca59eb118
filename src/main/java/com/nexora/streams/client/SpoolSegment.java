package com.nexora.streams.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One file of the spool: frames one behind the other, named by the number of its first record.
 *
 * <p>Written once, from front to back, by one process; a later process only reads it and starts a
 * file of its own, so that a torn end is never written behind.
 */
final class SpoolSegment implements AutoCloseable {

  static final String SUFFIX = ".spool";

  private final Path file;
  private final long first;
  private final FileChannel channel;
  private long length;
  private long count;
  private long syncedLength;
  private boolean open;

  private SpoolSegment(final Path file, final long first, final FileChannel channel) {
    this.file = file;
    this.first = first;
    this.channel = channel;
  }

  /** A new, empty file that can be appended to. */
  static SpoolSegment create(final Path directory, final long first) throws IOException {
    final Path file = directory.resolve(String.format(Locale.ROOT, "%020d%s", first, SUFFIX));
    final SpoolSegment segment =
        new SpoolSegment(
            file,
            first,
            FileChannel.open(
                file,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE));
    segment.open = true;
    syncDirectory(directory);
    return segment;
  }

  /** A file that an earlier process left: its sound frames count, up to the first that is not. */
  static SpoolSegment read(final Path file) throws IOException {
    final String name = file.getFileName().toString();
    final long first = Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    final SpoolSegment segment =
        new SpoolSegment(file, first, FileChannel.open(file, StandardOpenOption.READ));
    long at = 0;
    for (Frame frame = segment.frameAt(0, segment.channel.size());
        frame != null;
        frame = segment.frameAt(at, segment.channel.size())) {
      at = frame.end();
      segment.count++;
    }
    segment.length = at;
    segment.syncedLength = at;
    return segment;
  }

  /** A record and where the next one begins. */
  record Frame(OutgoingRecord record, long end) {}

  /** The frame at a place, if a sound one that was synced stands there. */
  @Nullable Frame at(final long offset) throws IOException {
    return frameAt(offset, syncedLength);
  }

  private @Nullable Frame frameAt(final long offset, final long limit) throws IOException {
    if (offset + RecordFrame.HEAD > limit) {
      return null;
    }
    final ByteBuffer head = readFully(offset, RecordFrame.HEAD);
    final int body = head.remaining() < RecordFrame.HEAD ? 0 : head.getInt(0);
    if (body < 1 || body > RecordFrame.MAX_BODY || offset + RecordFrame.HEAD + body > limit) {
      return null;
    }
    final ByteBuffer whole = readFully(offset, RecordFrame.HEAD + body);
    final OutgoingRecord record = RecordFrame.decode(whole);
    return record == null ? null : new Frame(record, offset + RecordFrame.HEAD + body);
  }

  private ByteBuffer readFully(final long offset, final int bytes) throws IOException {
    final ByteBuffer buffer = ByteBuffer.allocate(bytes);
    while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) >= 0) {
      // Goes on until all is there or the file ends.
    }
    return buffer.flip();
  }

  /** Writes a frame at the end; not durable before {@link #sync}. */
  void append(final ByteBuffer frame) throws IOException {
    final int size = frame.remaining();
    long at = length;
    while (frame.hasRemaining()) {
      at += channel.write(frame, at);
    }
    length += size;
    count++;
  }

  /** Returns when everything appended is on the disk. */
  void sync() throws IOException {
    if (syncedLength < length) {
      channel.force(true);
      syncedLength = length;
    }
  }

  /** No more appends; what was not synced may be lost. */
  void seal() {
    open = false;
  }

  boolean canGrow() {
    return open;
  }

  boolean isEmpty() {
    return count == 0;
  }

  long first() {
    return first;
  }

  /** Number of the record behind the last one. */
  long next() {
    return first + count;
  }

  long length() {
    return length;
  }

  /** Bytes behind the last sound frame. */
  long tornBytes() throws IOException {
    return channel.size() - length;
  }

  /** Whether everything up to here was read. */
  boolean endsAt(final long offset) {
    return offset >= syncedLength;
  }

  void delete() throws IOException {
    close();
    Files.deleteIfExists(file);
  }

  @Override
  public void close() throws IOException {
    open = false;
    channel.close();
  }

  static void syncDirectory(final Path directory) {
    try (FileChannel handle = FileChannel.open(directory, StandardOpenOption.READ)) {
      handle.force(true);
    } catch (final IOException e) {
      // Some systems do not open directories; there the file's own sync has to do.
    }
  }
}

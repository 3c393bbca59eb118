package com.nexora.streams.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A queue on disk for the time without a broker: first in, first out, bounded, and complete after
 * the death of the process for everything that {@link #sync} returned for.
 *
 * <p>A torn or damaged end of a file is skipped and counted; what stands before it is delivered.
 * One process at a time, used by one thread; the figures may be read by any.
 */
final class Spool implements AutoCloseable {

  private final Path directory;
  private final long maxBytes;
  private final long segmentBytes;
  private final FileChannel lockFile;
  private final SpoolCursor cursor;
  private final TreeMap<Long, SpoolSegment> segments = new TreeMap<>();
  private long next;
  private long readAt;
  private volatile long waiting;
  private volatile long bytes;
  private volatile long damaged;

  private Spool(
      final Path directory,
      final long maxBytes,
      final long segmentBytes,
      final FileChannel lockFile,
      final SpoolCursor cursor) {
    this.directory = directory;
    this.maxBytes = maxBytes;
    this.segmentBytes = segmentBytes;
    this.lockFile = lockFile;
    this.cursor = cursor;
  }

  /** A record, its number and where in its file the next one begins. */
  record Spooled(long number, OutgoingRecord record, long segment, long end) {}

  /**
   * Opens a directory, made if it is not there, with whatever an earlier process left in it.
   *
   * @param maxBytes most bytes of all files together
   * @param segmentBytes a file is closed when it is longer
   * @throws IOException if it cannot be read or written, or another process uses it
   */
  static Spool open(final Path directory, final long maxBytes, final long segmentBytes)
      throws IOException {
    Files.createDirectories(directory);
    final FileChannel lockFile =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      lock(directory, lockFile);
      final Spool spool =
          new Spool(directory, maxBytes, segmentBytes, lockFile, SpoolCursor.open(directory));
      spool.recover();
      return spool;
    } catch (final IOException | RuntimeException e) {
      lockFile.close();
      throw e;
    }
  }

  private static void lock(final Path directory, final FileChannel file) throws IOException {
    @Nullable FileLock lock = null;
    try {
      lock = file.tryLock();
    } catch (final OverlappingFileLockException e) {
      // Another publisher of this process; said below.
    }
    if (lock == null) {
      throw new IOException(
          "spool directory "
              + directory
              + " is used by another publisher: give each a directory of its own");
    }
  }

  private void recover() throws IOException {
    final List<Path> files = new ArrayList<>();
    try (Stream<Path> listed = Files.list(directory)) {
      listed
          .filter(file -> file.getFileName().toString().matches("\\d{20}\\.spool"))
          .sorted()
          .forEach(files::add);
    }
    next = Math.max(1, cursor.next());
    for (final Path file : files) {
      final SpoolSegment segment = SpoolSegment.read(file);
      if (segment.tornBytes() > 0) {
        damaged++;
      }
      if (segment.next() <= cursor.next() || segment.next() == segment.first()) {
        segment.delete();
        continue;
      }
      segments.put(segment.first(), segment);
      bytes += segment.length();
      waiting += segment.next() - Math.max(segment.first(), cursor.next());
      next = Math.max(next, segment.next());
    }
    readAt = startOfReading();
  }

  /** Skips what the first file holds of delivered records. */
  private long startOfReading() throws IOException {
    long at = 0;
    if (!segments.isEmpty()) {
      final SpoolSegment head = segments.firstEntry().getValue();
      for (long number = head.first(); number < cursor.next(); number++) {
        final SpoolSegment.Frame frame = head.at(at);
        if (frame == null) {
          break;
        }
        at = frame.end();
      }
    }
    return at;
  }

  /**
   * Puts a record behind all others; it survives a crash only after {@link #sync}.
   *
   * @return false if there is no room for it
   * @throws IOException if the disk refused it; the spool stays usable
   */
  boolean append(final OutgoingRecord record) throws IOException {
    final ByteBuffer frame = RecordFrame.encode(record);
    final int size = frame.remaining();
    if (bytes + size > maxBytes) {
      return false;
    }
    final SpoolSegment last = writable();
    try {
      last.append(frame);
    } catch (final IOException e) {
      last.seal();
      throw e;
    }
    next++;
    waiting++;
    bytes += size;
    return true;
  }

  private SpoolSegment writable() throws IOException {
    final Map.Entry<Long, SpoolSegment> last = segments.lastEntry();
    if (last != null && last.getValue().canGrow() && last.getValue().length() < segmentBytes) {
      return last.getValue();
    }
    if (last != null && last.getValue().isEmpty()) {
      segments.remove(last.getKey());
      last.getValue().delete();
    } else if (last != null) {
      last.getValue().sync();
      last.getValue().seal();
    }
    final SpoolSegment created = SpoolSegment.create(directory, next);
    segments.put(next, created);
    return created;
  }

  /** Returns when every appended record is on the disk. */
  void sync() throws IOException {
    final Map.Entry<Long, SpoolSegment> last = segments.lastEntry();
    if (last != null) {
      last.getValue().sync();
    }
  }

  /**
   * The oldest records that were synced, which stay until {@link #commit}.
   *
   * @param maxRecords at least 1
   * @param maxBytes stops behind the record that exceeds it
   */
  List<Spooled> peek(final int maxRecords, final long maxBytes) throws IOException {
    final List<Spooled> found = new ArrayList<>();
    long at = readAt;
    long size = 0;
    for (final SpoolSegment segment : List.copyOf(segments.values())) {
      long number = Math.max(segment.first(), cursor.next());
      for (SpoolSegment.Frame frame = segment.at(at); frame != null; frame = segment.at(at)) {
        found.add(new Spooled(number++, frame.record(), segment.first(), frame.end()));
        at = frame.end();
        size += frame.record().size();
        if (found.size() >= maxRecords || size > maxBytes) {
          return found;
        }
      }
      if (!segment.endsAt(at) && found.isEmpty()) {
        skipDamagedRest(segment, number);
      } else if (!segment.endsAt(at)) {
        return found;
      }
      at = 0;
    }
    return found;
  }

  /**
   * The disk gave back other bytes than it took: what follows in this file cannot be told apart.
   */
  private void skipDamagedRest(final SpoolSegment segment, final long number) throws IOException {
    damaged++;
    waiting -= segment.next() - number;
    bytes -= segment.length();
    segments.remove(segment.first());
    cursor.moveTo(Math.max(cursor.next(), segment.next()));
    readAt = 0;
    segment.delete();
  }

  /** Lets go of the oldest records, as {@link #peek} gave them; from its first, none left out. */
  void commit(final List<Spooled> delivered) throws IOException {
    if (delivered.isEmpty()) {
      return;
    }
    final Spooled last = delivered.get(delivered.size() - 1);
    cursor.moveTo(last.number() + 1);
    waiting -= delivered.size();
    readAt = last.end();
    while (!segments.isEmpty()) {
      final SpoolSegment head = segments.firstEntry().getValue();
      final boolean done = head.first() == last.segment() && head.next() == last.number() + 1;
      if (head.first() >= last.segment() && !done) {
        break;
      }
      segments.pollFirstEntry();
      bytes -= head.length();
      head.delete();
      if (done) {
        readAt = 0;
      }
    }
  }

  /** Records that wait. */
  long waiting() {
    return waiting;
  }

  /** Size of all files, in bytes. */
  long bytes() {
    return bytes;
  }

  /** Files whose end was torn off or damaged, since the spool was opened. */
  long damaged() {
    return damaged;
  }

  @Override
  public void close() throws IOException {
    try {
      sync();
      for (final SpoolSegment segment : segments.values()) {
        segment.close();
      }
    } finally {
      cursor.close();
      lockFile.close();
    }
  }
}

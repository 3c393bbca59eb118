package com.nexora.streams.audit;

import com.nexora.oracle.Trail;
import com.nexora.oracle.TrailRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.RecordBatch;

/**
 * Writes one log of a trail and its checkpoints as the segment files in which a broker would have
 * them: in batches of transactions, some of them aborted, over several segments.
 */
final class TrailFiles {

  private static final long PRODUCER = 7;
  private static final long ABORTED = 8;

  private final Path directory;
  private final Random random;

  /**
   * @param directory becomes a broker's log directory
   * @param seed of the sizes of batches and segments
   */
  TrailFiles(final Path directory, final long seed) {
    this.directory = directory;
    this.random = new Random(seed);
  }

  /**
   * Writes a log.
   *
   * @param together whether several records may share a batch, and so the time of the first
   */
  void write(final int partition, final Trail trail, final boolean together) throws IOException {
    final Path records = Files.createDirectories(directory.resolve("audit.records-" + partition));
    long offset = trail.startOffset();
    Path segment = newSegment(records, offset);
    final List<TrailRecord> all = trail.records();
    for (int from = 0; from < all.size(); ) {
      final int to = together ? Math.min(all.size(), from + 1 + random.nextInt(12)) : from + 1;
      offset = batch(segment, Math.max(offset, all.get(from).offset()), all.subList(from, to));
      if (random.nextInt(9) == 0) {
        offset = aborted(segment, offset, all.get(from));
      }
      from = to;
      if (from == all.size() || random.nextInt(4) == 0) {
        end(segment, offset++, PRODUCER, ControlRecordType.COMMIT);
        if (random.nextInt(4) == 0) {
          segment = newSegment(records, offset);
        }
      }
    }
    final Path notes = Files.createDirectories(directory.resolve("audit.checkpoints-" + partition));
    final Path file = newSegment(notes, 0);
    long at = 0;
    for (final Trail.Note note : trail.notes()) {
      final MemoryRecordsBuilder batch = builder(at, note.timestamp(), RecordBatch.NO_PRODUCER_ID);
      batch.appendWithOffset(at++, note.timestamp(), null, note.bytes(), new Header[0]);
      append(file, batch.build());
    }
  }

  private static long batch(final Path segment, final long offset, final List<TrailRecord> records)
      throws IOException {
    final long time = records.get(0).timestamp();
    final MemoryRecordsBuilder batch = builder(offset, time, PRODUCER);
    long next = offset;
    for (final TrailRecord record : records) {
      next = Math.max(next, record.offset());
      batch.appendWithOffset(
          next++,
          time,
          record.key(),
          record.value(),
          record.headers().stream()
              .map(header -> (Header) new RecordHeader(header.name(), header.value()))
              .toArray(Header[]::new));
    }
    append(segment, batch.build());
    return next;
  }

  /** What a transaction left behind that did not come to its end. */
  private static long aborted(final Path segment, final long offset, final TrailRecord record)
      throws IOException {
    final MemoryRecordsBuilder batch = builder(offset, record.timestamp(), ABORTED);
    batch.appendWithOffset(offset, record.timestamp(), record.key(), record.value(), new Header[0]);
    append(segment, batch.build());
    end(segment, offset + 1, ABORTED, ControlRecordType.ABORT);
    return offset + 2;
  }

  private static MemoryRecordsBuilder builder(
      final long offset, final long time, final long producer) {
    final boolean transactional = producer != RecordBatch.NO_PRODUCER_ID;
    return MemoryRecords.builder(
        ByteBuffer.allocate(1024),
        RecordBatch.CURRENT_MAGIC_VALUE,
        offset % 2 == 0 ? Compression.NONE : Compression.lz4().build(),
        TimestampType.LOG_APPEND_TIME,
        offset,
        time,
        producer,
        (short) (transactional ? 0 : -1),
        transactional ? 0 : -1,
        transactional,
        RecordBatch.NO_PARTITION_LEADER_EPOCH);
  }

  private static void end(
      final Path segment, final long offset, final long producer, final ControlRecordType how)
      throws IOException {
    append(
        segment,
        MemoryRecords.withEndTransactionMarker(
            offset,
            TrailSamples.TIME,
            RecordBatch.NO_PARTITION_LEADER_EPOCH,
            producer,
            (short) 0,
            new EndTransactionMarker(how, 0)));
  }

  private static Path newSegment(final Path partition, final long offset) throws IOException {
    return Files.createFile(partition.resolve("%020d.log".formatted(offset)));
  }

  private static void append(final Path segment, final MemoryRecords records) throws IOException {
    try (FileRecords file = FileRecords.open(segment.toFile(), true)) {
      file.append(records);
    }
  }
}

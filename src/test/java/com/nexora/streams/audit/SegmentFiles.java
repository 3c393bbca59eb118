package com.nexora.streams.audit;

import com.nexora.events.AuditRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
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

/** Writes a partition's segment files as a broker does, batch by batch and marker by marker. */
final class SegmentFiles {

  private static final long TIME = 1_700_000_000_000L;

  private final Path partition;
  private final Compression compression;
  private long offset;
  private Path segment;

  SegmentFiles(final Path directory, final int partition, final Compression compression) {
    this(directory.resolve("audit.records-" + partition), compression);
  }

  /**
   * @param partition directory of a partition
   */
  SegmentFiles(final Path partition, final Compression compression) {
    this.partition = partition;
    this.compression = compression;
    try {
      Files.createDirectories(this.partition);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    roll();
  }

  /** Starts a new segment at the next offset. */
  SegmentFiles roll() {
    segment = partition.resolve("%020d.log".formatted(offset));
    append(MemoryRecords.EMPTY);
    return this;
  }

  Path segment() {
    return segment;
  }

  /** One batch of a producer's transaction. */
  SegmentFiles batch(final long producer, final List<StoredRecord> records) {
    final MemoryRecordsBuilder batch = builder(producer, true);
    for (final StoredRecord record : records) {
      batch.appendWithOffset(
          offset++,
          TIME,
          record.key(),
          wire(record.value()),
          record.headers().entrySet().stream()
              .map(h -> (Header) new RecordHeader(h.getKey(), h.getValue()))
              .toArray(Header[]::new));
    }
    append(batch.build());
    return this;
  }

  /** One value in a batch of its own, without a transaction. */
  SegmentFiles value(final byte[] value) {
    final MemoryRecordsBuilder batch = builder(RecordBatch.NO_PRODUCER_ID, false);
    batch.appendWithOffset(offset++, TIME, null, value, new Header[0]);
    append(batch.build());
    return this;
  }

  private MemoryRecordsBuilder builder(final long producer, final boolean transactional) {
    return MemoryRecords.builder(
        ByteBuffer.allocate(1024),
        RecordBatch.CURRENT_MAGIC_VALUE,
        compression,
        TimestampType.LOG_APPEND_TIME,
        offset,
        TIME,
        producer,
        (short) (transactional ? 0 : -1),
        transactional ? 0 : -1,
        transactional,
        RecordBatch.NO_PARTITION_LEADER_EPOCH);
  }

  SegmentFiles commit(final long producer) {
    return end(producer, ControlRecordType.COMMIT);
  }

  SegmentFiles abort(final long producer) {
    return end(producer, ControlRecordType.ABORT);
  }

  private SegmentFiles end(final long producer, final ControlRecordType how) {
    append(
        MemoryRecords.withEndTransactionMarker(
            offset++,
            TIME,
            RecordBatch.NO_PARTITION_LEADER_EPOCH,
            producer,
            (short) 0,
            new EndTransactionMarker(how, 0)));
    return this;
  }

  private void append(final MemoryRecords records) {
    try (FileRecords file = FileRecords.open(segment.toFile(), true)) {
      file.append(records);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An envelope as it stands on the topic. */
  static byte[] wire(final AuditRecord record) {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0, 0, 0, 0, 9});
    try {
      final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      new SpecificDatumWriter<>(AuditRecord.class).write(record, encoder);
      encoder.flush();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}

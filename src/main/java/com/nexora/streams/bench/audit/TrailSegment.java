package com.nexora.streams.bench.audit;

import com.nexora.events.AuditEntry;
import com.nexora.events.AuditEvent;
import com.nexora.events.AuditRecord;
import com.nexora.events.Sha256;
import com.nexora.streams.audit.AuditFormat;
import com.nexora.streams.audit.HmacKeys;
import com.nexora.streams.catalogue.OutputHeaders;
import com.nexora.streams.catalogue.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.RecordBatch;

/**
 * Writes a log of sealed entries as the files of a Kafka partition, as a broker would: batches of a
 * transactional producer, a commit marker now and then.
 */
final class TrailSegment {

  private static final int BATCH_BYTES = 16_384;
  private static final int BATCHES_A_TRANSACTION = 40;
  private static final int TENANTS = 50;
  private static final long FIRST = 1_767_600_000_000L;
  private static final long PRODUCER = 7;

  /** A broker's default; a file of records ends at 2 GiB. */
  private static final int SEGMENT_BYTES = 1 << 30;

  private static final int SCHEMA_ID = 42;

  private final SpecificDatumWriter<AuditRecord> writer =
      new SpecificDatumWriter<>(AuditRecord.class);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
  private final byte[][] heads = new byte[TENANTS][AuditFormat.HASH_BYTES];
  private final long[] sequences = new long[TENANTS];
  private final HmacKeys keys;
  private final Compression compression;
  private long leaf;
  private long offset;
  private int batches;

  private TrailSegment(final HmacKeys keys, final Compression compression) {
    this.keys = keys;
    this.compression = compression;
  }

  /**
   * Writes partition 0 of the trail below a directory.
   *
   * @param entries number of entries
   * @param entryBytes bytes of each
   * @return bytes on disk
   */
  static long write(
      final Path directory,
      final long entries,
      final int entryBytes,
      final HmacKeys keys,
      final Compression compression) {
    final Path partition = directory.resolve(Topics.AUDIT_RECORDS + "-0");
    try {
      Files.createDirectories(partition);
      final TrailSegment trail = new TrailSegment(keys, compression);
      long bytes = 0;
      while (trail.leaf < entries) {
        final Path segment = partition.resolve("%020d.log".formatted(trail.offset));
        try (FileRecords file = FileRecords.open(segment.toFile(), true)) {
          trail.write(file, entries, entryBytes);
          bytes += file.sizeInBytes();
        }
      }
      return bytes;
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(final FileRecords file, final long entries, final int entryBytes)
      throws IOException {
    while (leaf < entries && file.sizeInBytes() < SEGMENT_BYTES) {
      final MemoryRecordsBuilder batch =
          MemoryRecords.builder(
              ByteBuffer.allocate(2 * BATCH_BYTES),
              RecordBatch.CURRENT_MAGIC_VALUE,
              compression,
              TimestampType.LOG_APPEND_TIME,
              offset,
              FIRST + leaf,
              PRODUCER,
              (short) 0,
              0,
              true,
              RecordBatch.NO_PARTITION_LEADER_EPOCH);
      for (int size = 0; size < BATCH_BYTES && leaf < entries; ) {
        size += append(batch, entryBytes);
      }
      file.append(batch.build());
      batches++;
      if (batches % BATCHES_A_TRANSACTION == 0 || leaf == entries) {
        file.append(
            MemoryRecords.withEndTransactionMarker(
                offset++,
                FIRST + leaf,
                RecordBatch.NO_PARTITION_LEADER_EPOCH,
                PRODUCER,
                (short) 0,
                new EndTransactionMarker(ControlRecordType.COMMIT, 0)));
      }
    }
  }

  private int append(final MemoryRecordsBuilder batch, final int entryBytes) throws IOException {
    final int tenant = (int) (leaf * 31 % TENANTS);
    final String tenantId = "tenant-" + tenant;
    final AuditEvent event = act(tenantId, "");
    final AuditEntry entry =
        new AuditEntry(
            AuditFormat.logId(0), leaf, ++sequences[tenant], new Sha256(heads[tenant]), event);
    final int room = entryBytes - AuditFormat.entryBytes(entry).length;
    // A payload of more than 63 bytes has two bytes of length.
    event.setPayload("{\"note\":\"" + "x".repeat(Math.max(0, room - 12)) + "\"}");
    final byte[] sealed = AuditFormat.entryBytes(entry);
    final byte[] leafHash = AuditFormat.leafHash(sealed);
    final byte[] previous = heads[tenant];
    heads[tenant] = leafHash;
    final byte[] value =
        wire(
            new AuditRecord(
                tenantId,
                event.getAuditId(),
                leaf,
                sequences[tenant],
                ByteBuffer.wrap(previous),
                ByteBuffer.wrap(sealed),
                ByteBuffer.wrap(leafHash),
                ByteBuffer.wrap(keys.sign(keys.currentVersion(), leafHash)),
                keys.currentVersion(),
                event.getOccurredAt()));
    batch.appendWithOffset(
        offset++,
        FIRST + leaf,
        tenantId.getBytes(StandardCharsets.UTF_8),
        value,
        OutputHeaders.of(tenantId, event.getEventType(), event.getAuditId(), 1).toArray());
    leaf++;
    return value.length;
  }

  private AuditEvent act(final String tenantId, final String payload) {
    return AuditEvent.newBuilder()
        .setAuditId("%032x".formatted(leaf * 0x9e3779b97f4a7c15L))
        .setTenantId(tenantId)
        .setEventType("data.access")
        .setCategory("DATA_ACCESS")
        .setAction("read")
        .setDescription("order read by the support desk")
        .setActor("user-" + leaf % 997)
        .setResource("table:orders/" + leaf % 10_007)
        .setPayload(payload)
        .setOccurredAt(FIRST + leaf)
        .setSourceTopic(Topics.AUDIT_EVENTS)
        .setSourcePartition(3)
        .setSourceOffset(leaf)
        .setMetadata(Map.of("region", "eu-central-1"))
        .build();
  }

  private byte[] wire(final AuditRecord record) throws IOException {
    out.reset();
    out.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(SCHEMA_ID).array());
    final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    writer.write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }
}

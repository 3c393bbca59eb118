package com.nexora.streams.audit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.utils.BufferSupplier;

/**
 * The segments of one partition. This thread finds out where the batches are; whoever takes a block
 * decompresses it.
 *
 * <p>Checksums of batches are not looked at: whoever edits a segment also writes its checksum, and
 * the entries' own hashes tell where.
 */
final class SegmentLogReader implements AuditVerifier.LogSource {

  private static final int CHUNK = 1 << 20;
  private static final int LENGTH_AT = 8;
  private static final int BATCH_PREFIX = 12;
  private static final int EXPANSION = 3;
  private static final int MOST_LOST = 100_000;

  private final String logId;
  private final List<Path> segments;
  private final AtomicLong read;
  private final ThreadLocal<BufferSupplier> buffers =
      ThreadLocal.withInitial(BufferSupplier::create);

  /**
   * @param segments in the order of their offsets
   * @param read counts records
   */
  SegmentLogReader(final String logId, final List<Path> segments, final AtomicLong read) {
    this.logId = logId;
    this.segments = List.copyOf(segments);
    this.read = read;
  }

  @Override
  public String logId() {
    return logId;
  }

  @Override
  public long startOffset() {
    return segments.isEmpty() ? 0 : baseOffset(segments.get(0));
  }

  @Override
  public Envelopes envelopes() {
    return Envelopes.shipped();
  }

  @Override
  public void forEach(final long from, final Consumer<Supplier<RecordBlock>> blocks) {
    final AbortedReader transactions = AbortedReader.of(segments);
    for (int i = 0; i < segments.size(); i++) {
      if (i + 1 < segments.size() && baseOffset(segments.get(i + 1)) <= from) {
        continue;
      }
      try (FileRecords file = FileRecords.open(segments.get(i).toFile(), false)) {
        chunks(file, new Part(from, transactions, baseOffset(segments.get(i))), blocks);
      } catch (final IOException | KafkaException e) {
        throw new UncheckedIOException(
            "cannot read segment " + segments.get(i),
            e instanceof IOException io ? io : new IOException(e));
      }
    }
  }

  /** Which records of a segment are wanted. */
  private record Part(long from, AbortedReader transactions, long base) {}

  private void chunks(
      final FileRecords file, final Part part, final Consumer<Supplier<RecordBlock>> blocks)
      throws IOException {
    int position = 0;
    int wanted = CHUNK;
    while (position < file.sizeInBytes()) {
      final ByteBuffer chunk = ByteBuffer.allocate(Math.min(wanted, file.sizeInBytes() - position));
      file.readInto(chunk, position);
      final int whole = wholeBatches(chunk);
      if (whole > 0) {
        chunk.limit(whole);
        blocks.accept(() -> block(chunk, part));
        position += whole;
        wanted = CHUNK;
      } else if (whole < 0) {
        blocks.accept(() -> lost(part));
        return;
      } else if (chunk.limit() == file.sizeInBytes() - position) {
        // The last batch is not whole: the broker was writing it, or was killed there.
        return;
      } else {
        wanted = chunk.getInt(LENGTH_AT) + BATCH_PREFIX;
      }
    }
  }

  /** Bytes of the whole batches at the start of a chunk; -1 if the first one is no batch. */
  private static int wholeBatches(final ByteBuffer chunk) {
    int end = 0;
    while (chunk.limit() - end >= BATCH_PREFIX) {
      final int length = chunk.getInt(end + LENGTH_AT);
      if (length < DefaultRecordBatch.RECORD_BATCH_OVERHEAD - BATCH_PREFIX) {
        return end == 0 ? -1 : end;
      }
      if (length > chunk.limit() - end - BATCH_PREFIX) {
        break;
      }
      end += BATCH_PREFIX + length;
    }
    return end;
  }

  /** What stands where no batch can be: the rest of the segment cannot be read. */
  private static RecordBlock lost(final Part part) {
    final RecordBlock block = new RecordBlock(0);
    block.addUnreadable(part.base(), 0);
    return block;
  }

  private RecordBlock block(final ByteBuffer chunk, final Part part) {
    final RecordBlock block = new RecordBlock(chunk.limit() * EXPANSION);
    int at = 0;
    for (final MutableRecordBatch batch : MemoryRecords.readableRecords(chunk).batches()) {
      final int start = at;
      at += batch.sizeInBytes();
      if (!batch.isControlBatch()
          && batch.lastOffset() >= part.from()
          && part.transactions().isCommitted(batch)) {
        add(block, batch, chunk.array(), start);
      }
    }
    read.addAndGet(block.count());
    return block;
  }

  private void add(
      final RecordBlock block, final MutableRecordBatch batch, final byte[] chunk, final int at) {
    final int start = block.used();
    final int count = batch.countOrNull() == null ? 0 : batch.countOrNull();
    int readable = 0;
    if (batch instanceof DefaultRecordBatch current) {
      expand(current, block, chunk, at);
      readable =
          block.addBatch(start, block.used(), batch.baseOffset(), batch.maxTimestamp(), count);
    }
    final long lost = Math.min(MOST_LOST, batch.lastOffset() - batch.baseOffset() + 1);
    for (long i = readable; readable < count && i < lost; i++) {
      block.addUnreadable(batch.baseOffset() + i, batch.maxTimestamp());
    }
  }

  private void expand(
      final DefaultRecordBatch batch, final RecordBlock block, final byte[] chunk, final int at) {
    if (batch.compressionType() == CompressionType.NONE) {
      final int size = batch.sizeInBytes() - DefaultRecordBatch.RECORD_BATCH_OVERHEAD;
      final int into = block.use(size);
      System.arraycopy(
          chunk, at + DefaultRecordBatch.RECORD_BATCH_OVERHEAD, block.data(), into, size);
      return;
    }
    try (InputStream in = batch.recordInputStream(buffers.get())) {
      final byte[] piece = new byte[1 << 16];
      for (int size = in.read(piece); size > 0; size = in.read(piece)) {
        final int into = block.use(size);
        System.arraycopy(piece, 0, block.data(), into, size);
      }
    } catch (final IOException | KafkaException e) {
      // What could be expanded is looked at; the rest counts as lost.
      return;
    }
  }

  private static long baseOffset(final Path segment) {
    final String name = segment.getFileName().toString();
    return Long.parseLong(name.substring(0, name.indexOf('.')));
  }
}

package com.nexora.streams.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.FileLogInputStream.FileChannelRecordBatch;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;

/**
 * Which batches of a partition are committed, found from its transaction markers alone: an index of
 * aborted transactions may not have been copied, and nothing signs it.
 *
 * <p>One walk over the headers of the batches, before the records are read.
 */
final class AbortedReader {

  private final Map<Long, List<long[]>> aborted = new HashMap<>();
  private final Map<Long, Long> open = new HashMap<>();
  private long firstOpen = Long.MAX_VALUE;

  private AbortedReader() {}

  /**
   * Walks over segments.
   *
   * @throws UncheckedIOException if one cannot be read
   */
  static AbortedReader of(final List<Path> segments) {
    final AbortedReader transactions = new AbortedReader();
    for (final Path segment : segments) {
      try (FileRecords file = FileRecords.open(segment.toFile(), false)) {
        for (final FileChannelRecordBatch batch : file.batches()) {
          transactions.take(batch);
        }
      } catch (final IOException e) {
        throw new UncheckedIOException("cannot read segment " + segment, e);
      } catch (final org.apache.kafka.common.KafkaException e) {
        // No batch: whoever reads the records tells where.
        continue;
      }
    }
    transactions
        .open
        .values()
        .forEach(o -> transactions.firstOpen = Math.min(transactions.firstOpen, o));
    return transactions;
  }

  /** Whether a consumer of committed records would see a batch of records. */
  boolean isCommitted(final RecordBatch batch) {
    if (batch.baseOffset() >= firstOpen) {
      return false;
    }
    if (!batch.isTransactional()) {
      return true;
    }
    for (final long[] range : aborted.getOrDefault(batch.producerId(), List.of())) {
      if (range[0] <= batch.baseOffset() && batch.baseOffset() < range[1]) {
        return false;
      }
    }
    return true;
  }

  private void take(final FileChannelRecordBatch batch) {
    if (!batch.isTransactional()) {
      return;
    }
    if (!batch.isControlBatch()) {
      open.putIfAbsent(batch.producerId(), batch.baseOffset());
      return;
    }
    final Long first = open.remove(batch.producerId());
    for (final Record marker : batch) {
      if (first != null && ControlRecordType.parse(marker.key()) == ControlRecordType.ABORT) {
        aborted
            .computeIfAbsent(batch.producerId(), id -> new ArrayList<>())
            .add(new long[] {first, batch.baseOffset()});
      }
    }
  }
}

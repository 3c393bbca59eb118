package com.nexora.streams.audit;

import com.nexora.events.AuditEntry;
import com.nexora.events.AuditEvent;
import com.nexora.events.AuditRecord;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Walks over a tenant's queryable trail once, newest first, and checks its chain on the way: every
 * entry's bytes against its leaf hash, every leaf hash against the entry that follows it.
 *
 * <p>No index by time or framework is kept: 100,000 entries are walked in less than a second, and
 * reports are asked for rarely, whereas an index would cost every entry that is sealed.
 */
public final class TrailScanReader {

  private final ReadOnlyKeyValueStore<Bytes, byte[]> entries;
  private final int limit;

  /**
   * @param entries the store {@code audit-entries}
   * @param limit most entries that are walked over
   */
  public TrailScanReader(final ReadOnlyKeyValueStore<Bytes, byte[]> entries, final int limit) {
    this.entries = entries;
    this.limit = limit;
  }

  /**
   * What the walk found of the chain.
   *
   * @param head the newest entry; null if the tenant has none that can be queried
   * @param checked entries whose hashes were checked
   * @param oldestSequence sequence of the last entry that was checked, 0 if there is none
   * @param whole whether the walk came to the oldest queryable entry
   * @param damage what does not fit, and where; null if all does
   */
  public record Chain(
      @Nullable Head head,
      long checked,
      long oldestSequence,
      boolean whole,
      @Nullable String damage) {

    /** Whether every hash that was checked fits. */
    public boolean intact() {
      return damage == null;
    }
  }

  /**
   * The newest entry of a tenant's chain.
   *
   * @param leafHash in lower-case hex
   */
  public record Head(String logId, long leafIndex, long sequence, String leafHash) {}

  /**
   * Walks over all entries of a tenant and hands on the acts that fit.
   *
   * @param found gets every fitting act, newest first
   */
  public Chain scan(
      final String tenantId, final AuditFilter filter, final Consumer<AuditEvent> found) {
    final Walk walk = new Walk(filter, found);
    try (KeyValueIterator<Bytes, byte[]> newestFirst =
        entries.reverseRange(
            Bytes.wrap(AuditKeys.entry(tenantId, 0)),
            Bytes.wrap(AuditKeys.entry(tenantId, Long.MAX_VALUE - 1)))) {
      while (newestFirst.hasNext() && walk.checked < limit) {
        walk.step(EntryCodec.recordOf(newestFirst.next().value));
      }
      return new Chain(walk.head, walk.checked, walk.sequence, !newestFirst.hasNext(), walk.damage);
    }
  }

  /** The state of one walk. */
  private static final class Walk {

    private final AuditFilter filter;
    private final Consumer<AuditEvent> found;
    private @Nullable Head head;
    private byte @Nullable [] wantedHash;
    private long sequence;
    private long checked;
    private @Nullable String damage;

    Walk(final AuditFilter filter, final Consumer<AuditEvent> found) {
      this.filter = filter;
      this.found = found;
    }

    void step(final AuditRecord record) {
      final byte[] entry = bytes(record.getEntry());
      final byte[] leaf = AuditFormat.leafHash(entry);
      check(record, leaf);
      if (head == null || filter.within(record.getOccurredAt())) {
        final AuditEntry decoded = decode(record, entry);
        if (head == null) {
          head =
              new Head(
                  decoded.getLogId(),
                  decoded.getLeafIndex(),
                  record.getTenantSequence(),
                  HexFormat.of().formatHex(leaf));
        }
        if (filter.within(record.getOccurredAt()) && filter.fits(decoded.getEvent())) {
          found.accept(decoded.getEvent());
        }
      }
      sequence = record.getTenantSequence();
      wantedHash = bytes(record.getPreviousHash());
      checked++;
    }

    private void check(final AuditRecord record, final byte[] leaf) {
      final long here = record.getTenantSequence();
      if (damage != null) {
        return;
      }
      if (!Arrays.equals(leaf, bytes(record.getLeafHash()))) {
        damage = "entry %d is not what its hash says".formatted(here);
      } else if (wantedHash != null && here != sequence - 1) {
        damage = "entries %d to %d are missing".formatted(here + 1, sequence - 1);
      } else if (wantedHash != null && !Arrays.equals(leaf, wantedHash)) {
        damage = "entry %d is not the one that entry %d follows".formatted(here, sequence);
      }
    }

    private static AuditEntry decode(final AuditRecord record, final byte[] entry) {
      try {
        return AuditSchemas.shipped().decode(entry);
      } catch (final UndecodableEntryException e) {
        throw new IllegalStateException(
            "sealed entry %d of tenant %s cannot be read: %s"
                .formatted(record.getTenantSequence(), record.getTenantId(), e.getMessage()),
            e);
      }
    }

    private static byte[] bytes(final ByteBuffer buffer) {
      final byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return bytes;
    }
  }
}

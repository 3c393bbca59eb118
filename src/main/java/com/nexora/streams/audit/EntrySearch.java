package com.nexora.streams.audit;

import com.nexora.streams.audit.merkle.MissingNodeException;
import com.nexora.streams.audit.merkle.NodeReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Looks for one entry in a trail and keeps the leaf hashes of its log, to prove it without asking
 * anybody who runs the product. Takes 32 bytes an entry of the log.
 */
public final class EntrySearch {

  private static final int HASH = AuditFormat.HASH_BYTES;

  private final byte[] auditId;
  private final byte[] external;
  private final byte[] tenantId;

  /**
   * @param tenantId its tenant
   * @param auditId id of the trail, or the producer's own (without its {@code ext:})
   */
  public EntrySearch(final String tenantId, final String auditId) {
    this.tenantId = tenantId.getBytes(StandardCharsets.UTF_8);
    this.auditId = auditId.getBytes(StandardCharsets.UTF_8);
    this.external = (AuditDrafts.EXTERNAL_ID + auditId).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * An entry and its log's tree.
   *
   * @param logId its log
   * @param leaf its leaf index
   * @param entry its sealed bytes
   * @param hmac its HMAC
   * @param keyVersion version of that key
   * @param nodes the tree over all leaves of the log
   * @param size number of leaves
   */
  public record Found(
      String logId,
      long leaf,
      byte[] entry,
      byte[] hmac,
      int keyVersion,
      NodeReader nodes,
      long size) {}

  /**
   * Looks for it, log by log.
   *
   * @throws IllegalStateException if its log is damaged or does not begin at leaf 0, so that its
   *     tree cannot be computed
   */
  public Optional<Found> in(final List<? extends AuditVerifier.LogSource> sources) {
    return sources.stream().map(this::in).flatMap(Optional::stream).findFirst();
  }

  private Optional<Found> in(final AuditVerifier.LogSource source) {
    final Search search = new Search(source);
    source.forEach(source.startOffset(), block -> search.take(block.get()));
    return search.found();
  }

  /** The walk over one log. */
  private final class Search {

    private final AuditVerifier.LogSource source;
    private final BlockCheck check;
    private final EnvelopeView envelope = new EnvelopeView();
    private byte[] hashes = new byte[HASH * 1024];
    private long size;
    private boolean broken;
    private long leaf = -1;
    private byte[] entry = new byte[0];
    private byte[] hmac = new byte[0];
    private int keyVersion;

    Search(final AuditVerifier.LogSource source) {
      this.source = source;
      this.check = new BlockCheck(source.logId(), source.envelopes(), null, new long[0]);
    }

    void take(final RecordBlock block) {
      final CheckedBlock checked = check.check(block);
      for (int i = 0; i < block.count(); i++) {
        if (checked.other(i) != null || checked.leaf(i) != size) {
          broken = true;
          continue;
        }
        if ((size + 1) * HASH > hashes.length) {
          hashes = Arrays.copyOf(hashes, Math.multiplyExact(hashes.length, 2));
        }
        System.arraycopy(checked.hashes(), i * HASH, hashes, (int) size * HASH, HASH);
        look(block, i);
        size++;
      }
    }

    private void look(final RecordBlock block, final int record) {
      final byte[] data = block.data();
      if (!envelope.read(data, block.valueAt(record), block.valueLength(record))
          || !same(data, envelope.tenantAt, envelope.tenantLength, tenantId)
          || !same(data, envelope.idAt, envelope.idLength, auditId)
              && !same(data, envelope.idAt, envelope.idLength, external)) {
        return;
      }
      leaf = size;
      entry = Arrays.copyOfRange(data, envelope.entryAt, envelope.entryAt + envelope.entryLength);
      hmac = Arrays.copyOfRange(data, envelope.hmacAt, envelope.hmacAt + envelope.hmacLength);
      keyVersion = envelope.keyVersion;
    }

    Optional<Found> found() {
      if (leaf < 0) {
        return Optional.empty();
      }
      if (broken) {
        throw new IllegalStateException(
            "log %s holds the entry at leaf %d, but its tree cannot be computed: it is damaged or its head is gone. Run \"nexora audit verify\" to see where"
                .formatted(source.logId(), leaf));
      }
      return Optional.of(
          new Found(source.logId(), leaf, entry, hmac, keyVersion, this::node, size));
    }

    private byte[] node(final int level, final long index) {
      final long first = index << level;
      if (first + (1L << level) > size) {
        throw new MissingNodeException(level, index);
      }
      if (level == 0) {
        return Arrays.copyOfRange(hashes, (int) index * HASH, ((int) index + 1) * HASH);
      }
      return AuditFormat.nodeHash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1));
    }
  }

  private static boolean same(
      final byte[] data, final int at, final int length, final byte[] expected) {
    return length == expected.length && Arrays.equals(data, at, at + length, expected, 0, length);
  }
}

package com.nexora.streams.audit.checkpoint;

import com.nexora.streams.audit.TrailLog;
import com.nexora.streams.audit.merkle.CompactRange;
import com.nexora.streams.audit.merkle.MerkleHash;
import java.util.HexFormat;

/**
 * Walks over the entries of one log from a known head on and computes what the head after them must
 * be.
 *
 * <p>It believes nothing but the bytes of the entries: their own index must be the next one and
 * their hash is computed here. Whatever one sequencer cannot have written ends the walk.
 */
public final class LeafWalk {

  private final String logId;
  private final long start;
  private CompactRange range;
  private long nextOffset;

  /**
   * @param logId the log that every entry must name
   * @param range the head from which to walk
   * @param nextOffset of the topic, from where the walk reads; for the next start of a walk
   */
  public LeafWalk(final String logId, final CompactRange range, final long nextOffset) {
    this.logId = logId;
    this.range = range;
    this.start = nextOffset;
    this.nextOffset = nextOffset;
  }

  /**
   * Takes the next record.
   *
   * @param offset of the record
   * @param entry the sealed bytes; empty if the record could not be read
   * @throws LogFault if the entry does not belong there; the walk stays where it was
   */
  public void add(final long offset, final byte[] entry) {
    final EntryPlace place;
    try {
      place = EntryPlace.of(entry);
    } catch (final IllegalArgumentException e) {
      throw fault(LogFault.Kind.FORKED, offset, "is no sealed entry: " + e.getMessage());
    }
    if (!place.logId().equals(logId)) {
      throw fault(LogFault.Kind.FORKED, offset, "belongs to the log " + place.logId());
    }
    if (place.leafIndex() > 0 && range.size() == 0 && start > 0) {
      throw new LogFault(
          LogFault.Kind.CHECKPOINT,
          "log %s cannot be signed: its leaves before %d expired from %s before any head of it was signed, and without them its tree cannot be computed. It is sealed on. To have it signed begin it anew, see docs/audit-checkpoints.md."
              .formatted(logId, place.leafIndex(), TrailLog.recordsOf(logId)));
    }
    if (place.leafIndex() > range.size()) {
      throw fault(
          LogFault.Kind.CUT,
          offset,
          "is leaf %d, so %d to %d are missing"
              .formatted(place.leafIndex(), range.size(), place.leafIndex() - 1));
    }
    if (place.leafIndex() < range.size()) {
      throw fault(
          LogFault.Kind.FORKED,
          offset,
          "claims leaf %d, which stands already (the log has %d): a second writer, or a store that went back"
              .formatted(place.leafIndex(), range.size()));
    }
    range = range.append(MerkleHash.leaf(entry));
    nextOffset = offset + 1;
  }

  /**
   * Goes on from a later place of the topic, because what stood before it has expired. Should an
   * entry have been there that the walk has not seen, the next one tells.
   *
   * @param offset where the topic begins now
   */
  public void skipTo(final long offset) {
    nextOffset = Math.max(nextOffset, offset);
  }

  /** The head after all that was taken. */
  public CompactRange range() {
    return range;
  }

  /** Offset behind the last entry that was taken. */
  public long nextOffset() {
    return nextOffset;
  }

  /** The log. */
  public String logId() {
    return logId;
  }

  private LogFault fault(final LogFault.Kind kind, final long offset, final String what) {
    return new LogFault(
        kind,
        "log %s: the record at offset %d of %s %s. Run \"nexora audit verify\" to see the whole damage; nothing is sealed or signed on top of it."
            .formatted(logId, offset, TrailLog.recordsOf(logId), what));
  }

  @Override
  public String toString() {
    return "%s at %d (root %s)"
        .formatted(logId, range.size(), HexFormat.of().formatHex(range.root()));
  }
}

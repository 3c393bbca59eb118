package com.nexora.streams.audit;

import com.nexora.streams.audit.CheckedRecord.Sound;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One tenant's chain in one log, as pieces of consecutive sequence numbers: one piece if all is
 * well.
 *
 * <p>Within a piece every link is checked as it comes. Where two unproven entries do not link, the
 * next link tells which of the two was changed: if it holds, the later one is genuine.
 */
final class TenantChain {

  /** Told about links that do not hold. */
  interface Breaks {
    /**
     * A link does not hold.
     *
     * @param guilty the entry to blame
     * @param forked whether both ends are proven, so that nobody without the key did it
     */
    void broken(Link guilty, boolean forked, String detail);
  }

  /**
   * What a link needs of an entry.
   *
   * @param leaf leaf index
   * @param offset Kafka offset
   * @param sequence tenant sequence
   * @param previous previous hash
   * @param hash leaf hash
   * @param proven whether its HMAC confirms it
   */
  record Link(long leaf, long offset, long sequence, byte[] previous, byte[] hash, boolean proven) {
    static Link of(final Sound sound, final long offset) {
      return new Link(
          sound.leaf(), offset, sound.sequence(), sound.previous(), sound.hash(), sound.proven());
    }
  }

  /** Entries with consecutive sequence numbers. */
  static final class Piece {
    final Link first;
    Link last;
    private @Nullable Link beforeLast;
    private boolean doubtful;

    private Piece(final Link only) {
      this.first = only;
      this.last = only;
    }
  }

  private final List<Piece> pieces = new ArrayList<>(1);
  private final Breaks breaks;

  TenantChain(final Breaks breaks) {
    this.breaks = breaks;
  }

  /**
   * Adds an entry.
   *
   * @param continuesFork whether its predecessor is a known entry of a fork, which was told already
   */
  void add(final Link next, final boolean continuesFork) {
    for (int i = pieces.size() - 1; i >= 0; i--) {
      final Piece piece = pieces.get(i);
      if (piece.last.sequence() + 1 == next.sequence()) {
        extend(piece, next, continuesFork);
        return;
      }
    }
    pieces.add(new Piece(next));
  }

  /** Takes the newest entry of a piece out again, if it is this one; null if it is not. */
  @Nullable Link undo(final long leaf) {
    for (final Piece piece : pieces) {
      final Link last = piece.last;
      if (last.leaf() == leaf && piece.beforeLast != null) {
        piece.last = piece.beforeLast;
        piece.beforeLast = null;
        piece.doubtful = false;
        return last;
      }
    }
    return null;
  }

  /**
   * Whether the entry of this leaf is the newest of a piece and does not link to what is before.
   */
  boolean isDoubtful(final long leaf) {
    return pieces.stream().anyMatch(piece -> piece.doubtful && piece.last.leaf() == leaf);
  }

  /** The pieces by sequence; tells the doubts that no later entry has settled. */
  List<Piece> finish() {
    for (final Piece piece : pieces) {
      if (piece.doubtful && piece.beforeLast != null) {
        breaks.broken(
            piece.beforeLast,
            false,
            "its successor, leaf %d, does not link to it: one of the two was changed"
                .formatted(piece.last.leaf()));
        piece.doubtful = false;
      }
    }
    pieces.sort(Comparator.comparingLong(piece -> piece.first.sequence()));
    return pieces;
  }

  private void extend(final Piece piece, final Link next, final boolean continuesFork) {
    final Link last = piece.last;
    final boolean holds = continuesFork || links(last, next);
    if (piece.doubtful && piece.beforeLast != null) {
      breaks.broken(
          holds ? piece.beforeLast : last,
          false,
          holds
              ? "its successor, leaf %d, does not link to it".formatted(last.leaf())
              : "it links neither to its predecessor nor does its successor link to it");
      piece.doubtful = false;
    } else if (!holds) {
      blame(piece, last, next);
    }
    piece.beforeLast = last;
    piece.last = next;
  }

  private void blame(final Piece piece, final Link last, final Link next) {
    if (last.proven() || next.proven()) {
      tell(last, next);
    } else {
      piece.doubtful = true;
    }
  }

  /** Tells a broken link of which at least one end is proven, or of which no more can be known. */
  void tell(final Link last, final Link next) {
    final boolean forked = last.proven() && next.proven();
    breaks.broken(
        forked || last.proven() ? next : last,
        forked,
        "leaf %d does not link to leaf %d".formatted(next.leaf(), last.leaf()));
  }

  static boolean links(final Link last, final Link next) {
    return Arrays.equals(last.hash(), next.previous());
  }

  static boolean isFirst(final Link link) {
    for (final byte b : link.previous()) {
      if (b != 0) {
        return false;
      }
    }
    return link.sequence() == 1;
  }
}

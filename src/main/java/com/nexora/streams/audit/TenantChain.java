package com.nexora.streams.audit;

import java.util.ArrayList;
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
    void broken(ChainLink guilty, boolean forked, String detail);
  }

  /** Entries with consecutive sequence numbers. */
  static final class Piece {
    final ChainLink first;
    ChainLink last;
    private @Nullable ChainLink beforeLast;
    private boolean doubtful;

    private Piece(final ChainLink only) {
      this.first = new ChainLink().set(only);
      this.last = new ChainLink().set(only);
    }

    /** Whether it is one entry that claims sequence 1 and yet a predecessor. */
    private boolean isOnlyAnImpossibleFirst(final long leaf) {
      return beforeLast == null
          && last.leaf() == leaf
          && first.leaf() == leaf
          && first.sequence() == 1
          && !first.isFirst();
    }

    /** Goes on with a copy of the next entry, in the object that is needed no more. */
    private void goOn(final ChainLink next) {
      final ChainLink used = beforeLast == null ? new ChainLink() : beforeLast;
      beforeLast = last;
      last = used.set(next);
    }
  }

  private final List<Piece> pieces = new ArrayList<>(1);
  private final Breaks breaks;

  TenantChain(final Breaks breaks) {
    this.breaks = breaks;
  }

  /** Begins behind a head that was checked before. */
  void resume(final ChainLink head) {
    pieces.add(new Piece(head));
  }

  /**
   * Adds an entry; the link is copied.
   *
   * @param continuesFork whether its predecessor is a known entry of a fork, which was told already
   */
  void add(final ChainLink next, final boolean continuesFork) {
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
  @Nullable ChainLink undo(final long leaf) {
    for (final Piece piece : pieces) {
      final ChainLink last = piece.last;
      if (last.leaf() == leaf && piece.beforeLast != null) {
        piece.last = piece.beforeLast;
        piece.beforeLast = null;
        piece.doubtful = false;
        return last;
      }
      if (piece.isOnlyAnImpossibleFirst(leaf)) {
        pieces.remove(piece);
        return last;
      }
    }
    return null;
  }

  /**
   * Whether the entry of this leaf is the newest of a piece and does not link to what is before.
   */
  boolean isDoubtful(final long leaf) {
    return pieces.stream()
        .anyMatch(
            piece ->
                piece.doubtful && piece.last.leaf() == leaf || piece.isOnlyAnImpossibleFirst(leaf));
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

  private void extend(final Piece piece, final ChainLink next, final boolean continuesFork) {
    final ChainLink last = piece.last;
    final boolean holds = continuesFork || next.follows(last);
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
    piece.goOn(next);
  }

  private void blame(final Piece piece, final ChainLink last, final ChainLink next) {
    if (last.proven() || next.proven()) {
      tell(last, next);
    } else {
      piece.doubtful = true;
    }
  }

  /** Tells a broken link of which at least one end is proven, or of which no more can be known. */
  void tell(final ChainLink last, final ChainLink next) {
    final boolean forked = last.proven() && next.proven();
    breaks.broken(
        forked || last.proven() ? next : last,
        forked,
        "leaf %d does not link to leaf %d".formatted(next.leaf(), last.leaf()));
  }
}

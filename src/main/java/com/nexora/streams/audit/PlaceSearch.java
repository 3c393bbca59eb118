package com.nexora.streams.audit;

/**
 * Finds the offset of an entry from its index in the log, by interpolation.
 *
 * <p>Offsets grow with the index, by one an entry and by one a transaction, so that a straight line
 * through what was seen hits close. Every look narrows what is left, also when somebody has written
 * records that bear a false index; every third one halves it.
 */
final class PlaceSearch {

  /** A look begins so far before its guess, since it shows some hundred entries. */
  private static final int AHEAD = 200;

  private final long target;
  private long from;
  private long to;
  private double below;
  private double belowOffset;
  private double above = -1;
  private double aboveOffset;
  private int looks;

  /**
   * @param target index of the entry
   * @param begin first offset of the topic
   * @param end offset behind the last one
   */
  PlaceSearch(final long target, final long begin, final long end) {
    this.target = target;
    // An entry's offset is its index at least.
    this.from = Math.max(begin, target);
    this.to = end;
  }

  /** Whether no place is left: the entry is not there. */
  boolean exhausted() {
    return from >= to;
  }

  /** Offset from which to look next. */
  long guess() {
    looks++;
    if (looks % 3 == 0) {
      return from + (to - from) / 2;
    }
    final double share = above > below ? (target - below) / (above - below) : 0;
    final double line =
        above > below
            ? belowOffset + share * (aboveOffset - belowOffset)
            : belowOffset + (target - below) * (belowOffset + 1) / (below + 1);
    return Math.max(from, Math.min(to - 1, (long) line - AHEAD));
  }

  /** From this offset on stand entries from one index to another, both before the target. */
  void before(final long lastLeaf, final long lastOffset) {
    below = lastLeaf;
    belowOffset = lastOffset;
    from = Math.max(from, lastOffset + 1);
  }

  /** From this offset on stand entries behind the target, or none. */
  void behind(final long guess, final long firstLeaf, final long firstOffset) {
    above = firstLeaf;
    aboveOffset = firstOffset;
    to = Math.min(to, guess);
  }

  /** From this offset on stands nothing. */
  void nothing(final long guess) {
    to = Math.min(to, guess);
  }
}

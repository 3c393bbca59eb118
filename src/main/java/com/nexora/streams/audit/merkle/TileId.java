package com.nexora.streams.audit.merkle;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Name of a tile, as in C2SP tlog-tiles: up to 256 neighbouring hashes of every eighth level of the
 * tree. A full tile never changes, a partial one is a beginning of it.
 *
 * @param level 0 to 7: its hashes are roots of subtrees of 2^(8 level) leaves
 * @param index which tile of the level, from 0
 * @param width hashes, 1 to 256; 256 is full
 */
public record TileId(int level, long index, int width) {

  /** Levels of the tree in a tile. */
  public static final int HEIGHT = 8;

  /** Hashes in a full tile. */
  public static final int FULL = 1 << HEIGHT;

  /** Highest level: a tree has less than 2^63 leaves. */
  public static final int MAX_LEVEL = 7;

  private static final int GROUP = 1_000;
  private static final Pattern PATH =
      Pattern.compile("((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

  /**
   * @throws IllegalArgumentException if a part is out of its range
   */
  public TileId {
    if (level < 0 || level > MAX_LEVEL || index < 0 || width < 1 || width > FULL) {
      throw new IllegalArgumentException(
          "no tile %d of level %d with %d hashes: level 0 to %d, index from 0, width 1 to %d"
              .formatted(index, level, width, MAX_LEVEL, FULL));
    }
  }

  /** The full tile that holds a node of the tree, or from which it is computed. */
  public static TileId holding(final int nodeLevel, final long nodeIndex) {
    final int row = nodeLevel % HEIGHT;
    return new TileId(nodeLevel / HEIGHT, nodeIndex >> (HEIGHT - row), FULL);
  }

  /**
   * Hashes that a tile has in a tree of a given size.
   *
   * @param size leaves of the tree
   * @return 0 to 256
   */
  public static int widthAt(final int level, final long index, final long size) {
    final long hashes = size >> (level * HEIGHT);
    if (index > hashes >> HEIGHT) {
      return 0;
    }
    return (int) Math.min(FULL, hashes - (index << HEIGHT));
  }

  /** Whether the tile holds all its hashes. */
  public boolean full() {
    return width == FULL;
  }

  /** Whether a tree of this size has all hashes of the tile. */
  public boolean within(final long size) {
    return width <= widthAt(level, index, size);
  }

  /** {@code <level>/<index>[.p/<width>]}, for example {@code 0/x001/x234/067.p/8}. */
  public String path() {
    return level + "/" + indexPath();
  }

  /** {@code <index>[.p/<width>]}: the path of an entry bundle. */
  public String indexPath() {
    final StringBuilder path = new StringBuilder("%03d".formatted(index % GROUP));
    for (long rest = index / GROUP; rest > 0; rest /= GROUP) {
      path.insert(0, "x%03d/".formatted(rest % GROUP));
    }
    return full() ? path.toString() : path + ".p/" + width;
  }

  /**
   * Reads a path back.
   *
   * @param level decimal, no leading zeros
   * @param indexPath as of {@link #indexPath()}; only that one spelling is taken, so that a cache
   *     holds every tile once
   * @return empty if it names no tile
   */
  public static Optional<TileId> parse(final String level, final String indexPath) {
    if (level.length() != 1 || level.charAt(0) < '0' || level.charAt(0) > '0' + MAX_LEVEL) {
      return Optional.empty();
    }
    final Matcher matcher = PATH.matcher(indexPath);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    final String digits = matcher.group(1).replace("x", "").replace("/", "");
    final String partial = matcher.group(2);
    try {
      final TileId tile =
          new TileId(
              level.charAt(0) - '0',
              Long.parseLong(digits),
              partial == null ? FULL : Integer.parseInt(partial));
      return tile.indexPath().equals(indexPath) ? Optional.of(tile) : Optional.empty();
    } catch (final IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}

package com.nexora.streams.audit.note;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Head of a log as C2SP's tlog-checkpoint writes it: origin, number of leaves, root, one a line,
 * then extension lines.
 *
 * @param origin which log, not empty
 * @param size number of leaves, from 0
 * @param root of the Merkle tree over them, 32 bytes
 * @param extensions further lines, not empty each; what they say is the log's own word
 */
public record Checkpoint(String origin, long size, byte[] root, List<String> extensions) {

  private static final int ROOT_BYTES = 32;
  private static final int FIXED_LINES = 3;

  public Checkpoint {
    if (origin.isEmpty() || origin.indexOf('\n') >= 0) {
      throw NoteException.malformed("a checkpoint's origin is one line and not empty");
    }
    if (size < 0) {
      throw NoteException.malformed("a checkpoint's size is not negative: " + size);
    }
    if (root.length != ROOT_BYTES) {
      throw NoteException.malformed(
          "a checkpoint's root has %d bytes, this one %d".formatted(ROOT_BYTES, root.length));
    }
    root = root.clone();
    extensions = List.copyOf(extensions);
    if (extensions.stream().anyMatch(line -> line.isEmpty() || line.indexOf('\n') >= 0)) {
      throw NoteException.malformed("a checkpoint's extension is one line and not empty");
    }
  }

  /** A head without extensions. */
  public Checkpoint(final String origin, final long size, final byte[] root) {
    this(origin, size, root, List.of());
  }

  /**
   * Reads the text of a note.
   *
   * @throws NoteException if it is no checkpoint
   */
  public static Checkpoint parse(final String text) {
    if (!text.endsWith("\n")) {
      throw NoteException.malformed("a checkpoint ends with a newline");
    }
    final List<String> lines = List.of(text.substring(0, text.length() - 1).split("\n", -1));
    if (lines.size() < FIXED_LINES) {
      throw NoteException.malformed(
          "a checkpoint has at least 3 lines (origin, size, root), this one " + lines.size());
    }
    return new Checkpoint(
        lines.get(0),
        NoteText.number(lines.get(1), "the checkpoint's size"),
        NoteText.base64(lines.get(2), "the checkpoint's root"),
        lines.subList(FIXED_LINES, lines.size()));
  }

  /** The text to sign. */
  public String text() {
    final StringBuilder text =
        new StringBuilder(origin)
            .append('\n')
            .append(size)
            .append('\n')
            .append(NoteText.base64(root))
            .append('\n');
    extensions.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  @Override
  public byte[] root() {
    return root.clone();
  }

  /** Whether both say the same of the same log, whatever their extensions. */
  public boolean sameHead(final Checkpoint other) {
    return size == other.size && origin.equals(other.origin) && Arrays.equals(root, other.root);
  }

  @Override
  public boolean equals(final Object other) {
    return other instanceof Checkpoint that && sameHead(that) && extensions.equals(that.extensions);
  }

  @Override
  public int hashCode() {
    return Objects.hash(origin, size, Arrays.hashCode(root), extensions);
  }

  @Override
  public String toString() {
    return "%s at %d (root %s)".formatted(origin, size, NoteText.base64(root));
  }
}

package com.nexora.streams.audit.evidence;

import com.nexora.streams.audit.merkle.MerkleHash;
import com.nexora.streams.audit.merkle.MerkleProofs;
import com.nexora.streams.audit.note.NoteException;
import com.nexora.streams.audit.note.SignedCheckpoint;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * That an entry is in a log whose head is signed, in the text form of C2SP's tlog-proof: index and
 * inclusion proof, a blank line, the checkpoint.
 *
 * @param index leaf index of the entry
 * @param hashes inclusion proof (RFC 6962), from the leaf's sibling upwards
 * @param checkpoint signed head of a tree that has the leaf
 */
public record TlogProof(long index, List<byte[]> hashes, SignedCheckpoint checkpoint) {

  private static final String HEADER = "c2sp.org/tlog-proof@v1\n";
  private static final String EXTRA = "extra ";
  private static final String INDEX = "index ";
  private static final int MOST_HASHES = 63;

  /** Copies the list. */
  public TlogProof {
    hashes = List.copyOf(hashes);
  }

  /**
   * Reads the text form; extra data are passed over.
   *
   * @throws IllegalArgumentException if the text is not of the form; says what
   */
  public static TlogProof parse(final String text) {
    final int blank = text.indexOf("\n\n", HEADER.length());
    if (!text.startsWith(HEADER) || blank < 0) {
      throw new IllegalArgumentException(
          "a proof starts with the line %s and has a blank line before its checkpoint"
              .formatted(HEADER.strip()));
    }
    final List<String> lines =
        new ArrayList<>(List.of(text.substring(HEADER.length(), blank).split("\n", -1)));
    if (lines.get(0).startsWith(EXTRA)) {
      lines.remove(0);
    }
    if (lines.isEmpty() || !lines.get(0).startsWith(INDEX)) {
      throw new IllegalArgumentException("the proof has no line with its index");
    }
    if (lines.size() - 1 > MOST_HASHES) {
      throw new IllegalArgumentException(
          "the proof has %d hashes, no tree needs more than %d"
              .formatted(lines.size() - 1, MOST_HASHES));
    }
    final List<byte[]> hashes = new ArrayList<>();
    for (final String line : lines.subList(1, lines.size())) {
      hashes.add(hash(line));
    }
    try {
      return new TlogProof(
          index(lines.get(0).substring(INDEX.length())),
          hashes,
          SignedCheckpoint.parse(text.substring(blank + 2).getBytes(StandardCharsets.UTF_8)));
    } catch (final NoteException e) {
      throw new IllegalArgumentException("the proof's checkpoint: " + e.getMessage(), e);
    }
  }

  /** The text form. */
  public String text() {
    final StringBuilder text = new StringBuilder(HEADER).append(INDEX).append(index).append('\n');
    for (final byte[] hash : hashes) {
      text.append(Base64.getEncoder().encodeToString(hash)).append('\n');
    }
    return text.append('\n')
        .append(new String(checkpoint.bytes(), StandardCharsets.UTF_8))
        .toString();
  }

  /** Whether it proves that these bytes are the entry of its index. Says nothing of who signed. */
  public boolean proves(final byte[] entry) {
    return MerkleProofs.verifyInclusion(
        index,
        checkpoint.checkpoint().size(),
        MerkleHash.leaf(entry),
        hashes,
        checkpoint.checkpoint().root());
  }

  private static long index(final String text) {
    try {
      final long index = Long.parseLong(text);
      if (index >= 0 && Long.toString(index).equals(text)) {
        return index;
      }
    } catch (final NumberFormatException e) {
      // Told below.
    }
    throw new IllegalArgumentException("the proof's index is not a number from 0: " + text);
  }

  private static byte[] hash(final String line) {
    try {
      final byte[] hash = Base64.getDecoder().decode(line);
      if (hash.length == MerkleHash.BYTES
          && Base64.getEncoder().encodeToString(hash).equals(line)) {
        return hash;
      }
    } catch (final IllegalArgumentException e) {
      // Told below.
    }
    throw new IllegalArgumentException("a line of the proof is not 32 bytes in base64: " + line);
  }
}

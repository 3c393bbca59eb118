package com.nexora.streams.audit.note;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a log sends a witness (C2SP tlog-witness, {@code add-checkpoint}): the size that the witness
 * signed last, the proof that the log only grew since, and the new checkpoint.
 *
 * @param oldSize from 0; 0 if the witness is believed to know nothing of the log
 * @param proof consistency proof of RFC 6962 from the old to the new size, at most 63 hashes of 32
 *     bytes; empty if the old size is 0
 */
public record AddCheckpointRequest(long oldSize, List<byte[]> proof, SignedCheckpoint checkpoint) {

  /** Longest proof; a tree of 2^63 leaves needs no more. */
  public static final int MAX_PROOF = 63;

  /** Longest request that is read. */
  public static final int MAX_BYTES = SignedNote.MAX_BYTES + 4096;

  private static final int HASH_BYTES = 32;
  private static final String OLD = "old ";

  public AddCheckpointRequest {
    if (oldSize < 0) {
      throw NoteException.malformed("the old size is not negative: " + oldSize);
    }
    if (proof.size() > MAX_PROOF) {
      throw NoteException.malformed(
          "the proof has %d hashes, at most %d are allowed".formatted(proof.size(), MAX_PROOF));
    }
    final List<byte[]> copies = new ArrayList<>(proof.size());
    for (final byte[] hash : proof) {
      if (hash.length != HASH_BYTES) {
        throw NoteException.malformed("a hash of the proof has %d bytes".formatted(hash.length));
      }
      copies.add(hash.clone());
    }
    proof = List.copyOf(copies);
  }

  /**
   * Reads a body.
   *
   * @throws NoteException if it is not of the form
   */
  public static AddCheckpointRequest parse(final byte[] body) {
    if (body.length > MAX_BYTES) {
      throw NoteException.malformed(
          "the request has %d bytes, at most %d are read".formatted(body.length, MAX_BYTES));
    }
    final String text = NoteText.decode(body, "the request");
    final int blank = text.indexOf("\n\n");
    if (blank < 0 || !text.startsWith(OLD)) {
      throw NoteException.malformed(
          "a request is a line \"old <size>\", the proof, an empty line and the checkpoint");
    }
    final String[] lines = text.substring(OLD.length(), blank).split("\n", -1);
    final List<byte[]> proof = new ArrayList<>();
    for (int i = 1; i < lines.length && i <= MAX_PROOF + 1; i++) {
      proof.add(NoteText.base64(lines[i], "line " + (i + 1) + " of the request"));
    }
    return new AddCheckpointRequest(
        NoteText.number(lines[0], "the old size"),
        proof,
        SignedCheckpoint.parse(text.substring(blank + 2).getBytes(StandardCharsets.UTF_8)));
  }

  /** The body to send. */
  public byte[] bytes() {
    final StringBuilder text = new StringBuilder(OLD).append(oldSize).append('\n');
    proof.forEach(hash -> text.append(NoteText.base64(hash)).append('\n'));
    text.append('\n').append(new String(checkpoint.bytes(), StandardCharsets.UTF_8));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(final Object other) {
    return other instanceof AddCheckpointRequest that
        && oldSize == that.oldSize
        && checkpoint.equals(that.checkpoint)
        && java.util.Arrays.deepEquals(proof.toArray(), that.proof.toArray());
  }

  @Override
  public int hashCode() {
    return Objects.hash(oldSize, checkpoint);
  }
}

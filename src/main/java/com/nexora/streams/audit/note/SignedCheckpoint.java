package com.nexora.streams.audit.note;

import java.util.Collection;
import java.util.List;

/**
 * A checkpoint under its signatures.
 *
 * @param note text and signatures
 * @param checkpoint what the text says
 */
public record SignedCheckpoint(SignedNote note, Checkpoint checkpoint) {

  public SignedCheckpoint {
    if (!note.text().equals(checkpoint.text())) {
      throw NoteException.malformed("the note does not say what the checkpoint says");
    }
  }

  /** A checkpoint under the signatures of log keys. */
  public static SignedCheckpoint sign(final Checkpoint checkpoint, final SignerKey... keys) {
    return new SignedCheckpoint(SignedNote.sign(checkpoint.text(), keys), checkpoint);
  }

  /**
   * Reads a note that holds a checkpoint; says nothing about trust.
   *
   * @throws NoteException if it is not of the form
   */
  public static SignedCheckpoint parse(final byte[] bytes) {
    return of(SignedNote.parse(bytes));
  }

  /**
   * Reads the text of a note as a checkpoint.
   *
   * @throws NoteException if it is none
   */
  public static SignedCheckpoint of(final SignedNote note) {
    return new SignedCheckpoint(note, Checkpoint.parse(note.text()));
  }

  /** With one more signature. */
  public SignedCheckpoint with(final NoteSignature signature) {
    return new SignedCheckpoint(note.with(signature), checkpoint);
  }

  /** The bytes of the note. */
  public byte[] bytes() {
    return note.bytes();
  }

  /** As {@link SignedNote#verify}. */
  public List<SignedNote.Verified> verify(final Collection<VerifierKey> keys) {
    return note.verify(keys);
  }
}

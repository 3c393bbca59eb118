package com.nexora.streams.audit.note;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A text and the signatures under it, as C2SP's signed-note writes them.
 *
 * <p>Parsing says nothing about trust: {@link #verify} does, against keys that the reader brings.
 * Signatures by unknown keys are kept and mean nothing, so that keys can be changed and witnesses
 * added without breaking older readers.
 *
 * @param text ends with a newline
 * @param signatures in the order of their lines, at least one once it is written
 */
public record SignedNote(String text, List<NoteSignature> signatures) {

  /** More is refused: no reader should work for whoever sends it rubbish. */
  public static final int MAX_BYTES = 1 << 20;

  /** More signatures are refused. */
  public static final int MAX_SIGNATURES = 100;

  public SignedNote {
    checkText(text);
    signatures = List.copyOf(signatures);
    if (signatures.size() > MAX_SIGNATURES) {
      throw NoteException.malformed(
          "the note has %d signatures, at most %d are read"
              .formatted(signatures.size(), MAX_SIGNATURES));
    }
  }

  /** A text under the signatures of the given log keys. */
  public static SignedNote sign(final String text, final SignerKey... keys) {
    SignedNote note = new SignedNote(text, List.of());
    for (final SignerKey key : keys) {
      note = note.with(key.sign(text));
    }
    return note;
  }

  /**
   * Reads a note.
   *
   * @throws NoteException if it is not of the form or too large
   */
  public static SignedNote parse(final byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw NoteException.malformed(
          "the note has %d bytes, at most %d are read".formatted(bytes.length, MAX_BYTES));
    }
    final String all = NoteText.decode(bytes, "the note");
    final int blank = all.lastIndexOf("\n\n");
    if (blank < 0) {
      throw NoteException.malformed("the note has no blank line between text and signatures");
    }
    final String lines = all.substring(blank + 2);
    if (!lines.endsWith("\n")) {
      throw NoteException.malformed(
          lines.isEmpty()
              ? "the note has no signature line"
              : "the note's last line has no newline");
    }
    return new SignedNote(all.substring(0, blank + 1), signatureLines(lines));
  }

  /** Signature lines, each with its newline, as notes end and as witnesses answer. */
  static List<NoteSignature> signatureLines(final String lines) {
    final List<NoteSignature> signatures = new ArrayList<>();
    for (final String line : lines.substring(0, lines.length() - 1).split("\n", -1)) {
      if (signatures.size() == MAX_SIGNATURES) {
        throw NoteException.malformed("more than " + MAX_SIGNATURES + " signature lines");
      }
      signatures.add(NoteSignature.parse(line));
    }
    return signatures;
  }

  /** This note with one more signature; a signature that is there already is not added again. */
  public SignedNote with(final NoteSignature signature) {
    if (signatures.contains(signature)) {
      return this;
    }
    final List<NoteSignature> more = new ArrayList<>(signatures);
    more.add(signature);
    return new SignedNote(text, more);
  }

  /**
   * The bytes that {@link #parse} reads.
   *
   * @throws NoteException if nobody signed it yet
   */
  public byte[] bytes() {
    if (signatures.isEmpty()) {
      throw new NoteException(NoteException.Reason.UNSIGNED, "a note without signatures is none");
    }
    final StringBuilder all = new StringBuilder(text).append('\n');
    signatures.forEach(signature -> all.append(signature.line()));
    return all.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Checks every signature that claims one of the keys; others are ignored.
   *
   * @param keys whom the reader trusts
   * @return the signatures that hold, in their order; at least one
   * @throws NoteException {@link NoteException.Reason#BAD_SIGNATURE} if a signature claims one of
   *     the keys and does not fit, {@link NoteException.Reason#UNSIGNED} if none claims any
   */
  public List<Verified> verify(final Collection<VerifierKey> keys) {
    final byte[] covered = text.getBytes(StandardCharsets.UTF_8);
    final List<Verified> verified = new ArrayList<>();
    for (final NoteSignature signature : signatures) {
      final Optional<VerifierKey> key =
          keys.stream().filter(candidate -> candidate.claimedBy(signature)).findFirst();
      if (key.isEmpty()) {
        continue;
      }
      if (!key.get().verifies(covered, signature)) {
        throw new NoteException(
            NoteException.Reason.BAD_SIGNATURE,
            "the signature by %s (%s) does not fit the text: one of them was altered"
                .formatted(signature.name(), key.get().idText()));
      }
      verified.add(new Verified(key.get(), signature));
    }
    if (verified.isEmpty()) {
      throw new NoteException(
          NoteException.Reason.UNSIGNED,
          "none of the %d signatures is by a known key".formatted(signatures.size()));
    }
    return verified;
  }

  /**
   * A signature that holds.
   *
   * @param key whose it is
   */
  public record Verified(VerifierKey key, NoteSignature signature) {}

  private static void checkText(final String text) {
    if (text.length() < 2 || !text.endsWith("\n")) {
      throw NoteException.malformed("a note's text is not empty and ends with a newline");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)
        || text.chars().anyMatch(c -> c < ' ' && c != '\n')) {
      throw NoteException.malformed("a note's text is UTF-8 without control characters");
    }
  }
}

package com.nexora.streams.audit.note;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * One signature line of a note: an em dash, a space, the name, a space, base64 of the key's id and
 * the signature.
 *
 * @param name of the key
 * @param keyId of the key, see {@link VerifierKey#id}
 * @param signature what the key made; for a cosignature 8 bytes of time and 64 of Ed25519
 */
public record NoteSignature(String name, int keyId, byte[] signature) {

  static final String DASH = "\u2014 ";
  private static final int MAX_BYTES = 16 * 1024;

  public NoteSignature {
    NoteText.keyName(name);
    if (signature.length == 0 || signature.length > MAX_BYTES) {
      throw NoteException.malformed(
          "the signature by %s has %d bytes, must have 1 to %d"
              .formatted(name, signature.length, MAX_BYTES));
    }
    signature = signature.clone();
  }

  /**
   * Reads a line without its newline.
   *
   * @throws NoteException if it is not of the form
   */
  static NoteSignature parse(final String line) {
    final String[] parts =
        line.startsWith(DASH) ? line.substring(DASH.length()).split(" ", -1) : new String[0];
    if (parts.length != 2) {
      throw NoteException.malformed(
          "a signature line is an em dash, the key's name and base64, with one space between");
    }
    final byte[] bytes = NoteText.base64(parts[1], "the signature by " + parts[0]);
    if (bytes.length <= Integer.BYTES) {
      throw NoteException.malformed("the signature by %s is empty".formatted(parts[0]));
    }
    return new NoteSignature(
        parts[0],
        ByteBuffer.wrap(bytes).getInt(),
        Arrays.copyOfRange(bytes, Integer.BYTES, bytes.length));
  }

  /** The line with its newline. */
  public String line() {
    return DASH
        + name
        + " "
        + NoteText.base64(
            ByteBuffer.allocate(Integer.BYTES + signature.length)
                .putInt(keyId)
                .put(signature)
                .array())
        + "\n";
  }

  @Override
  public byte[] signature() {
    return signature.clone();
  }

  /**
   * When a witness made it, in seconds since 1970, if it has the form of a cosignature. Says
   * nothing before the signature was verified.
   */
  public OptionalLong cosignedAt() {
    if (signature.length != Long.BYTES + Ed25519.SIGNATURE_BYTES) {
      return OptionalLong.empty();
    }
    final long seconds = ByteBuffer.wrap(signature).getLong();
    return seconds < 0 ? OptionalLong.empty() : OptionalLong.of(seconds);
  }

  @Override
  public boolean equals(final Object other) {
    return other instanceof NoteSignature that
        && keyId == that.keyId
        && name.equals(that.name)
        && Arrays.equals(signature, that.signature);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, keyId, Arrays.hashCode(signature));
  }

  @Override
  public String toString() {
    return line().strip();
  }
}

package com.nexora.streams.audit.note;

import java.security.PublicKey;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * A public key under a name, written {@code name+id+base64(type, key)}: what auditors are given.
 *
 * <p>Name and id together say which key signed and how. The id is short, an aid for finding the
 * key; trust rests on the key itself, which whoever checks must have from elsewhere.
 */
public final class VerifierKey {

  private final String name;
  private final SignatureType type;
  private final byte[] encoded;
  private final PublicKey key;
  private final int id;

  /**
   * @param name not empty, without spaces and plus signs; a log's is its origin
   * @param encoded 32 bytes as RFC 8032 writes them
   * @throws NoteException if the name or the key cannot be one
   */
  public VerifierKey(final String name, final SignatureType type, final byte[] encoded) {
    if (encoded.length != Ed25519.KEY_BYTES) {
      throw NoteException.malformed(
          "an Ed25519 public key has 32 bytes, this one has " + encoded.length);
    }
    this.name = NoteText.keyName(name);
    this.type = type;
    this.encoded = encoded.clone();
    this.key = Ed25519.publicKey(encoded);
    this.id = Messages.keyId(name, type, encoded);
  }

  /**
   * Reads {@code name+id+base64}.
   *
   * @throws NoteException if it is not of this form, of a type not supported, or its id is not the
   *     hash of the rest
   */
  public static VerifierKey parse(final String vkey) {
    final String[] parts = vkey.split("\\+", 3);
    if (parts.length != 3) {
      throw NoteException.malformed("a verifier key has the form name+id+base64");
    }
    final byte[] typed = NoteText.base64(parts[2], "the verifier key after its id");
    if (typed.length == 0) {
      throw NoteException.malformed("the verifier key " + parts[0] + " holds no key");
    }
    final VerifierKey key =
        new VerifierKey(
            parts[0], SignatureType.of(typed[0]), Arrays.copyOfRange(typed, 1, typed.length));
    if (!key.idText().equals(parts[1])) {
      throw NoteException.malformed(
          "the verifier key %s says id %s, its hash is %s: it was copied wrongly or altered"
              .formatted(parts[0], parts[1], key.idText()));
    }
    return key;
  }

  /** The same key under another name: each log of an installation is a name of its own. */
  public VerifierKey named(final String other) {
    return new VerifierKey(other, type, encoded);
  }

  /** The name in signature lines. */
  public String name() {
    return name;
  }

  /** How this key signs. */
  public SignatureType type() {
    return type;
  }

  /** First four bytes of the hash over name, type and key, highest first. */
  public int id() {
    return id;
  }

  /** {@link #id} in eight lower-case hex digits. */
  public String idText() {
    return String.format("%08x", id);
  }

  /** The 32 bytes of the key itself. */
  public byte[] encoded() {
    return encoded.clone();
  }

  /** Whether the key itself is the same, whatever its name and type. */
  public boolean sameKey(final VerifierKey other) {
    return Arrays.equals(encoded, other.encoded);
  }

  /** Whether a signature claims to be by this key. */
  public boolean claimedBy(final NoteSignature signature) {
    return signature.keyId() == id && signature.name().equals(name);
  }

  /**
   * Whether the signature is by this key over the text.
   *
   * @param text the whole text of the note in UTF-8, its last newline included
   */
  public boolean verifies(final byte[] text, final NoteSignature signature) {
    if (!claimedBy(signature)) {
      return false;
    }
    final byte[] bytes = signature.signature();
    return switch (type) {
      case ED25519 -> Ed25519.verify(key, text, bytes);
      case COSIGNATURE_V1 -> {
        final OptionalLong time = signature.cosignedAt();
        yield time.isPresent()
            && Ed25519.verify(
                key,
                Messages.cosigned(time.getAsLong(), text),
                Arrays.copyOfRange(bytes, Long.BYTES, bytes.length));
      }
    };
  }

  @Override
  public boolean equals(final Object other) {
    return other instanceof VerifierKey that
        && name.equals(that.name)
        && type == that.type
        && Arrays.equals(encoded, that.encoded);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, id);
  }

  /** The text form that {@link #parse} reads. */
  @Override
  public String toString() {
    final byte[] typed = new byte[1 + encoded.length];
    typed[0] = type.id();
    System.arraycopy(encoded, 0, typed, 1, encoded.length);
    return name + "+" + idText() + "+" + NoteText.base64(typed);
  }
}

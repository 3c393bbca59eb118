package com.nexora.streams.audit.note;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A private key under a name, written {@code PRIVATE+KEY+name+id+base64(type, seed)} as Go's note
 * tools write it. It prints its public half only.
 */
public final class SignerKey {

  private static final String PREFIX = "PRIVATE+KEY+";

  private final VerifierKey verifier;
  private final byte[] seed;
  private final PrivateKey key;

  private SignerKey(final String name, final SignatureType type, final byte[] seed) {
    this.verifier = new VerifierKey(name, type, Ed25519.publicOf(seed));
    this.seed = seed.clone();
    this.key = Ed25519.privateKey(seed);
  }

  /**
   * Makes a new key.
   *
   * @throws NoteException if the name cannot be one
   */
  public static SignerKey generate(final String name, final SignatureType type) {
    final byte[] seed = new byte[Ed25519.KEY_BYTES];
    new SecureRandom().nextBytes(seed);
    return new SignerKey(name, type, seed);
  }

  /**
   * Reads {@code PRIVATE+KEY+name+id+base64}.
   *
   * @throws NoteException if it is not of this form; the message never repeats the key
   */
  public static SignerKey parse(final String skey) {
    final String[] parts =
        skey.startsWith(PREFIX) ? skey.substring(PREFIX.length()).split("\\+", 3) : new String[0];
    if (parts.length != 3) {
      throw NoteException.malformed("a private key has the form PRIVATE+KEY+name+id+base64");
    }
    final byte[] typed = NoteText.base64(parts[2], "the private key after its id");
    if (typed.length != 1 + Ed25519.KEY_BYTES) {
      throw NoteException.malformed(
          "a private key holds a type and 32 bytes, this one %d bytes in all"
              .formatted(typed.length));
    }
    final SignerKey signer =
        new SignerKey(
            parts[0], SignatureType.of(typed[0]), Arrays.copyOfRange(typed, 1, typed.length));
    if (!signer.verifier.idText().equals(parts[1])) {
      throw NoteException.malformed(
          "the private key of %s does not belong to its id %s: it was copied wrongly or altered"
              .formatted(parts[0], parts[1]));
    }
    return signer;
  }

  /** The same key under another name. */
  public SignerKey named(final String other) {
    return new SignerKey(other, verifier.type(), seed);
  }

  /** The same key for signatures of another type. */
  public SignerKey as(final SignatureType other) {
    return new SignerKey(verifier.name(), other, seed);
  }

  /** The public half. */
  public VerifierKey verifier() {
    return verifier;
  }

  /**
   * Signs a text as a log does.
   *
   * @param text the whole text, its last newline included
   * @throws IllegalStateException if this is a witness's key, which signs a time, too
   */
  public NoteSignature sign(final String text) {
    require(SignatureType.ED25519);
    return new NoteSignature(
        verifier.name(), verifier.id(), Ed25519.sign(key, text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Signs a checkpoint as a witness does.
   *
   * @param seconds when, in seconds since 1970
   * @throws IllegalStateException if this is a log's key
   */
  public NoteSignature cosign(final String text, final long seconds) {
    require(SignatureType.COSIGNATURE_V1);
    if (seconds < 0) {
      throw new IllegalArgumentException("a cosignature cannot be made before 1970: " + seconds);
    }
    final byte[] signature =
        Ed25519.sign(key, Messages.cosigned(seconds, text.getBytes(StandardCharsets.UTF_8)));
    return new NoteSignature(
        verifier.name(),
        verifier.id(),
        ByteBuffer.allocate(Long.BYTES + signature.length).putLong(seconds).put(signature).array());
  }

  /** The secret in its text form, to be kept. */
  public String secret() {
    final byte[] typed = new byte[1 + seed.length];
    typed[0] = verifier.type().id();
    System.arraycopy(seed, 0, typed, 1, seed.length);
    return PREFIX + verifier.name() + "+" + verifier.idText() + "+" + NoteText.base64(typed);
  }

  private void require(final SignatureType type) {
    if (verifier.type() != type) {
      throw new IllegalStateException(
          "key %s is of type %s, %s is needed".formatted(verifier.name(), verifier.type(), type));
    }
  }

  @Override
  public String toString() {
    return "SignerKey[" + verifier + ", secret=****]";
  }
}

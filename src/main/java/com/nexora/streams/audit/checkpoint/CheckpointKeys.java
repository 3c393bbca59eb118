package com.nexora.streams.audit.checkpoint;

import com.nexora.streams.audit.note.NoteException;
import com.nexora.streams.audit.note.SignatureType;
import com.nexora.streams.audit.note.SignerKey;
import com.nexora.streams.audit.note.VerifierKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The key that signs checkpoints, and those that signed before.
 *
 * <p>One key signs all logs of an installation. In the signature lines of a log it bears the log's
 * origin as its name, as clients of transparency logs expect; under the installation's own name it
 * also states the time, as a witness would: so a checkpoint says when it was last true without any
 * extension of the format.
 */
public final class CheckpointKeys {

  private final String origin;
  private final SignerKey current;
  private final List<VerifierKey> all;
  private final @Nullable SignerKey previous;

  private CheckpointKeys(
      final String origin,
      final SignerKey current,
      final @Nullable SignerKey previous,
      final List<VerifierKey> all) {
    this.origin = origin;
    this.current = current;
    this.previous = previous;
    this.all = List.copyOf(all);
  }

  /**
   * Reads keys from text: one a line, blank lines and lines that begin with {@code #} skipped. The
   * last private key signs; keys above it, private or public, signed before it.
   *
   * @param text {@code PRIVATE+KEY+name+id+base64} and {@code name+id+base64} lines
   * @param origin of the installation, the first part of every log's origin
   * @throws IllegalArgumentException if the text is not of this form; never repeats a private key
   */
  public static CheckpointKeys parse(final String text, final String origin) {
    final List<VerifierKey> all = new ArrayList<>();
    @Nullable SignerKey current = null;
    @Nullable SignerKey previous = null;
    int number = 0;
    for (final String line : text.split("[\\r\\n,]+", -1)) {
      number++;
      final String trimmed = line.strip();
      if (trimmed.isEmpty() || trimmed.startsWith("#")) {
        continue;
      }
      try {
        if (trimmed.startsWith("PRIVATE")) {
          previous = current;
          current = SignerKey.parse(trimmed);
          all.add(current.verifier());
        } else {
          all.add(VerifierKey.parse(trimmed));
        }
      } catch (final NoteException e) {
        throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
      }
      if (all.get(all.size() - 1).type() != SignatureType.ED25519) {
        throw new IllegalArgumentException(
            "line " + number + ": a log signs with a key of type 0x01, this is a witness's");
      }
    }
    if (current == null) {
      throw new IllegalArgumentException(
          "no private key given: expected a line PRIVATE+KEY+name+id+base64, as \"nexora audit keys generate\" writes it");
    }
    return new CheckpointKeys(origin, current, previous, all);
  }

  /** A new key as a line of {@link #parse}. */
  public static String generate(final String origin) {
    return SignerKey.generate(origin, SignatureType.ED25519).secret();
  }

  /** Origin of a log: the first line of its checkpoints. */
  public String originOf(final String logId) {
    return origin + "/" + logId;
  }

  /** Origin of the installation, which is also the name under which times are stated. */
  public String origin() {
    return origin;
  }

  /** Signs the checkpoints of a log. */
  SignerKey signer(final String logId) {
    return current.named(originOf(logId));
  }

  /** Signed the checkpoints of a log before, if its private half is still here. */
  @Nullable SignerKey previousSigner(final String logId) {
    return previous == null ? null : previous.named(originOf(logId));
  }

  /** States the time under checkpoints of all logs. */
  SignerKey timeSigner() {
    return current.as(SignatureType.COSIGNATURE_V1).named(origin);
  }

  /** Public keys of a log, the current one last. */
  public List<VerifierKey> verifiers(final String logId) {
    return all.stream().map(key -> key.named(originOf(logId))).toList();
  }

  /** Public keys under which times were stated, the current one last. */
  public List<VerifierKey> timeVerifiers() {
    return all.stream()
        .map(key -> new VerifierKey(origin, SignatureType.COSIGNATURE_V1, key.encoded()))
        .toList();
  }

  /** All that may stand under a checkpoint of a log by our own hand. */
  public List<VerifierKey> own(final String logId) {
    return Stream.concat(verifiers(logId).stream(), timeVerifiers().stream()).toList();
  }

  @Override
  public boolean equals(final Object other) {
    return other instanceof CheckpointKeys that
        && origin.equals(that.origin)
        && all.equals(that.all)
        && current.verifier().equals(that.current.verifier());
  }

  @Override
  public int hashCode() {
    return Objects.hash(origin, all);
  }

  @Override
  public String toString() {
    return "CheckpointKeys[" + current.verifier() + ", secrets=****]";
  }
}

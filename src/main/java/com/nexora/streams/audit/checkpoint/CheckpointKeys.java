package com.nexora.streams.audit.checkpoint;

import com.nexora.streams.audit.note.NoteException;
import com.nexora.streams.audit.note.SignatureType;
import com.nexora.streams.audit.note.SignerKey;
import com.nexora.streams.audit.note.VerifierKey;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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

  private static final String PRIVATE = "PRIVATE+KEY+";

  private final String origin;
  private final SignerKey current;
  private final List<Listed> listed;
  private final List<Listed> shown;
  private final @Nullable SignerKey previous;

  /**
   * A public key and when it signed.
   *
   * @param since when it was made, if the file says so
   * @param until when another one took its place, if it was
   */
  public record Listed(VerifierKey key, Optional<Instant> since, Optional<Instant> until) {}

  private CheckpointKeys(
      final String origin,
      final SignerKey current,
      final @Nullable SignerKey previous,
      final List<Listed> listed) {
    this.origin = origin;
    this.current = current;
    this.previous = previous;
    this.listed = List.copyOf(listed);
    this.shown =
        listed.stream()
            .map(each -> new Listed(each.key().named(origin), each.since(), each.until()))
            .toList();
  }

  /**
   * Reads keys from text: one a line or between commas, blank lines and lines that begin with
   * {@code #} skipped. The last private key signs; keys above it, private or public, signed before
   * it. Behind a key may stand {@code since=<time>} and {@code until=<time>}, for the record.
   *
   * @param text {@code PRIVATE+KEY+name+id+base64} and {@code name+id+base64} lines
   * @param origin of the installation, the first part of every log's origin
   * @throws IllegalArgumentException if the text is not of this form; never repeats a private key
   */
  public static CheckpointKeys parse(final String text, final String origin) {
    final List<Listed> listed = new ArrayList<>();
    @Nullable SignerKey current = null;
    @Nullable SignerKey previous = null;
    int number = 0;
    for (final String line : text.split("[\\r\\n,]+", -1)) {
      number++;
      final String trimmed = line.strip();
      if (trimmed.isEmpty() || trimmed.startsWith("#")) {
        continue;
      }
      final String[] words = trimmed.split("\\s+");
      try {
        final VerifierKey key;
        if (words[0].startsWith(PRIVATE)) {
          previous = current;
          current = SignerKey.parse(words[0]);
          key = current.verifier();
        } else {
          key = VerifierKey.parse(words[0]);
        }
        listed.add(new Listed(signs(key), time(words, "since="), time(words, "until=")));
      } catch (final NoteException | IllegalArgumentException e) {
        throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
      }
    }
    if (current == null) {
      throw new IllegalArgumentException(
          "no private key given: expected a line PRIVATE+KEY+name+id+base64, as \"nexora audit keys generate\" writes it");
    }
    return new CheckpointKeys(origin, current, previous, listed);
  }

  private static VerifierKey signs(final VerifierKey key) {
    if (key.type() != SignatureType.ED25519) {
      throw new IllegalArgumentException(
          "a log signs with a key of type 0x01, " + key.name() + " is a witness's");
    }
    return key;
  }

  private static Optional<Instant> time(final String[] words, final String name) {
    for (int i = 1; i < words.length; i++) {
      if (words[i].startsWith(name)) {
        try {
          return Optional.of(Instant.parse(words[i].substring(name.length())));
        } catch (final DateTimeParseException e) {
          throw new IllegalArgumentException(
              words[i] + " is no time like " + name + "2026-01-31T12:00:00Z", e);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * The text of a file with one more key, which signs from then on; the key before it stays, since
   * it must sign the change, too.
   *
   * @param text empty, or of the form of {@link #parse}
   * @param now when the change is made
   */
  public static String rotated(final String text, final String origin, final Instant now) {
    final StringBuilder next = new StringBuilder();
    for (final String line : text.lines().toList()) {
      final String trimmed = line.strip();
      final boolean open =
          !trimmed.isEmpty() && !trimmed.startsWith("#") && !trimmed.contains("until=");
      next.append(line).append(open ? " until=" + now : "").append('\n');
    }
    return next.append(generate(origin)).append(" since=").append(now).append('\n').toString();
  }

  /**
   * The text of a file without the private halves of all keys but the one that signs.
   *
   * @throws IllegalArgumentException as {@link #parse}
   */
  public static String retired(final String text, final String origin) {
    final String signing = parse(text, origin).current.secret();
    final StringBuilder next = new StringBuilder();
    for (final String line : text.lines().toList()) {
      final String[] words = line.strip().split("\\s+", 2);
      final boolean old = words[0].startsWith(PRIVATE) && !words[0].equals(signing);
      next.append(
              old
                  ? SignerKey.parse(words[0]).verifier() + (words.length > 1 ? " " + words[1] : "")
                  : line)
          .append('\n');
    }
    return next.toString();
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

  /** Public keys under the installation's name with the times when they signed, oldest first. */
  public List<Listed> listed() {
    return shown;
  }

  /** The public key that signs now, under the installation's name. */
  public VerifierKey signing() {
    return current.verifier().named(origin);
  }

  /** Public keys of a log, the current one last. */
  public List<VerifierKey> verifiers(final String logId) {
    return listed.stream().map(each -> each.key().named(originOf(logId))).toList();
  }

  /** Public keys under which times were stated, the current one last. */
  public List<VerifierKey> timeVerifiers() {
    return listed.stream()
        .map(each -> new VerifierKey(origin, SignatureType.COSIGNATURE_V1, each.key().encoded()))
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
        && listed.equals(that.listed)
        && current.verifier().equals(that.current.verifier());
  }

  @Override
  public int hashCode() {
    return Objects.hash(origin, listed);
  }

  @Override
  public String toString() {
    return "CheckpointKeys[" + current.verifier() + ", secrets=****]";
  }
}

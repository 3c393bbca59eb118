package com.nexora.streams.runtime;

import com.nexora.streams.audit.checkpoint.CheckpointKeys;
import com.nexora.streams.audit.checkpoint.KeyFile;
import com.nexora.streams.audit.note.NoteException;
import com.nexora.streams.audit.note.WitnessPolicy;
import com.nexora.streams.catalogue.KmsKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds who signs checkpoints: the keys in the configured file, else in the environment, and the
 * witnesses.
 */
public final class SigningKeys {

  private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);

  private SigningKeys() {}

  /**
   * As {@link #find}; that nothing is signed must have been said, at least where it counts.
   *
   * @throws StartupException if there are keys and they cannot be used, or are not to be; in
   *     production, too, if there are none and nobody said that there need not be
   */
  public static Optional<CheckpointKeys> of(final NexoraConfig config) {
    final Optional<CheckpointKeys> keys = find(config);
    if (keys.isPresent() && !config.auditSigning()) {
      throw new StartupException(
          AuditLogKeys.SIGNING
              + " is off, but there are signing keys: take them out of "
              + AuditLogKeys.SIGNING_KEYS
              + " and "
              + KeyFile.ENVIRONMENT
              + ", or set it to on. A log that was signed and is no longer is found stale by its auditors.");
    }
    if (keys.isEmpty()) {
      final String what =
          "checkpoints of the audit trail are not signed: a tail that is cut off leaves no trace."
              + " Run \"nexora audit keys generate\" and set "
              + AuditLogKeys.SIGNING_KEYS;
      if (config.production() && config.auditSigning()) {
        throw new StartupException(
            what + ", or say " + AuditLogKeys.SIGNING + "=off if that is what you want.");
      }
      LOG.warn("{}", what);
    }
    return keys;
  }

  /**
   * The keys, or nothing if this installation does not sign.
   *
   * @throws StartupException if there are some and they cannot be used
   */
  public static Optional<CheckpointKeys> find(final NexoraConfig config) {
    final Optional<Path> path = config.auditSigningKeysFile();
    final String inline = System.getenv(KeyFile.ENVIRONMENT);
    try {
      if (path.isPresent()) {
        return Optional.of(
            new KeyFile(path.get(), config.auditSigningKms().map(KmsKeys::aead))
                .load(config.auditOrigin()));
      }
      if (inline != null && !inline.isBlank()) {
        return Optional.of(CheckpointKeys.parse(inline, config.auditOrigin()));
      }
    } catch (final IllegalArgumentException | java.io.UncheckedIOException e) {
      throw new StartupException(AuditLogKeys.SIGNING_KEYS + ": " + e.getMessage(), e);
    }
    return Optional.empty();
  }

  /**
   * The witnesses that are asked to cosign, or nothing if there are none.
   *
   * @throws StartupException if the policy cannot be read, or is not of its form
   */
  public static Optional<WitnessPolicy> witnesses(final NexoraConfig config) {
    return config.auditWitnessPolicy().map(SigningKeys::policy);
  }

  private static WitnessPolicy policy(final Path file) {
    try {
      return WitnessPolicy.parse(Files.readString(file));
    } catch (final IOException | NoteException e) {
      throw new StartupException(
          "%s: %s cannot be read as a witness policy: %s"
              .formatted(AuditLogKeys.POLICY, file, e.getMessage()),
          e);
    }
  }
}

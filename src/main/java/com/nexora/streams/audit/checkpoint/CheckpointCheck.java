package com.nexora.streams.audit.checkpoint;

import com.nexora.streams.audit.note.NoteException;
import com.nexora.streams.audit.note.VerifierKey;

/** Whether a checkpoint that was read back is one of ours. */
final class CheckpointCheck {

  private CheckpointCheck() {}

  /** Whether a key signed it. */
  static boolean signedBy(final VerifierKey key, final PublishedCheckpoint published) {
    return published.signed().note().signatures().stream().anyMatch(key::claimedBy);
  }

  /**
   * Checks origin and signature.
   *
   * @throws LogFault if it is another log's, or none of our keys signed it
   */
  static void signedByUs(
      final String logId, final CheckpointKeys keys, final PublishedCheckpoint published) {
    final String origin = published.signed().checkpoint().origin();
    if (!origin.equals(keys.originOf(logId))) {
      throw new LogFault(
          LogFault.Kind.CHECKPOINT,
          "log %s: its last checkpoint is of the origin %s, this instance signs as %s. Was audit.origin changed? A log keeps its origin."
              .formatted(logId, origin, keys.originOf(logId)));
    }
    try {
      published.signed().verify(keys.verifiers(logId));
    } catch (final NoteException e) {
      throw new LogFault(
          LogFault.Kind.CHECKPOINT,
          "log %s: its last checkpoint (%s) is not signed by a key of audit.signing.keys.file: %s. Keep the lines of retired keys in the file; docs/audit-keys.md says what to do when a key is lost."
              .formatted(logId, published.signed().checkpoint(), e.getMessage()));
    }
  }
}

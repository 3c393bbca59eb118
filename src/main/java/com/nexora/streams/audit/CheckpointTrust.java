package com.nexora.streams.audit;

import com.nexora.streams.audit.note.SignedCheckpoint;
import com.nexora.streams.audit.note.VerifierKey;
import com.nexora.streams.audit.note.WitnessPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whose signatures under a checkpoint are believed.
 *
 * @param keys keys of installations: a key named {@code acme} or {@code acme/default/3} is believed
 *     for the log of that name and for those below it, since the logs of an installation share its
 *     key
 * @param policy further logs, and the witnesses that must have cosigned
 */
public record CheckpointTrust(List<VerifierKey> keys, WitnessPolicy policy) {

  /** Copies the list. */
  public CheckpointTrust {
    keys = List.copyOf(keys);
  }

  /** Believes these keys without any witness. */
  public static CheckpointTrust ofKeys(final List<VerifierKey> keys) {
    return new CheckpointTrust(keys, WitnessPolicy.ofLogs(List.of()));
  }

  /**
   * Judges a checkpoint.
   *
   * @throws com.nexora.streams.audit.note.NoteException if no believed key of its log signed it, or
   *     a signature by a known key does not fit
   */
  public WitnessPolicy.Judgement judge(final SignedCheckpoint signed) {
    final String origin = signed.checkpoint().origin();
    final List<WitnessPolicy.Log> logs = new ArrayList<>(policy.logs());
    for (final VerifierKey key : keys) {
      if (origin.equals(key.name()) || origin.startsWith(key.name() + "/")) {
        logs.add(new WitnessPolicy.Log(key.named(origin), Optional.empty()));
      }
    }
    return new WitnessPolicy(logs, policy.witnesses(), policy.quorum()).judge(signed);
  }
}

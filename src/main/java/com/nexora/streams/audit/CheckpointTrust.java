package com.nexora.streams.audit;

import com.nexora.streams.audit.note.NoteSignature;
import com.nexora.streams.audit.note.SignatureType;
import com.nexora.streams.audit.note.SignedCheckpoint;
import com.nexora.streams.audit.note.VerifierKey;
import com.nexora.streams.audit.note.WitnessPolicy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
      if (isAbove(key.name(), origin)) {
        logs.add(new WitnessPolicy.Log(key.named(origin), Optional.empty()));
      }
    }
    return new WitnessPolicy(logs, policy.witnesses(), policy.quorum()).judge(signed);
  }

  /** Whether a line is of a witness of the policy; says nothing of its signature. */
  boolean byWitness(final NoteSignature line) {
    return policy.witnesses().values().stream().anyMatch(w -> w.key().claimedBy(line));
  }

  /**
   * Whether a signature by a believed key says that a checkpoint was signed at this time: that of a
   * witness, or of the log's own key, which states the time under the installation's name.
   *
   * @param time epoch milliseconds, whole seconds
   */
  public boolean vouchesFor(final SignedCheckpoint signed, final long time) {
    final byte[] text = signed.note().text().getBytes(StandardCharsets.UTF_8);
    return signed.note().signatures().stream()
        .filter(line -> line.cosignedAt().orElse(-1) * 1000 == time)
        .anyMatch(
            line ->
                timeKeys(signed.checkpoint().origin(), line.name())
                    .anyMatch(key -> key.verifies(text, line)));
  }

  private Stream<VerifierKey> timeKeys(final String origin, final String name) {
    final Stream<VerifierKey> own =
        isAbove(name, origin)
            ? Stream.concat(keys.stream(), policy.logs().stream().map(WitnessPolicy.Log::key))
                .filter(key -> isAbove(key.name(), origin))
                .map(key -> new VerifierKey(name, SignatureType.COSIGNATURE_V1, key.encoded()))
            : Stream.of();
    return Stream.concat(policy.witnessKeys().stream(), own);
  }

  /** Whether a name is the origin's or that of something that it is part of. */
  private static boolean isAbove(final String name, final String origin) {
    return origin.equals(name) || origin.startsWith(name + "/");
  }
}

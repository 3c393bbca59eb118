package com.nexora.streams.audit.checkpoint;

import com.nexora.streams.audit.merkle.CompactRange;
import com.nexora.streams.audit.note.AddCheckpointRequest;
import com.nexora.streams.audit.note.NoteException;
import com.nexora.streams.audit.note.NoteSignature;
import com.nexora.streams.audit.note.SignedCheckpoint;
import com.nexora.streams.audit.note.WitnessAnswer;
import com.nexora.streams.audit.note.WitnessPolicy;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects cosignatures for checkpoints from the witnesses of a policy.
 *
 * <p>A witness must be shown that the log only grew since the checkpoint that it cosigned last.
 * That one stands on {@code audit.checkpoints} with its compact range, so the proof is made from it
 * and the entries since; nothing else is kept.
 */
public final class Cosigning {

  private static final Logger LOG = LoggerFactory.getLogger(Cosigning.class);
  private static final int TRIES = 3;

  private final WitnessPolicy policy;
  private final Witnesses witnesses;
  private final History history;
  private final Map<String, Long> sizes = new HashMap<>();

  /** How a witness is reached. */
  @FunctionalInterface
  public interface Witnesses {

    /**
     * Sends a checkpoint.
     *
     * @throws IOException if there is no answer
     */
    WitnessAnswer add(WitnessPolicy.Witness witness, AddCheckpointRequest request)
        throws IOException, InterruptedException;
  }

  /** Where proofs come from. */
  @FunctionalInterface
  public interface History {

    /**
     * Proof that a log grew from an earlier checkpoint of ours to this one.
     *
     * @param oldSize at least 1 and less than the checkpoint's
     * @return empty if no checkpoint of that size is known
     * @throws LogFault if it cannot be read now
     */
    Optional<List<byte[]>> proof(long oldSize, PublishedCheckpoint to);
  }

  public Cosigning(final WitnessPolicy policy, final Witnesses witnesses, final History history) {
    this.policy = policy;
    this.witnesses = witnesses;
    this.history = history;
  }

  /**
   * A checkpoint with the cosignatures that could be had.
   *
   * @param enough whether they are the policy's quorum
   */
  public record Cosigned(PublishedCheckpoint checkpoint, boolean enough) {}

  /** Asks every witness that has an address. */
  public Cosigned cosign(final PublishedCheckpoint checkpoint) throws InterruptedException {
    SignedCheckpoint signed = checkpoint.signed();
    final java.util.Set<String> names = new java.util.HashSet<>();
    for (final WitnessPolicy.Witness witness : policy.witnesses().values()) {
      if (witness.url().isEmpty()) {
        continue;
      }
      for (final NoteSignature line : ask(witness, checkpoint)) {
        if (witness.key().verifies(textOf(signed), line)) {
          signed = signed.with(line);
          names.add(witness.name());
        }
      }
    }
    return new Cosigned(
        new PublishedCheckpoint(signed, checkpoint.range(), checkpoint.nextOffset()),
        policy.quorum().metBy(names));
  }

  private List<NoteSignature> ask(
      final WitnessPolicy.Witness witness, final PublishedCheckpoint checkpoint)
      throws InterruptedException {
    final String place = witness.name() + " " + checkpoint.signed().checkpoint().origin();
    try {
      for (int i = 0; i < TRIES; i++) {
        final long oldSize = sizes.getOrDefault(place, 0L);
        final Optional<List<byte[]>> proof = proof(oldSize, checkpoint);
        if (proof.isEmpty()) {
          LOG.warn(
              "witness {} signed {} at {} leaves, where there is no checkpoint of ours",
              witness.name(),
              checkpoint.signed().checkpoint().origin(),
              oldSize);
          return List.of();
        }
        final WitnessAnswer answer =
            witnesses.add(
                witness, new AddCheckpointRequest(oldSize, proof.get(), checkpoint.signed()));
        if (answer instanceof WitnessAnswer.Cosigned cosigned) {
          sizes.put(place, checkpoint.range().size());
          return cosigned.signatures();
        }
        if (!(answer instanceof WitnessAnswer.OtherSize other)) {
          LOG.warn(
              "witness {} refuses {}: status {} {}",
              witness.name(),
              checkpoint.signed().checkpoint(),
              answer.status(),
              answer.body().strip());
          return List.of();
        }
        sizes.put(place, other.size());
      }
    } catch (final IOException | NoteException | LogFault e) {
      LOG.warn("witness {} gives no cosignature: {}", witness.name(), e.toString());
    }
    return List.of();
  }

  private Optional<List<byte[]>> proof(final long oldSize, final PublishedCheckpoint to) {
    if (oldSize == 0 || oldSize == to.range().size()) {
      return Optional.of(List.of());
    }
    return oldSize > to.range().size() ? Optional.empty() : history.proof(oldSize, to);
  }

  /** A growth to be proved, from an earlier checkpoint; for {@link History}. */
  static Growth growth(final CompactRange from) {
    return new Growth(from);
  }

  private static byte[] textOf(final SignedCheckpoint signed) {
    return signed.note().text().getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }
}

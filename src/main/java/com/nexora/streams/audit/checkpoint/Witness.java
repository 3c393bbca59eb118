package com.nexora.streams.audit.checkpoint;

import com.nexora.streams.audit.merkle.MerkleProofs;
import com.nexora.streams.audit.note.AddCheckpointRequest;
import com.nexora.streams.audit.note.Checkpoint;
import com.nexora.streams.audit.note.NoteException;
import com.nexora.streams.audit.note.SignedCheckpoint;
import com.nexora.streams.audit.note.SignerKey;
import com.nexora.streams.audit.note.VerifierKey;
import com.nexora.streams.audit.note.WitnessAnswer;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A witness as C2SP's tlog-witness describes it: cosigns a log's checkpoint if the log only grew
 * since the last one that it cosigned, and remembers it before it answers.
 *
 * <p>Small and for tests and small installations; a witness is worth something only where the log's
 * operator cannot reach its key and its state.
 */
public final class Witness {

  private final SignerKey key;
  private final List<VerifierKey> logs;
  private final WitnessState state;
  private final Clock clock;

  /**
   * @param key of type cosignature/v1
   * @param logs keys of the logs that are known, each named as the log's origin
   * @param state what was cosigned last
   */
  public Witness(
      final SignerKey key,
      final List<VerifierKey> logs,
      final WitnessState state,
      final Clock clock) {
    this.key = key;
    this.logs = List.copyOf(logs);
    this.state = state;
    this.clock = clock;
  }

  /**
   * Answers {@code add-checkpoint}. One request at a time, so that looking and remembering are one.
   *
   * @throws java.io.UncheckedIOException if the new state cannot be kept; nothing is signed then
   */
  public synchronized WitnessAnswer add(final byte[] body) {
    final AddCheckpointRequest request;
    try {
      request = AddCheckpointRequest.parse(body);
    } catch (final NoteException e) {
      return WitnessAnswer.bad(String.valueOf(e.getMessage()));
    }
    final SignedCheckpoint signed = request.checkpoint();
    final Checkpoint checkpoint = signed.checkpoint();
    final List<VerifierKey> known =
        logs.stream().filter(log -> log.name().equals(checkpoint.origin())).toList();
    if (known.isEmpty()) {
      return WitnessAnswer.unknownLog();
    }
    try {
      signed.verify(known);
    } catch (final NoteException e) {
      return WitnessAnswer.untrusted();
    }
    if (request.oldSize() > checkpoint.size()) {
      return WitnessAnswer.bad("the old size is beyond the checkpoint's");
    }
    final Optional<Checkpoint> last = state.last(checkpoint.origin());
    final long lastSize = last.map(Checkpoint::size).orElse(0L);
    if (request.oldSize() != lastSize) {
      return new WitnessAnswer.OtherSize(lastSize);
    }
    return judge(request, checkpoint, last);
  }

  private WitnessAnswer judge(
      final AddCheckpointRequest request,
      final Checkpoint checkpoint,
      final Optional<Checkpoint> last) {
    if (last.isPresent() && last.get().size() == checkpoint.size()) {
      if (!Arrays.equals(last.get().root(), checkpoint.root())) {
        return WitnessAnswer.otherRoot();
      }
      if (!request.proof().isEmpty()) {
        return WitnessAnswer.inconsistent();
      }
    } else if (last.isEmpty() || last.get().size() == 0) {
      if (!request.proof().isEmpty()) {
        return WitnessAnswer.inconsistent();
      }
    } else if (!MerkleProofs.verifyConsistency(
        last.get().size(),
        checkpoint.size(),
        last.get().root(),
        checkpoint.root(),
        request.proof())) {
      return WitnessAnswer.inconsistent();
    }
    state.keep(checkpoint);
    return new WitnessAnswer.Cosigned(
        List.of(key.cosign(checkpoint.text(), clock.millis() / 1_000)));
  }
}

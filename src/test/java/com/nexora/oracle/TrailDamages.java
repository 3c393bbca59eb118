package com.nexora.oracle;

import java.util.ArrayList;
import java.util.List;

/**
 * Damages an intact log in every way that we know, at places chosen by a seed. Knows the published
 * formats only, nothing of the verifier.
 */
public final class TrailDamages {

  private TrailDamages() {}

  /**
   * All of them.
   *
   * @param intact at least 20 entries from leaf 0 on, with checkpoints, the last of the full size
   * @param signer who signed them
   * @param origin of the log
   * @param other the same acts up to {@code common} and others after them, sealed with the same
   *     keys: a second writer
   */
  public static List<TrailDamage> of(
      final TrailForge forge,
      final Trail intact,
      final NoteForge signer,
      final String origin,
      final long seed,
      final List<TrailRecord> other,
      final int common) {
    final List<TrailDamage> all = new ArrayList<>();
    all.addAll(new RecordDamages(forge, intact, signer, origin, seed).of());
    all.addAll(new PlaceDamages(forge, intact, signer, origin, seed).of());
    all.addAll(new HeadDamages(forge, intact, signer, origin, seed).of(other, common));
    return all;
  }
}

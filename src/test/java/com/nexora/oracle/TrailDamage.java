package com.nexora.oracle;

import java.util.List;
import java.util.Set;

/**
 * A damaged log, and what an honest verifier must say of it.
 *
 * @param name for people
 * @param trail the log after the damage
 * @param keys whether the verifier knows the keys of the HMACs
 * @param checkpoints whether it looks at checkpoints
 * @param signedSince from when on everything must be signed, epoch milliseconds
 * @param kind label of the only kind of damage that is there
 * @param places the leaves that must be named, no more and no fewer; any one of these sets
 */
public record TrailDamage(
    String name,
    Trail trail,
    boolean keys,
    boolean checkpoints,
    long signedSince,
    String kind,
    List<Set<Long>> places) {

  @Override
  public String toString() {
    return "%s: %s%s%s"
        .formatted(
            kind, name, keys ? "" : ", without keys", checkpoints ? "" : ", without checkpoints");
  }
}

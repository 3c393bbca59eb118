package com.nexora.oracle;

import java.util.List;

/**
 * Damaged evidence of one entry, and what an honest verifier must say of it.
 *
 * @param name for people
 * @param json the document after the damage
 * @param checkpoints signed notes that the reader has from elsewhere
 * @param witness public key of a witness whose cosignature the reader wants; empty if none
 * @param maxAge how old a checkpoint the reader takes; empty for any
 * @param kind label of the gravest kind of damage that is there
 * @param place what the message must hold to say where
 */
public record EvidenceDamage(
    String name,
    String json,
    List<byte[]> checkpoints,
    String witness,
    String maxAge,
    String kind,
    String place) {

  @Override
  public String toString() {
    return kind + ": " + name;
  }
}

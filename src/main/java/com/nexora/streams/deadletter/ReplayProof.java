package com.nexora.streams.deadletter;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Shows that the product itself made a record a replay.
 *
 * <p>A replay passes the gate's memory of ids. If its header alone did that, everybody who may
 * write a topic could have an event counted as often as he likes. The proof is an HMAC over the
 * letter's name and the record with its place, so that it fits no other record; a copy of the same
 * record bears the same letter, of which the gate lets one through.
 *
 * <p>Thread-safe; the keys never leave it.
 */
public final class ReplayProof {

  /** Header with the proof: version of the key (4 bytes, highest first), then 32 bytes. */
  public static final String HEADER = "dlq-proof";

  /** What the keys are for, where they are derived from others. */
  public static final String PURPOSE = "nexora replays v1";

  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = Integer.BYTES + 32;
  private static final int NONE = -1;

  private final SortedMap<Integer, SecretKeySpec> keys = new TreeMap<>();

  /**
   * @param keys by version; the highest makes proofs, all of them hold; without any nothing is ever
   *     proven
   */
  public ReplayProof(final Map<Integer, byte[]> keys) {
    keys.forEach((version, key) -> this.keys.put(version, new SecretKeySpec(key, ALGORITHM)));
  }

  /** Without keys: makes no proof and takes none. */
  public static ReplayProof none() {
    return new ReplayProof(Map.of());
  }

  /**
   * What is to be proven: that this record, at this place, is the replay of this letter.
   *
   * @param letter name of the letter among all letters
   * @param topic where the record stands
   * @param partition where the record stands
   * @param key null if it has none
   * @param value null if it has none
   */
  public record Claim(
      String letter, String topic, int partition, byte @Nullable [] key, byte @Nullable [] value) {}

  /** Whether there is a key to make proofs with. */
  public boolean isAble() {
    return !keys.isEmpty();
  }

  /**
   * The proof of a claim.
   *
   * @throws IllegalStateException if there is no key
   */
  public byte[] of(final Claim claim) {
    if (keys.isEmpty()) {
      throw new IllegalStateException("no key to make a proof with");
    }
    final int version = keys.lastKey();
    return ByteBuffer.allocate(BYTES).putInt(version).put(mac(version, claim)).array();
  }

  /** Whether something proves a claim. */
  public boolean holds(final byte @Nullable [] proof, final Claim claim) {
    if (proof == null || proof.length != BYTES) {
      return false;
    }
    final ByteBuffer parts = ByteBuffer.wrap(proof);
    final int version = parts.getInt();
    final byte[] given = new byte[parts.remaining()];
    parts.get(given);
    return keys.containsKey(version) && MessageDigest.isEqual(given, mac(version, claim));
  }

  private byte[] mac(final int version, final Claim claim) {
    try {
      final Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(keys.get(version));
      update(mac, claim.letter().getBytes(StandardCharsets.UTF_8));
      update(mac, claim.topic().getBytes(StandardCharsets.UTF_8));
      mac.update(number(claim.partition()));
      update(mac, claim.key());
      update(mac, claim.value());
      return mac.doFinal();
    } catch (final GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  /** Each part with its length before it, so that no two claims give the same input. */
  private static void update(final Mac mac, final byte @Nullable [] part) {
    mac.update(number(part == null ? NONE : part.length));
    if (part != null) {
      mac.update(part);
    }
  }

  private static byte[] number(final int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
  }

  @Override
  public String toString() {
    return "ReplayProof[versions=" + keys.keySet() + ", keys=****]";
  }
}

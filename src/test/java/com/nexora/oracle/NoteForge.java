package com.nexora.oracle;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Signs heads of logs as C2SP's signed-note and tlog-checkpoint say, written from their text. */
public final class NoteForge {

  private final String name;
  private final KeyPair pair;
  private final byte[] raw;

  /** A new key of a name. */
  public NoteForge(final String name) {
    this(name, newPair());
  }

  private NoteForge(final String name, final KeyPair pair) {
    this.name = name;
    this.pair = pair;
    final byte[] encoded = pair.getPublic().getEncoded();
    this.raw = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
  }

  private static KeyPair newPair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (final GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same key under another name, as the logs of an installation share one. */
  public NoteForge named(final String other) {
    return new NoteForge(other, pair);
  }

  /** The public key: name, id, type 1 and 32 bytes in base64. */
  public String vkey() {
    return name + "+" + Ids.hex(id()) + "+" + base64(concat(new byte[] {1}, raw));
  }

  /** A signed head. */
  public byte[] sign(final String origin, final long size, final byte[] root) {
    final String text = origin + "\n" + size + "\n" + base64(root) + "\n";
    return (text + "\n\u2014 " + name + " " + base64(concat(id(), signature(text))) + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** The public key with which it states times. */
  public String timeVkey() {
    return name + "+" + Ids.hex(timeId()) + "+" + base64(concat(new byte[] {4}, raw));
  }

  /** A note with a cosignature/v1 line by this key below it. */
  public byte[] withTime(final byte[] note, final long seconds) {
    final String all = new String(note, StandardCharsets.UTF_8);
    final String text = all.substring(0, all.indexOf("\n\n") + 1);
    final byte[] signature = signature("cosignature/v1\ntime " + seconds + "\n" + text);
    final byte[] timed =
        ByteBuffer.allocate(8 + signature.length).putLong(seconds).put(signature).array();
    return (all + "\u2014 " + name + " " + base64(concat(timeId(), timed)) + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private byte[] timeId() {
    return Arrays.copyOf(
        Ids.sha256((name + "\n").getBytes(StandardCharsets.UTF_8), new byte[] {4}, raw), 4);
  }

  /** A note with a line below it that states a time, as a witness that nobody knows would write. */
  public static byte[] withStrangersTime(final byte[] note, final long seconds) {
    final byte[] noise = new byte[68];
    Arrays.fill(noise, (byte) 7);
    final byte[] line =
        ByteBuffer.allocate(76).put(noise, 0, 4).putLong(seconds).put(noise, 4, 64).array();
    return (new String(note, StandardCharsets.UTF_8)
            + "\u2014 witness.example/w "
            + base64(line)
            + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private byte[] signature(final String text) {
    try {
      final Signature signer = Signature.getInstance("Ed25519");
      signer.initSign(pair.getPrivate());
      signer.update(text.getBytes(StandardCharsets.UTF_8));
      return signer.sign();
    } catch (final GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] id() {
    return Arrays.copyOf(
        Ids.sha256((name + "\n").getBytes(StandardCharsets.UTF_8), new byte[] {1}, raw), 4);
  }

  /** Root of the tree over leaf hashes, by the recursion of RFC 6962, section 2.1. */
  public static byte[] root(final List<byte[]> leaves) {
    if (leaves.isEmpty()) {
      return Ids.sha256();
    }
    if (leaves.size() == 1) {
      return leaves.get(0);
    }
    int split = 1;
    while (split * 2 < leaves.size()) {
      split *= 2;
    }
    return Ids.sha256(
        new byte[] {1}, root(leaves.subList(0, split)), root(leaves.subList(split, leaves.size())));
  }

  private static byte[] concat(final byte[] a, final byte[] b) {
    return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
  }

  private static String base64(final byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}

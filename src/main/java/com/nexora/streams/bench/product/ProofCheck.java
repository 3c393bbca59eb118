package com.nexora.streams.bench.product;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.streams.bench.BenchException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Checks evidence as docs/audit-evidence.md says it can be done by hand: written from RFC 6962 and
 * the text of that page, with nothing of the product's own proofs. Thread-safe.
 */
final class ProofCheck {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] ED25519 = {
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00
  };
  private static final int KEY_ID = 4;

  private final PublicKey key;
  private final Set<String> verified = ConcurrentHashMap.newKeySet();

  /**
   * @param key the 32 bytes of the public key that signs
   */
  ProofCheck(final byte[] key) {
    try {
      this.key =
          KeyFactory.getInstance("Ed25519")
              .generatePublic(new X509EncodedKeySpec(joined(ED25519, key)));
    } catch (final GeneralSecurityException e) {
      throw new BenchException("no public key: " + e, e);
    }
  }

  /**
   * Holds evidence against what was asked for.
   *
   * @param id that must stand in the entry
   * @return bytes of the proof
   * @throws BenchException if it does not prove that
   */
  int check(final String evidence, final String id) {
    try {
      final JsonNode root = JSON.readTree(evidence);
      final byte[] entry = Base64.getDecoder().decode(root.path("entry").asText());
      final String proof = root.path("proof").asText();
      final int blank = proof.indexOf("\n\n");
      final String[] lines = proof.substring(0, blank).split("\n");
      final String checkpoint = proof.substring(blank + 2);
      final String[] head = checkpoint.split("\n");
      final List<byte[]> hashes = new ArrayList<>();
      for (final String line : Arrays.asList(lines).subList(2, lines.length)) {
        hashes.add(Base64.getDecoder().decode(line));
      }
      final long index = Long.parseLong(lines[1].substring("index ".length()));
      final byte[] computed =
          root(index, Long.parseLong(head[1]), sha256(new byte[] {0}, entry), hashes);
      require(
          hashes.isEmpty() && Arrays.equals(computed, Base64.getDecoder().decode(head[2])),
          "the proof does not lead to the signed root",
          evidence);
      require(
          new String(entry, StandardCharsets.ISO_8859_1).contains(id),
          "it is not the entry of " + id,
          evidence);
      if (!verified.contains(checkpoint)) {
        require(isSigned(checkpoint, head[0]), "the checkpoint is not signed", evidence);
        verified.add(checkpoint);
      }
      return proof.getBytes(StandardCharsets.UTF_8).length;
    } catch (final IOException | GeneralSecurityException | RuntimeException e) {
      if (e instanceof BenchException wrong) {
        throw wrong;
      }
      throw new BenchException("no evidence: " + evidence, e);
    }
  }

  /** The root that follows from a leaf; takes the hashes off the list. RFC 6962, 2.1.1. */
  private static byte[] root(
      final long index, final long size, final byte[] leaf, final List<byte[]> hashes)
      throws GeneralSecurityException {
    if (size == 1) {
      return leaf;
    }
    final long left = Long.highestOneBit(size - 1);
    final byte[] other = hashes.remove(hashes.size() - 1);
    return index < left
        ? sha256(new byte[] {1}, root(index, left, leaf, hashes), other)
        : sha256(new byte[] {1}, other, root(index - left, size - left, leaf, hashes));
  }

  /** Whether a line of the log's own name signs the text. */
  private boolean isSigned(final String checkpoint, final String origin)
      throws GeneralSecurityException {
    final int blank = checkpoint.indexOf("\n\n");
    final byte[] text = checkpoint.substring(0, blank + 1).getBytes(StandardCharsets.UTF_8);
    final String prefix = "\u2014 " + origin + " ";
    for (final String line : checkpoint.substring(blank + 2).split("\n")) {
      if (line.startsWith(prefix)) {
        final byte[] signature = Base64.getDecoder().decode(line.substring(prefix.length()));
        final Signature ed25519 = Signature.getInstance("Ed25519");
        ed25519.initVerify(key);
        ed25519.update(text);
        if (ed25519.verify(Arrays.copyOfRange(signature, KEY_ID, signature.length))) {
          return true;
        }
      }
    }
    return false;
  }

  private static void require(final boolean holds, final String what, final String evidence) {
    if (!holds) {
      throw new BenchException(what + ": " + evidence);
    }
  }

  private static byte[] sha256(final byte[]... parts) throws GeneralSecurityException {
    final MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (final byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }

  private static byte[] joined(final byte[] a, final byte[] b) {
    return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
  }
}

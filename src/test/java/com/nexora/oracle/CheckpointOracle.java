package com.nexora.oracle;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Reads and checks signed heads as C2SP's signed-note, tlog-checkpoint and tlog-cosignature say,
 * written from their text on the JDK's Ed25519.
 */
public final class CheckpointOracle {

  private static final byte ED25519 = 1;
  private static final byte COSIGNATURE = 4;
  private static final byte[] X509_HEADER = HexFormat.of().parseHex("302a300506032b6570032100");

  private final String installation;
  private final byte[] key;

  /**
   * What a checkpoint says.
   *
   * @param seconds epoch seconds of the time line
   */
  public record Head(String origin, int size, byte[] root, long seconds) {}

  /**
   * @param vkey public key of the installation: name, id, and type and key in base64
   */
  public CheckpointOracle(final String vkey) {
    final String[] parts = vkey.strip().split("\\+", 3);
    final byte[] typed = Base64.getDecoder().decode(parts[2]);
    this.installation = parts[0];
    this.key = Arrays.copyOfRange(typed, 1, typed.length);
  }

  /**
   * Reads a checkpoint of a log.
   *
   * @throws AssertionError if one of the two signatures is missing or wrong, or the form is
   */
  public Head read(final String log, final byte[] note) {
    final String all = new String(note, StandardCharsets.UTF_8);
    final int end = all.indexOf("\n\n");
    final String text = all.substring(0, end + 1);
    final String[] lines = text.split("\n", -1);
    final String origin = installation + "/" + log;
    if (!lines[0].equals(origin)) {
      throw new AssertionError("checkpoint of " + lines[0] + " where " + origin + " belongs");
    }
    final byte[] signature = line(all.substring(end + 2), origin, ED25519);
    require(text, signature, all);
    final byte[] timed = line(all.substring(end + 2), installation, COSIGNATURE);
    final long seconds = ByteBuffer.wrap(timed).getLong();
    require(
        "cosignature/v1\ntime " + seconds + "\n" + text,
        Arrays.copyOfRange(timed, Long.BYTES, timed.length),
        all);
    return new Head(
        lines[0], Integer.parseInt(lines[1]), Base64.getDecoder().decode(lines[2]), seconds);
  }

  private byte[] line(final String lines, final String name, final byte type) {
    final byte[] id =
        Arrays.copyOf(
            Ids.sha256((name + "\n").getBytes(StandardCharsets.UTF_8), new byte[] {type}, key), 4);
    for (final String line : lines.split("\n")) {
      final String[] words = line.split(" ");
      if (words.length == 3 && words[0].equals("\u2014") && words[1].equals(name)) {
        final byte[] signed = Base64.getDecoder().decode(words[2]);
        if (Arrays.equals(Arrays.copyOf(signed, 4), id)) {
          return Arrays.copyOfRange(signed, 4, signed.length);
        }
      }
    }
    throw new AssertionError("no line by " + name + " of type " + type + " in\n" + lines);
  }

  private void require(final String text, final byte[] signature, final String note) {
    try {
      final byte[] encoded =
          ByteBuffer.allocate(X509_HEADER.length + key.length).put(X509_HEADER).put(key).array();
      final PublicKey publicKey =
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
      final Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(publicKey);
      verifier.update(text.getBytes(StandardCharsets.UTF_8));
      if (!verifier.verify(signature)) {
        throw new AssertionError("a signature does not fit:\n" + note);
      }
    } catch (final GeneralSecurityException e) {
      throw new AssertionError(note, e);
    }
  }
}

package com.nexora.streams.audit.checkpoint;

import com.google.crypto.tink.Aead;
import com.nexora.streams.catalogue.PrivateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;

/**
 * The file that holds the signing keys: plain text that only its owner may read, or the same text
 * encrypted by a key that never leaves a key management service.
 */
public final class KeyFile {

  /** Environment variable that holds the text of the file, lines or commas between the keys. */
  public static final String ENVIRONMENT = "NEXORA_AUDIT_SIGNING_KEYS";

  /** Where development mode keeps its key below its data directory. */
  public static final String DEV_FILE = "keys/audit-signing.keys";

  /** Bound to the ciphertext, so that no other secret of the same key passes for this one. */
  private static final byte[] PURPOSE =
      "nexora-streams audit signing keys".getBytes(StandardCharsets.UTF_8);

  private final Path file;
  private final Optional<Aead> cipher;

  /**
   * @param cipher encrypts the file; empty if it is plain text
   */
  public KeyFile(final Path file, final Optional<Aead> cipher) {
    this.file = file;
    this.cipher = cipher;
  }

  /**
   * The text.
   *
   * @throws IllegalArgumentException if others may read a plain file, or it cannot be decrypted
   * @throws UncheckedIOException if it cannot be read
   */
  public String read() {
    try {
      if (cipher.isEmpty()) {
        checkPrivate();
        return Files.readString(file);
      }
      final byte[] sealed = Base64.getMimeDecoder().decode(Files.readString(file).strip());
      return new String(cipher.get().decrypt(sealed, PURPOSE), StandardCharsets.UTF_8);
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot read the signing keys in " + file, e);
    } catch (final GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "the signing keys in %s cannot be decrypted with the given key: %s"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /**
   * The keys.
   *
   * @throws IllegalArgumentException as {@link #read} and {@link CheckpointKeys#parse}
   */
  public CheckpointKeys load(final String origin) {
    final String text = read();
    try {
      return CheckpointKeys.parse(text, origin);
    } catch (final IllegalArgumentException e) {
      throw new IllegalArgumentException("signing keys in " + file + ": " + e.getMessage(), e);
    }
  }

  /** Whether there is a file. */
  public boolean exists() {
    return Files.exists(file);
  }

  /**
   * Writes the text, readable by the owner only; whoever reads meanwhile sees the old text or the
   * new one.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public void write(final String text) {
    try {
      PrivateFile.replace(file, cipher.isEmpty() ? text : encrypted(cipher.get(), text));
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot write the signing keys to " + file, e);
    }
  }

  /** Makes a file with one new key if there is none. */
  public void generate(final String origin) {
    if (!exists()) {
      write(CheckpointKeys.generate(origin) + "\n");
    }
  }

  private static String encrypted(final Aead cipher, final String text) {
    try {
      return Base64.getMimeEncoder()
              .encodeToString(cipher.encrypt(text.getBytes(StandardCharsets.UTF_8), PURPOSE))
          + "\n";
    } catch (final GeneralSecurityException e) {
      throw new IllegalStateException("cannot encrypt the signing keys: " + e.getMessage(), e);
    }
  }

  private void checkPrivate() throws IOException {
    try {
      PrivateFile.check(file);
    } catch (final IllegalArgumentException e) {
      throw new IllegalArgumentException("signing keys in " + file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return file.toString();
  }
}

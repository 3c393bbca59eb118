package com.nexora.streams.audit;

import com.nexora.streams.catalogue.PrivateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of the entries' HMACs by version; the highest version seals, the others still verify.
 *
 * <p>Whoever can write the topic can recompute hashes but not these, so a rewritten entry shows.
 * The keys never leave this class: it prints versions only.
 */
public final class HmacKeys {

  /** Environment variable that holds keys in the same form as the file, lines or commas between. */
  public static final String ENVIRONMENT = "NEXORA_AUDIT_HMAC_KEYS";

  /** Where development mode keeps its keys below its data directory, for {@link #generate}. */
  public static final String DEV_FILE = "keys/audit-hmac.keys";

  private static final String ALGORITHM = "HmacSHA256";
  private static final int MIN_KEY_BYTES = 32;

  private final NavigableMap<Integer, SecretKeySpec> keys;
  private final ThreadLocal<Map<Integer, Mac>> macs = ThreadLocal.withInitial(HashMap::new);

  private HmacKeys(final NavigableMap<Integer, SecretKeySpec> keys) {
    this.keys = keys;
  }

  /**
   * Reads keys from text.
   *
   * @param text one {@code version:base64} per line or between commas; versions from 1, keys of at
   *     least 32 bytes; blank lines and lines that start with {@code #} are skipped
   * @throws IllegalArgumentException if the text is not of this form or holds no key; the message
   *     never repeats the text
   */
  public static HmacKeys parse(final String text) {
    final NavigableMap<Integer, SecretKeySpec> keys = new TreeMap<>();
    int number = 0;
    for (final String line : text.split("[\\r\\n,]+", -1)) {
      number++;
      final String trimmed = line.strip();
      if (!trimmed.isEmpty() && !trimmed.startsWith("#")) {
        add(keys, trimmed, number);
      }
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(
          "no HMAC key given: expected lines of the form version:base64, e.g. 1:<44 base64 characters>");
    }
    return new HmacKeys(keys);
  }

  /**
   * Reads keys from a file that only its owner may read.
   *
   * @throws IllegalArgumentException if others may read the file, or as {@link #parse}
   * @throws UncheckedIOException if the file cannot be read
   */
  public static HmacKeys load(final Path file) {
    try {
      PrivateFile.check(file);
      return parse(Files.readString(file));
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot read the HMAC keys in " + file, e);
    } catch (final IllegalArgumentException e) {
      throw new IllegalArgumentException("HMAC keys in " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads the keys in a file, or makes the file with one random key if it does not exist: for
   * development mode.
   *
   * @throws UncheckedIOException if the file can be neither read nor written
   */
  public static HmacKeys generate(final Path file) {
    final byte[] key = new byte[MIN_KEY_BYTES];
    new SecureRandom().nextBytes(key);
    final String line = "1:" + Base64.getEncoder().encodeToString(key) + System.lineSeparator();
    try {
      PrivateFile.createIfAbsent(file, line);
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot write an HMAC key to " + file, e);
    }
    return load(file);
  }

  /** Version that seals: the highest. */
  public int currentVersion() {
    return keys.lastKey();
  }

  /** Whether a key of this version is here. */
  public boolean knows(final int version) {
    return keys.containsKey(version);
  }

  /**
   * HMAC-SHA256 over a leaf hash, 32 bytes.
   *
   * @throws IllegalArgumentException if the version is not known here
   */
  public byte[] sign(final int version, final byte[] leafHash) {
    return macs.get().computeIfAbsent(version, this::newMac).doFinal(leafHash);
  }

  /**
   * HMAC-SHA256 over a leaf hash inside an array, without a new array.
   *
   * @param into gets 32 bytes
   * @throws IllegalArgumentException if the version is not known here
   */
  void sign(final int version, final byte[] hashes, final int at, final byte[] into) {
    final Mac mac = macs.get().computeIfAbsent(version, this::newMac);
    mac.update(hashes, at, AuditFormat.HASH_BYTES);
    try {
      mac.doFinal(into, 0);
    } catch (final ShortBufferException e) {
      throw new IllegalArgumentException("an HMAC has 32 bytes", e);
    }
  }

  /**
   * A key for another purpose, of each version: the HMAC over the purpose's name. Who has it can do
   * nothing but that.
   *
   * @param purpose not of 32 bytes, so that it is no leaf hash
   */
  public Map<Integer, byte[]> derived(final String purpose) {
    final byte[] name = purpose.getBytes(StandardCharsets.UTF_8);
    if (name.length == AuditFormat.HASH_BYTES) {
      throw new IllegalArgumentException("a purpose must not be as long as a hash");
    }
    final Map<Integer, byte[]> derived = new TreeMap<>();
    keys.keySet().forEach(version -> derived.put(version, sign(version, name)));
    return derived;
  }

  @Override
  public String toString() {
    return "HmacKeys[versions=" + keys.keySet() + ", keys=****]";
  }

  private Mac newMac(final int version) {
    final SecretKeySpec key = keys.get(version);
    if (key == null) {
      throw new IllegalArgumentException(
          "no HMAC key of version " + version + "; known: " + keys.keySet());
    }
    try {
      final Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (final GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  private static void add(
      final NavigableMap<Integer, SecretKeySpec> keys, final String line, final int number) {
    final int colon = line.indexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("line " + number + " is not of the form version:base64");
    }
    final int version = version(line.substring(0, colon), number);
    final byte[] key = key(line.substring(colon + 1).strip(), number);
    if (keys.put(version, new SecretKeySpec(key, ALGORITHM)) != null) {
      throw new IllegalArgumentException(
          "line " + number + " repeats version " + version + ": a version is never reused");
    }
  }

  private static int version(final String text, final int number) {
    try {
      final int version = Integer.parseInt(text.strip());
      if (version >= 1) {
        return version;
      }
    } catch (final NumberFormatException e) {
      // Told below, without the text: it may be half a key.
    }
    throw new IllegalArgumentException(
        "line " + number + ": the version before the colon is not a number from 1");
  }

  private static byte[] key(final String base64, final int number) {
    final byte[] key;
    try {
      key = Base64.getDecoder().decode(base64);
    } catch (final IllegalArgumentException e) {
      // The cause would show a piece of the key.
      throw new IllegalArgumentException(
          "line " + number + ": what follows the colon is not base64");
    }
    if (key.length < MIN_KEY_BYTES) {
      throw new IllegalArgumentException(
          "line %d: the key has %d bytes, at least %d are needed"
              .formatted(number, key.length, MIN_KEY_BYTES));
    }
    return key;
  }
}

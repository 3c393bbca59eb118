package com.nexora.streams.privacy;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import com.nexora.streams.catalogue.AdminAct;
import com.nexora.streams.catalogue.KmsKeys;
import com.nexora.streams.catalogue.LeastRecentlyUsed;
import com.nexora.streams.catalogue.PrivateFile;
import com.nexora.streams.catalogue.RowSeal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys that privacy hangs on: one for pseudonyms, which never changes, and key-encryption keys
 * by version, of which the highest wraps and the others still unwrap.
 *
 * <p>Every tenant has a key-encryption key of its own, made of the version's key by HMAC-SHA256 and
 * used through Tink's AES-256-GCM. Data keys bear the version that wrapped them, so a new version
 * needs no entry touched: rows are wrapped anew, entries never hold a wrapped key. The keys never
 * leave this class; it prints versions only. Thread-safe.
 */
public final class PrivacyKeys {

  /** Environment variable that holds the keys in the same form as the file. */
  public static final String ENVIRONMENT = "NEXORA_PRIVACY_KEYS";

  /** Where development mode keeps its keys below its data directory. */
  public static final String DEV_FILE = "keys/privacy.keys";

  private static final String PSEUDONYM = "pseudonym";
  private static final String KEK = "kek";
  private static final String ROW = "row of ";
  private static final int KEY_BYTES = 32;
  private static final int TINK_PREFIX = 5;
  private static final int MAX_TENANTS = 10_000;
  private static final byte[] KMS_CONTEXT =
      "nexora-streams privacy keys".getBytes(StandardCharsets.UTF_8);

  static {
    try {
      AeadConfig.register();
    } catch (final GeneralSecurityException e) {
      throw new IllegalStateException("Tink's AEAD cannot be registered", e);
    }
  }

  private final Pseudonyms pseudonyms;
  private final NavigableMap<Integer, byte[]> keks;
  private final Map<String, Aead> aeads = new LeastRecentlyUsed<>(MAX_TENANTS);

  private PrivacyKeys(final byte[] pseudonymKey, final NavigableMap<Integer, byte[]> keks) {
    this.pseudonyms = new Pseudonyms(pseudonymKey);
    this.keks = keks;
  }

  /**
   * Reads keys from text.
   *
   * @param text lines, or parts between commas: {@code pseudonym:<base64>} once and {@code
   *     kek:<version>:<base64>} at least once, 32 bytes each; blank lines and lines that start with
   *     {@code #} are skipped
   * @param kmsUri if there, the base64 are ciphertexts that this key of a KMS decrypts, e.g. {@code
   *     gcp-kms://...} or {@code aws-kms://...}; its Tink client must be on the class path
   * @throws IllegalArgumentException if the text is not of this form, or the KMS cannot be used;
   *     the message never repeats the text
   */
  public static PrivacyKeys parse(final String text, final Optional<String> kmsUri) {
    final @Nullable Aead kms = kmsUri.map(KmsKeys::aead).orElse(null);
    final NavigableMap<Integer, byte[]> keks = new TreeMap<>();
    byte[] pseudonymKey = null;
    int number = 0;
    for (final String line : text.split("[\\r\\n,]+", -1)) {
      number++;
      final String[] parts = line.strip().split(":", -1);
      if (line.isBlank() || line.strip().startsWith("#")) {
        continue;
      }
      if (parts.length == 2 && PSEUDONYM.equals(parts[0]) && pseudonymKey == null) {
        pseudonymKey = key(parts[1], number, kms);
      } else if (parts.length == 3 && KEK.equals(parts[0])) {
        if (keks.put(version(parts[1], number), key(parts[2], number, kms)) != null) {
          throw new IllegalArgumentException(
              "line " + number + " repeats a version: a version is never reused");
        }
      } else {
        throw new IllegalArgumentException(
            "line " + number + " is neither pseudonym:<base64> (once) nor kek:<version>:<base64>");
      }
    }
    if (pseudonymKey == null || keks.isEmpty()) {
      throw new IllegalArgumentException(
          "privacy keys need one line pseudonym:<base64 of 32 bytes> and at least one line kek:1:<base64 of 32 bytes>");
    }
    return new PrivacyKeys(pseudonymKey, keks);
  }

  /**
   * Reads keys from a file that only its owner may read.
   *
   * @throws IllegalArgumentException if others may read the file, or as {@link #parse}
   * @throws UncheckedIOException if the file cannot be read
   */
  public static PrivacyKeys load(final Path file, final Optional<String> kmsUri) {
    try {
      PrivateFile.check(file);
      return parse(Files.readString(file), kmsUri);
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot read the privacy keys in " + file, e);
    } catch (final IllegalArgumentException e) {
      throw new IllegalArgumentException("privacy keys in " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads the keys in a file, or makes the file with random keys if it does not exist: for
   * development mode.
   */
  public static PrivacyKeys generate(final Path file) {
    try {
      PrivateFile.createIfAbsent(file, randomText());
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot write privacy keys to " + file, e);
    }
    return load(file, Optional.empty());
  }

  /** Keys that nobody has beside this process: for a graph that is only drawn or measured. */
  public static PrivacyKeys random() {
    return parse(randomText(), Optional.empty());
  }

  /** Names of data subjects. */
  public Pseudonyms pseudonyms() {
    return pseudonyms;
  }

  /** Version that wraps: the highest. */
  public int currentVersion() {
    return keks.lastKey();
  }

  /** Version that wrapped these bytes. */
  static int versionOf(final byte[] wrapped) {
    return ByteBuffer.wrap(wrapped, 1, Integer.BYTES).getInt();
  }

  /**
   * Wraps a data key.
   *
   * @param keyId bound in: the bytes unwrap under this name only
   */
  byte[] wrap(final String tenant, final String keyId, final byte[] dataKey) {
    try {
      return aead(tenant).encrypt(dataKey, keyId.getBytes(StandardCharsets.UTF_8));
    } catch (final GeneralSecurityException e) {
      throw new IllegalStateException("cannot wrap the key " + keyId, e);
    }
  }

  /**
   * Unwraps a data key.
   *
   * @throws IllegalStateException if the version is not here any more, or the bytes were changed
   */
  byte[] unwrap(final String tenant, final String keyId, final byte[] wrapped) {
    if (wrapped.length <= TINK_PREFIX || !keks.containsKey(versionOf(wrapped))) {
      throw new IllegalStateException(
          "the key %s was wrapped by version %s, the privacy keys hold %s: keep old versions until no key needs them"
              .formatted(
                  keyId,
                  wrapped.length <= TINK_PREFIX ? "?" : Integer.toString(versionOf(wrapped)),
                  keks.keySet()));
    }
    try {
      return aead(tenant).decrypt(wrapped, keyId.getBytes(StandardCharsets.UTF_8));
    } catch (final GeneralSecurityException e) {
      throw new IllegalStateException(
          "the key %s does not unwrap: it was changed, or the privacy keys are of another installation"
              .formatted(keyId),
          e);
    }
  }

  /**
   * Encrypts rows of stores under the product's own key-encryption key; a row bears the version
   * that encrypted it.
   */
  public RowSeal seal() {
    return new RowSeal() {
      @Override
      public byte[] seal(final byte[] clear, final String place) {
        return wrap(AdminAct.PRODUCT_TENANT, ROW + place, clear);
      }

      @Override
      public byte[] open(final byte[] sealed, final String place) {
        return unwrap(AdminAct.PRODUCT_TENANT, ROW + place, sealed);
      }
    };
  }

  @Override
  public String toString() {
    return "PrivacyKeys[versions=" + keks.keySet() + ", keys=****]";
  }

  private Aead aead(final String tenant) {
    synchronized (aeads) {
      return aeads.computeIfAbsent(tenant, this::tenantAead);
    }
  }

  @AccessesPartialKey // a key-encryption key is made of the version's key, not generated by Tink
  private Aead tenantAead(final String tenant) {
    try {
      final AesGcmParameters parameters =
          AesGcmParameters.builder()
              .setKeySizeBytes(KEY_BYTES)
              .setIvSizeBytes(12)
              .setTagSizeBytes(16)
              .setVariant(AesGcmParameters.Variant.TINK)
              .build();
      final KeysetHandle.Builder handle = KeysetHandle.newBuilder();
      for (final Map.Entry<Integer, byte[]> kek : keks.entrySet()) {
        final byte[] key = Hmac.of(kek.getValue()).text("nexora kek v1").text(tenant).result();
        final KeysetHandle.Builder.Entry entry =
            KeysetHandle.importKey(
                    AesGcmKey.builder()
                        .setParameters(parameters)
                        .setKeyBytes(SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()))
                        .setIdRequirement(kek.getKey())
                        .build())
                .withFixedId(kek.getKey());
        handle.addEntry(kek.getKey().equals(keks.lastKey()) ? entry.makePrimary() : entry);
      }
      return handle.build().getPrimitive(RegistryConfiguration.get(), Aead.class);
    } catch (final GeneralSecurityException e) {
      throw new IllegalStateException("Tink refuses the key-encryption keys", e);
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
    throw new IllegalArgumentException("line " + number + ": the version is not a number from 1");
  }

  private static byte[] key(final String base64, final int number, final @Nullable Aead kms) {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(base64.strip());
    } catch (final IllegalArgumentException e) {
      // The cause would show a piece of the key.
      throw new IllegalArgumentException("line " + number + ": the key is not base64");
    }
    if (kms != null) {
      try {
        key = kms.decrypt(key, KMS_CONTEXT);
      } catch (final GeneralSecurityException e) {
        throw new IllegalArgumentException(
            "line " + number + ": the KMS does not decrypt the key", e);
      }
    }
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "line %d: the key has %d bytes, %d are needed".formatted(number, key.length, KEY_BYTES));
    }
    return key;
  }

  private static String randomText() {
    return "%s:%s%n%s:1:%s%n".formatted(PSEUDONYM, randomKey(), KEK, randomKey());
  }

  private static String randomKey() {
    final byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }
}

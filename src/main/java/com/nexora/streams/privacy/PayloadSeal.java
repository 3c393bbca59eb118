package com.nexora.streams.privacy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts a payload so that it opens with the keys of all its data subjects and with no other.
 *
 * <p>The content key is made of every subject's key (HKDF-SHA256, RFC 5869, over their
 * concatenation), so destroying one of them closes the payload for good; a key per payload that
 * each subject's key could open would survive the erasure of one. AES-GCM alone does not commit to
 * its key, so a second output of the same HKDF is published as a commitment (Albertini et al., "How
 * to Abuse and Fix Authenticated Encryption Without Key Commitment", USENIX Security 2022, section
 * 5.3: the generic fix): one ciphertext opens to one payload only.
 *
 * <p>The nonce is an HMAC over the payload under a third output: replaying gives the same bytes,
 * and a second payload under the same id gets another nonce, so no nonce is used for two texts (the
 * synthetic IV of RFC 5297). Tenant, audit id and key ids are bound in as info and as associated
 * data. Format in {@code docs/privacy.md}.
 */
public final class PayloadSeal {

  /** Bytes of a subject's key. */
  public static final int KEY_BYTES = 32;

  private static final byte[] SALT = "nexora-streams privacy v1".getBytes(StandardCharsets.UTF_8);
  private static final ThreadLocal<Hmac> SALTED = ThreadLocal.withInitial(() -> Hmac.with(SALT));
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final ThreadLocal<Cipher> CIPHERS = ThreadLocal.withInitial(PayloadSeal::cipher);

  private PayloadSeal() {}

  /**
   * One subject's key, or that it is gone.
   *
   * @param id names the key: pseudonym, place, version
   * @param bytes {@value #KEY_BYTES} bytes; empty if the key was destroyed
   */
  public record SubjectKey(String id, byte[] bytes) {

    /** A key that is no more. */
    static SubjectKey destroyed(final String id) {
      return new SubjectKey(id, new byte[0]);
    }

    boolean isDestroyed() {
      return bytes.length == 0;
    }

    @Override
    public boolean equals(final Object other) {
      return other instanceof SubjectKey key
          && id.equals(key.id)
          && MessageDigest.isEqual(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
      return id.hashCode();
    }

    @Override
    public String toString() {
      return "SubjectKey[" + id + (isDestroyed() ? ", destroyed]" : ", ****]");
    }
  }

  /**
   * What an entry holds of a payload.
   *
   * @param ciphertext 12 bytes nonce, AES-256-GCM of the payload, 16 bytes tag
   * @param commitment 32 bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody, copied by nobody
  public record Sealed(byte[] ciphertext, byte[] commitment) {}

  /**
   * Encrypts.
   *
   * @param keys of all subjects, at least one, in ascending order of their ids
   */
  public static Sealed seal(
      final String tenant,
      final String auditId,
      final List<SubjectKey> keys,
      final byte[] payload) {
    final Derived derived = Derived.of(tenant, auditId, keys);
    final byte[] nonce =
        Arrays.copyOf(Hmac.of(derived.nonceKey).bytes(payload).result(), NONCE_BYTES);
    final byte[] out = new byte[NONCE_BYTES + payload.length + TAG_BITS / Byte.SIZE];
    System.arraycopy(nonce, 0, out, 0, NONCE_BYTES);
    try {
      final Cipher cipher = encrypting(derived.encryptionKey, nonce);
      cipher.updateAAD(derived.info);
      cipher.doFinal(payload, 0, payload.length, out, NONCE_BYTES);
    } catch (final GeneralSecurityException e) {
      throw new IllegalStateException("AES-256-GCM failed on " + payload.length + " bytes", e);
    } finally {
      derived.wipe();
    }
    return new Sealed(out, derived.commitment);
  }

  /**
   * Decrypts.
   *
   * @param keys as for sealing
   * @throws IllegalArgumentException if keys, ids, commitment and ciphertext do not belong together
   */
  public static byte[] open(
      final String tenant, final String auditId, final List<SubjectKey> keys, final Sealed sealed) {
    final Derived derived = Derived.of(tenant, auditId, keys);
    try {
      if (!MessageDigest.isEqual(derived.commitment, sealed.commitment)) {
        throw new IllegalArgumentException(
            "entry " + auditId + ": its key commitment does not belong to these keys");
      }
      final byte[] in = sealed.ciphertext;
      if (in.length < NONCE_BYTES + TAG_BITS / Byte.SIZE) {
        throw new IllegalArgumentException("entry " + auditId + ": the ciphertext is cut");
      }
      final Cipher cipher = CIPHERS.get();
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(derived.encryptionKey, "AES"),
          new GCMParameterSpec(TAG_BITS, in, 0, NONCE_BYTES));
      cipher.updateAAD(derived.info);
      return cipher.doFinal(in, NONCE_BYTES, in.length - NONCE_BYTES);
    } catch (final AEADBadTagException e) {
      throw new IllegalArgumentException("entry " + auditId + ": the ciphertext was changed", e);
    } catch (final GeneralSecurityException e) {
      throw new IllegalStateException("AES-256-GCM failed", e);
    } finally {
      derived.wipe();
    }
  }

  /**
   * Java refuses key and nonce of the last use. Here they only come again with the same text, when
   * an act is replayed, and then a new cipher takes them.
   */
  private static Cipher encrypting(final byte[] key, final byte[] nonce)
      throws GeneralSecurityException {
    final SecretKeySpec spec = new SecretKeySpec(key, "AES");
    final GCMParameterSpec parameters = new GCMParameterSpec(TAG_BITS, nonce);
    final Cipher last = CIPHERS.get();
    try {
      last.init(Cipher.ENCRYPT_MODE, spec, parameters);
      return last;
    } catch (final InvalidAlgorithmParameterException e) {
      final Cipher fresh = cipher();
      fresh.init(Cipher.ENCRYPT_MODE, spec, parameters);
      return fresh;
    }
  }

  private static Cipher cipher() {
    try {
      return Cipher.getInstance(CIPHER);
    } catch (final GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + CIPHER, e);
    }
  }

  /** The outputs of HKDF for one payload. */
  @SuppressWarnings("ArrayRecordComponent") // lives for one call
  private record Derived(byte[] encryptionKey, byte[] commitment, byte[] nonceKey, byte[] info) {

    static Derived of(final String tenant, final String auditId, final List<SubjectKey> keys) {
      final byte[] info = info(tenant, auditId, keys);
      final Hmac extract = SALTED.get();
      for (final SubjectKey key : keys) {
        if (key.bytes.length != KEY_BYTES) {
          throw new IllegalArgumentException("no key " + key.id + ": it was destroyed");
        }
      }
      for (final SubjectKey key : keys) {
        extract.bytes(key.bytes);
      }
      final byte[] prk = extract.result();
      final Hmac expand = Hmac.of(prk);
      final Derived derived =
          new Derived(
              expand(expand, "encrypt", info),
              expand(expand, "commit", info),
              expand(expand, "nonce", info),
              info);
      Arrays.fill(prk, (byte) 0);
      return derived;
    }

    /** HKDF-Expand to one block. */
    private static byte[] expand(final Hmac prk, final String label, final byte[] info) {
      return prk.text(label).bytes(info).one(1).result();
    }

    private static byte[] info(
        final String tenant, final String auditId, final List<SubjectKey> keys) {
      if (keys.isEmpty()) {
        throw new IllegalArgumentException("a payload is encrypted under at least one key");
      }
      int size = 0;
      final byte[][] parts = new byte[keys.size() + 2][];
      parts[0] = tenant.getBytes(StandardCharsets.UTF_8);
      parts[1] = auditId.getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < keys.size(); i++) {
        parts[i + 2] = keys.get(i).id.getBytes(StandardCharsets.UTF_8);
        if (i > 0 && keys.get(i - 1).id.compareTo(keys.get(i).id) >= 0) {
          throw new IllegalArgumentException("the keys of a payload must be in order, each once");
        }
      }
      for (final byte[] part : parts) {
        size += Integer.BYTES + part.length;
      }
      final ByteBuffer info = ByteBuffer.allocate(size);
      for (final byte[] part : parts) {
        info.putInt(part.length).put(part);
      }
      return info.array();
    }

    void wipe() {
      Arrays.fill(encryptionKey, (byte) 0);
      Arrays.fill(nonceKey, (byte) 0);
    }
  }
}

package com.nexora.streams.privacy;

import com.nexora.events.AuditEvent;
import com.nexora.streams.privacy.PayloadSeal.SubjectKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.TreeSet;

/**
 * Protects an act before it enters the inbox: who it speaks of becomes a pseudonym, what it says
 * becomes a ciphertext.
 *
 * <p>An act that names no subject and no framework leaves as it came, after three comparisons.
 */
public final class SubjectGuard {

  /** Most data subjects of one payload; of more, only the payload's digest is kept. */
  static final int MAX_SUBJECTS = 64;

  /** Largest payload that is encrypted as it is when much else surrounds it, bytes. */
  private static final int LARGE = 40 * 1024;

  private final Pseudonyms pseudonyms;
  private final SubjectNames names;
  private final Set<String> frameworks;

  public SubjectGuard(final Pseudonyms pseudonyms, final PrivacySettings settings) {
    this.pseudonyms = pseudonyms;
    this.names = new SubjectNames(pseudonyms, settings.subjectFields());
    this.frameworks = settings.encryptedFrameworks();
  }

  /** Whether the act must be protected: it says so, names a subject, or bears a framework's tag. */
  public boolean concerns(final AuditEvent act) {
    if (act.getEncrypted() || !act.getSubjects().isEmpty()) {
      return true;
    }
    final List<String> tags = act.getFrameworks();
    return !tags.isEmpty() && !Collections.disjoint(tags, frameworks);
  }

  /** Protects an act that {@link #concerns} this, in its place. */
  void protect(final AuditEvent act, final KeyRing keys) {
    final SortedSet<String> ids = new TreeSet<>(act.getSubjects());
    ids.remove("");
    names.findAll(act, ids);
    final Map<String, String> named = names.of(act.getTenantId(), ids);
    if (!named.isEmpty()) {
      names.aliases(act.getTenantId(), named).rename(act);
    }
    final List<String> all = new ArrayList<>(named.values());
    all.sort(Comparator.naturalOrder());
    final List<String> subjects = all.size() > MAX_SUBJECTS ? all.subList(0, MAX_SUBJECTS) : all;
    act.setSubjects(new ArrayList<>(subjects));
    if (act.getCiphertext() == null) {
      encrypt(act, subjects, named.size(), keys);
    }
  }

  private void encrypt(
      final AuditEvent act, final List<String> subjects, final int found, final KeyRing keys) {
    final String tenant = act.getTenantId();
    final List<String> holders =
        subjects.isEmpty() ? List.of(pseudonyms.ofTenant(tenant)) : subjects;
    final List<SubjectKey> subjectKeys = new ArrayList<>(holders.size());
    for (final String holder : holders) {
      subjectKeys.add(keys.key(tenant, holder, act.getOccurredAt()));
    }
    subjectKeys.sort(Comparator.comparing(SubjectKey::id));
    act.setEncrypted(true);
    act.setEncryptionKey(ids(subjectKeys));
    byte[] payload = act.getPayload().getBytes(StandardCharsets.UTF_8);
    if (found > MAX_SUBJECTS || (payload.length > LARGE && subjects.size() > 1)) {
      payload = digest(payload);
    }
    act.setPayload("");
    for (final SubjectKey key : subjectKeys) {
      if (key.isDestroyed()) {
        return; // Data from before an erasure: nothing of them is kept.
      }
    }
    final PayloadSeal.Sealed sealed =
        PayloadSeal.seal(tenant, act.getAuditId(), subjectKeys, payload);
    act.setCiphertext(ByteBuffer.wrap(sealed.ciphertext()));
    act.setKeyCommitment(ByteBuffer.wrap(sealed.commitment()));
  }

  private static String ids(final List<SubjectKey> keys) {
    final StringJoiner ids = new StringJoiner(",");
    for (final SubjectKey key : keys) {
      ids.add(key.id());
    }
    return ids.toString();
  }

  private static byte[] digest(final byte[] payload) {
    try {
      final byte[] hash = MessageDigest.getInstance("SHA-256").digest(payload);
      return "{\"sha256\":\"%s\",\"bytes\":%d}"
          .formatted(HexFormat.of().formatHex(hash), payload.length)
          .getBytes(StandardCharsets.UTF_8);
    } catch (final NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

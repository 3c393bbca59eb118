package com.nexora.streams.privacy;

import com.nexora.events.AuditEvent;
import com.nexora.streams.privacy.PayloadSeal.Sealed;
import com.nexora.streams.privacy.PayloadSeal.SubjectKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Opens the payloads of entries for those who may read them, as long as the keys are there. */
public final class PayloadReader {

  private final PrivacyKeys keys;

  public PayloadReader(final PrivacyKeys keys) {
    this.keys = keys;
  }

  /** Where the keys of a task are. */
  @FunctionalInterface
  public interface KeyStores {

    /** The store of one partition of an intake; throws if it cannot be read here. */
    ReadOnlyKeyValueStore<Bytes, byte[]> of(Intake intake, int partition);
  }

  /**
   * Opens a payload.
   *
   * @param act of an entry that says {@code encrypted}
   * @return the payload; empty if a key of it was destroyed, or none was ever kept
   * @throws IllegalArgumentException if the entry names keys in a form that is not ours, or its
   *     ciphertext was changed
   */
  public Optional<String> open(final AuditEvent act, final KeyStores stores) {
    final ByteBuffer ciphertext = act.getCiphertext();
    final ByteBuffer commitment = act.getKeyCommitment();
    final String ids = act.getEncryptionKey();
    if (ciphertext == null || commitment == null || ids == null) {
      return Optional.empty();
    }
    final List<SubjectKey> subjectKeys = new ArrayList<>();
    for (final String id : ids.split(",", -1)) {
      final byte[] key = key(act.getTenantId(), KeyId.parse(id), stores);
      if (key == null) {
        return Optional.empty();
      }
      subjectKeys.add(new SubjectKey(id, key));
    }
    final byte[] payload =
        PayloadSeal.open(
            act.getTenantId(),
            act.getAuditId(),
            subjectKeys,
            new Sealed(bytes(ciphertext), bytes(commitment)));
    return Optional.of(new String(payload, StandardCharsets.UTF_8));
  }

  private byte @Nullable [] key(final String tenant, final KeyId id, final KeyStores stores) {
    final byte[] stored =
        stores.of(id.intake(), id.partition()).get(SubjectKeyStore.rowKey(tenant, id.pseudonym()));
    if (stored == null) {
      return null;
    }
    final KeyRow row = KeyRow.decode(stored);
    return row.isDestroyed() || row.version() != id.version()
        ? null
        : keys.unwrap(tenant, id.text(), row.wrapped());
  }

  private static byte[] bytes(final ByteBuffer buffer) {
    final byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  /** {@code <pseudonym>/<intake>-<partition>/<version>}. */
  record KeyId(String text, String pseudonym, Intake intake, int partition, int version) {

    static KeyId parse(final String text) {
      final String[] parts = text.split("/", -1);
      final int dash = parts.length == 3 ? parts[1].lastIndexOf('-') : -1;
      try {
        if (dash > 0) {
          return new KeyId(
              text,
              parts[0],
              Intake.find(parts[1].substring(0, dash)).orElseThrow(),
              Integer.parseInt(parts[1].substring(dash + 1)),
              Integer.parseInt(parts[2]));
        }
      } catch (final NumberFormatException | java.util.NoSuchElementException e) {
        // Told below.
      }
      throw new IllegalArgumentException(
          "the key id " + text + " is not of the form pseudonym/intake-partition/version");
    }
  }
}

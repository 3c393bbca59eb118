package com.nexora.streams.audit;

import com.nexora.events.AuditEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one record says by itself, before its neighbours are asked. */
sealed interface CheckedRecord {

  /**
   * An entry whose bytes agree with its leaf hash: it takes part in the chains.
   *
   * @param tenantId its tenant
   * @param leaf its leaf index
   * @param sequence its tenant sequence
   * @param previous previous hash
   * @param hash leaf hash
   * @param event its act
   * @param proven whether a known key's HMAC confirms it
   * @param flaws what else is wrong with the record around it
   */
  record Sound(
      String tenantId,
      long leaf,
      long sequence,
      byte[] previous,
      byte[] hash,
      AuditEvent event,
      boolean proven,
      List<Flaw> flaws)
      implements CheckedRecord {}

  /**
   * A record that cannot be believed: it may stand in the place of an entry or be one too many.
   *
   * @param claims leaf indexes that it may stand for, the likelier first; empty if it says none
   * @param flaw what is wrong with it
   */
  record Suspect(List<Long> claims, Flaw flaw) implements CheckedRecord {}

  /**
   * An intact entry of another log: it cannot be in this one.
   *
   * @param flaw what is wrong with it
   */
  record Stray(Flaw flaw) implements CheckedRecord {}

  /**
   * One thing that is wrong with a record.
   *
   * @param kind what
   * @param tenantId tenant, null if unknown
   * @param detail what exactly; the same words for the same flaw, so that neighbours can be told as
   *     one range
   */
  record Flaw(DamageKind kind, @Nullable String tenantId, String detail) {}
}

package com.nexora.streams.deadletter;

import com.nexora.streams.catalogue.ContentId;
import org.jspecify.annotations.Nullable;

/**
 * Which letters somebody asks for, and may see.
 *
 * @param tenant only this tenant's; null: every tenant's
 * @param tenantless whether letters whose tenant could not be read are among them
 * @param reason only those of this reason; null: of any
 * @param state only those in this state; null: in any
 */
public record LetterFilter(
    @Nullable String tenant,
    boolean tenantless,
    @Nullable String reason,
    @Nullable LetterState state) {

  /** Every letter. */
  public static LetterFilter all() {
    return new LetterFilter(null, true, null, null);
  }

  /** The letters that one tenant may see. */
  public static LetterFilter of(final String tenant) {
    return new LetterFilter(tenant, false, null, null);
  }

  /** The same of one reason; null: of any. */
  public LetterFilter because(final @Nullable String code) {
    return new LetterFilter(tenant, tenantless, code, state);
  }

  /** The same in one state; null: in any. */
  public LetterFilter in(final @Nullable LetterState wanted) {
    return new LetterFilter(tenant, tenantless, reason, wanted);
  }

  /**
   * Whether a letter's tenant may be among them.
   *
   * @param ofLetter null or empty if the letter has none
   */
  public boolean coversTenant(final @Nullable String ofLetter) {
    return ofLetter == null || ofLetter.isEmpty()
        ? tenantless
        : tenant == null || tenant.equals(ofLetter);
  }

  /** Whether a letter's reason is among them. */
  public boolean coversReason(final String ofLetter) {
    return reason == null || reason.equals(ofLetter);
  }

  /** Whether a letter's state is among them. */
  public boolean coversState(final LetterState ofLetter) {
    return state == null || state == ofLetter;
  }

  /** A short text that differs for filters that differ. */
  String fingerprint() {
    return ContentId.hex(
            "letter-filter",
            tenant == null ? "*" : "=" + tenant,
            Boolean.toString(tenantless),
            reason == null ? "*" : "=" + reason,
            state == null ? "*" : state.text())
        .substring(0, 8);
  }
}

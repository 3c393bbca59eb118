package com.nexora.streams.privacy.redact;

import java.util.Locale;

/** What becomes of a value that a rule finds. */
public enum Action {
  /** {@code ****1234}: the last four letters or digits stay, of values of eight or more. */
  KEEP_LAST_4,
  /**
   * Stays in the payload of an act of the trail, which is then encrypted per data subject as a
   * whole; redacted wherever there is no such encryption.
   */
  ENCRYPT,
  /** {@code hmac-} and 40 hex digits: equal values of a tenant stay equal. */
  HASH,
  /** {@code [REDACTED]}. */
  REDACT;

  /** The word as the rules write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Whether this keeps no more of a value than the other. Encrypting keeps all for some, four
   * characters are kept for all: neither is at least as strict as the other.
   */
  boolean isAtLeastAsStrictAs(final Action other) {
    return this == other || this == REDACT || (this == HASH && other != REDACT);
  }
}

package com.nexora.streams.privacy.redact;

/** What a rule is about: it decides where the rule holds. */
public enum Sort {
  /** Opens something: never stored, nor encrypted. */
  SECRET,
  /** Says something of a person: gone wherever it would stand in clear (REQUIREMENTS P4). */
  PERSONAL
}

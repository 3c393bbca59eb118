package com.nexora.streams.privacy.redact;

/** Numbers of the rules: the kinds of values come first, then these, then the rules for keys. */
final class RuleNumbers {

  /** Nested too deeply. */
  static final int DEPTH = ValueKind.values().length;

  /** No JSON where JSON is expected. */
  static final int UNPARSABLE = DEPTH + 1;

  /** Too large to be looked at. */
  static final int TOO_LARGE = DEPTH + 2;

  static final int FIRST_KEY = DEPTH + 3;

  private RuleNumbers() {}
}

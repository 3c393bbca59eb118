package com.nexora.streams.audit;

/**
 * What can be wrong with a trail, the gravest first. The exit codes are public: scripts rely on
 * them; where several kinds meet, the lowest code is the command's.
 */
public enum DamageKind {
  EDITED(10, "edited", "a sealed entry or a field of its envelope was changed"),
  MISSING(11, "missing", "a sealed entry is gone"),
  INSERTED(12, "inserted", "a record was added that the sequencer did not seal there"),
  REORDERED(13, "reordered", "entries stand in another order than they were sealed in"),
  DUPLICATED(14, "duplicated", "the same entry stands there more than once"),
  FORKED(15, "forked", "two entries claim the same place: the log was continued from two states"),
  BAD_HMAC(16, "bad-hmac", "an entry is consistent, but was not sealed with our key"),
  UNKNOWN_KEY(17, "unknown-key", "an entry or a checkpoint names a key that was not given"),
  UNDECODABLE(18, "undecodable", "a record is not a sealed entry at all"),
  MISLABELLED(19, "mislabelled", "a record's key or headers do not agree with the sealed entry"),
  TRUNCATED_HEAD(
      20,
      "truncated-head",
      "the log does not begin at leaf 0: expired or cut; the rest is checked"),
  TRUNCATED(21, "truncated", "a signed checkpoint has more entries than the log: its tail was cut"),
  STALE(22, "stale", "the newest checkpoint of a log is too old"),
  UNSIGNED(23, "unsigned", "entries that no valid checkpoint covers, though it should"),
  BAD_SIGNATURE(24, "bad-signature", "a checkpoint's signature does not fit its text");

  private final int exitCode;
  private final String label;
  private final String meaning;

  DamageKind(final int exitCode, final String label, final String meaning) {
    this.exitCode = exitCode;
    this.label = label;
    this.meaning = meaning;
  }

  /** Exit code of {@code audit verify}. */
  public int exitCode() {
    return exitCode;
  }

  /** Name for people and JSON. */
  public String label() {
    return label;
  }

  /** One line for people. */
  public String meaning() {
    return meaning;
  }
}

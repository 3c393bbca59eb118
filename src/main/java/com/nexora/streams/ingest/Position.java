package com.nexora.streams.ingest;

/** Where a gate stands: only the first one moves records. */
enum Position {
  FRONT("gate-"),
  BEHIND_HOP("gate-rekeyed-");

  private final String prefix;

  Position(final String prefix) {
    this.prefix = prefix;
  }

  /** Name of the family's processor at this position. */
  String processor(final EventFamily<?> family) {
    return prefix + family.name();
  }
}

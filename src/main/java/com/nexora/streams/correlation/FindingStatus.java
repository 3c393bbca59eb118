package com.nexora.streams.correlation;

/** Where a finding stands. Resolved ones do not count as open. */
enum FindingStatus {
  OPEN("open"),
  ESCALATED("escalated"),
  RESOLVED("resolved");

  private final String label;

  FindingStatus(final String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}

package com.nexora.streams.ingest;

/** Why the gate refuses a record. The codes are public: headers and metrics carry them. */
public enum Reason {
  EMPTY_VALUE("empty-value"),
  TOO_LARGE("too-large"),
  HEADERS_TOO_LARGE("headers-too-large"),
  UNDECODABLE("undecodable"),
  UNKNOWN_SCHEMA("unknown-schema"),
  INCOMPATIBLE_SCHEMA("incompatible-schema"),
  MISSING_FIELD("missing-field"),
  FIELD_TOO_LONG("field-too-long"),
  INVALID_FIELD("invalid-field"),
  UNKNOWN_EVENT_TYPE("unknown-event-type"),
  OUT_OF_RANGE("out-of-range"),
  NEGATIVE_TIME("negative-time"),
  FUTURE_TIME("future-time"),
  METADATA_TOO_LARGE("metadata-too-large"),
  TENANT_DISABLED("tenant-disabled"),
  FILTER_ERROR("filter-error"),
  PROCESSING_FAILED("processing-failed"),
  REGISTRY_UNREACHABLE("registry-unreachable"),
  RETRY_QUEUE_FULL("retry-queue-full");

  private final String code;

  Reason(final String code) {
    this.code = code;
  }

  /** The code as headers, envelopes and metrics show it. */
  public String code() {
    return code;
  }
}

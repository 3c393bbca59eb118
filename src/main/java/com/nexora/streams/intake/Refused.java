package com.nexora.streams.intake;

/**
 * Why an event is not taken. Names fields and bounds, never a value: it may be a secret.
 *
 * @param reason code, for programs
 * @param detail sentence, for people
 */
public record Refused(String reason, String detail) {

  /** The event names a tenant that is not the caller's. */
  public static final String WRONG_TENANT = "wrong-tenant";

  public static final String TENANT_DISABLED = "tenant-disabled";
  public static final String TOO_LARGE = "too-large";
  public static final String INVALID_JSON = "invalid-json";
  public static final String INVALID_EVENT = "invalid-event";
  public static final String MISSING_FIELD = "missing-field";
  public static final String INVALID_FIELD = "invalid-field";
  public static final String UNKNOWN_FIELD = "unknown-field";
}

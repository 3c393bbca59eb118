package com.nexora.streams.privacy.redact;

/** A pseudonym that says nothing without the key. */
@FunctionalInterface
public interface KeyedHash {

  /**
   * The pseudonym of a value within a tenant; equal for equal values.
   *
   * @return ASCII letters, digits and dashes
   */
  String of(String tenant, String value);
}

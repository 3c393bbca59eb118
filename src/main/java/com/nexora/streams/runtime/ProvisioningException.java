package com.nexora.streams.runtime;

import org.jspecify.annotations.Nullable;

/** The topics of a cluster could not be read or brought to what the catalogue says. */
public final class ProvisioningException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Why it failed, for an exit code. */
  public enum Cause {
    /** No broker answered in time. */
    UNREACHABLE,
    /** The plan has refusals; nothing was changed. */
    REFUSED,
    /** The cluster refused a step. */
    FAILED
  }

  private final Cause reason;

  public ProvisioningException(
      final Cause reason, final String message, final @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Cause reason() {
    return reason;
  }
}

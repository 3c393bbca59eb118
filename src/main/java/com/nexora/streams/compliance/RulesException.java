package com.nexora.streams.compliance;

/**
 * Rules that cannot be used; the message names the source, the rule, the field and what is allowed.
 */
public final class RulesException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public RulesException(final String message) {
    super(message);
  }

  public RulesException(final String message, final Throwable cause) {
    super(message, cause);
  }
}

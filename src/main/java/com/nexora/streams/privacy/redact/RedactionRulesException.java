package com.nexora.streams.privacy.redact;

/** Rules that cannot be used; the message names the source, the rule, the field and the remedy. */
public final class RedactionRulesException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public RedactionRulesException(final String message) {
    super(message);
  }

  public RedactionRulesException(final String message, final Throwable cause) {
    super(message, cause);
  }
}

package com.nexora.streams.ocsf;

/** A CloudTrail record that cannot become an event; the message names the attribute. */
public final class CloudTrailException extends Exception {

  private static final long serialVersionUID = 1L;

  public CloudTrailException(final String message) {
    super(message);
  }
}

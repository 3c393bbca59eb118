package com.nexora.streams.audit.checkpoint;

/**
 * A log is not what was signed, or cannot be shown to be: signing and sealing stop, since going on
 * would sign or seal a second truth. The message names the log, what was found and what to do.
 */
public final class LogFault extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What is wrong with the log. */
  public enum Kind {
    /** The stored state of the sequencer is older than what it wrote. */
    WENT_BACK,
    /** Records that were signed are gone from the end of the topic, or the topic is another one. */
    CUT,
    /** Entries stand there that one sequencer cannot have written. */
    FORKED,
    /**
     * The last checkpoint cannot be read or is by no key that is known here; or there never was one
     * and the beginning of the log has expired.
     */
    CHECKPOINT,
    /** What is needed to check is not to be had now; a later try may succeed. */
    UNAVAILABLE
  }

  private final Kind kind;

  /**
   * @param message names the log, what was found and what to do
   */
  public LogFault(final Kind kind, final String message) {
    super(message);
    this.kind = kind;
  }

  /** What is wrong. */
  public Kind kind() {
    return kind;
  }
}

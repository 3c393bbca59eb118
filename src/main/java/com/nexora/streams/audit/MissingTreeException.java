package com.nexora.streams.audit;

/**
 * A log of an earlier version whose Merkle tree cannot be made any more: sealing must not go on.
 */
public final class MissingTreeException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  /**
   * @param entries entries of the log
   * @param found how many of them the store still has
   */
  public MissingTreeException(final long entries, final long found) {
    super(
        """
        the log was sealed by a version that kept no Merkle tree, and the tree cannot be made now: of its %d entries the \
        store has %d, the others have expired. Nothing was sealed or changed. Either go on with the version before, \
        or begin a new trail: keep the topics audit.inbox and audit.records under other names (they stay \
        verifiable by their chains), create them anew and give the application another application.id"""
            .formatted(entries, found));
  }
}

package com.nexora.streams.intake;

import java.util.concurrent.CompletableFuture;

/** Remembers, for all instances, which body an {@code Idempotency-Key} stands for. */
public interface KeyLedger extends AutoCloseable {

  /**
   * Binds a key to a body, unless it is bound already.
   *
   * @param tenant of the token
   * @param key as the caller sent it
   * @param body digest of the body
   * @return what the key stands for now; fails if that cannot be found out within the ledger's
   *     bounds
   */
  CompletableFuture<Standing> claim(String tenant, String key, String body);

  /** Notes that all events of the body are stored. Best effort: a repeat is then sent once more. */
  void done(String tenant, String key, String body);

  @Override
  void close();

  /**
   * What a key stands for.
   *
   * @param sameBody whether it is the body that was asked about
   * @param since when the key was bound, by the brokers' clock, epoch milliseconds
   * @param done whether all events of its body are known to be stored
   * @param repeated whether the key was known here when it was asked about
   */
  record Standing(boolean sameBody, long since, boolean done, boolean repeated) {}
}

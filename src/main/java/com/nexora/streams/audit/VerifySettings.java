package com.nexora.streams.audit;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a trail is held against.
 *
 * @param keys keys of the HMACs; null = HMACs are not checked
 * @param book checkpoints
 * @param signedSince the newest checkpoint must be younger, and entries that are older must be in
 *     it, epoch milliseconds; {@link Long#MIN_VALUE} = no limit
 * @param expiredBefore by retention class, and under the empty name for all others: records that
 *     are older were deleted by the topic's retention, epoch milliseconds; without a time a missing
 *     head is always told
 * @param resume heads of earlier runs by log; only what follows them is read
 */
public record VerifySettings(
    @Nullable HmacKeys keys,
    CheckpointBook book,
    long signedSince,
    Map<String, Long> expiredBefore,
    Map<String, SavedHead> resume) {

  /** Copies the maps. */
  public VerifySettings {
    expiredBefore = Map.copyOf(expiredBefore);
    resume = Map.copyOf(resume);
  }

  /** Checks what the records show by themselves. */
  public static VerifySettings of(final @Nullable HmacKeys keys) {
    return new VerifySettings(keys, CheckpointBook.EMPTY, Long.MIN_VALUE, Map.of(), Map.of());
  }

  /** The same, held against checkpoints. */
  public VerifySettings against(final CheckpointBook checkpoints) {
    return new VerifySettings(keys, checkpoints, signedSince, expiredBefore, resume);
  }

  /** The same with times of which it is not content with less. */
  public VerifySettings at(final long since, final long expired) {
    return at(since, Map.of("", expired));
  }

  /** As {@link #at(long, long)}, with a time for each retention class. */
  public VerifySettings at(final long since, final Map<String, Long> expired) {
    return new VerifySettings(keys, book, since, expired, resume);
  }

  /** Before when records of a log expired; {@link Long#MIN_VALUE} if nobody said. */
  long expiredBefore(final String logId) {
    final long others = expiredBefore.getOrDefault("", Long.MIN_VALUE);
    return TrailLog.parse(logId)
        .map(log -> expiredBefore.getOrDefault(log.retentionClass(), others))
        .orElse(others);
  }

  /** The same, from saved heads on. */
  public VerifySettings from(final Map<String, SavedHead> heads) {
    return new VerifySettings(keys, book, signedSince, expiredBefore, heads);
  }
}

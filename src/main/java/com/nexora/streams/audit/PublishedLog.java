package com.nexora.streams.audit;

import java.util.List;
import java.util.Optional;

/**
 * What is committed of the logs, for those who fetch a log as files: its signed heads and its
 * entries by their place.
 */
public interface PublishedLog extends AutoCloseable {

  /**
   * A signed head.
   *
   * @param note the note as it was published, byte for byte
   * @param size leaves that it covers
   */
  record Head(byte[] note, long size) {}

  /**
   * The newest signed head of a log, at most two seconds old; where witnesses are asked, the newest
   * that enough of them have signed, as long as they do not take too long.
   *
   * @param log which one
   * @param wanted leaves that somebody hopes it covers: if the head that is known does not, look
   *     again
   * @return empty if none was published yet
   */
  Optional<Head> head(TrailLog log, long wanted);

  /**
   * Entries by their place in the log.
   *
   * @param log which one
   * @param first leaf index of the first one
   * @param hashes leaf hashes of the entries, as the tree has them: records that bear a place and
   *     are not the entry of that place are passed over
   * @return the bytes of the entries, as many as hashes; fewer if the topic lacks the next one
   */
  List<byte[]> entries(TrailLog log, long first, List<byte[]> hashes);

  @Override
  default void close() {}

  /** Nothing is published. */
  static PublishedLog none() {
    return new PublishedLog() {
      @Override
      public Optional<Head> head(final TrailLog log, final long wanted) {
        return Optional.empty();
      }

      @Override
      public List<byte[]> entries(final TrailLog log, final long first, final List<byte[]> hashes) {
        return List.of();
      }
    };
  }
}

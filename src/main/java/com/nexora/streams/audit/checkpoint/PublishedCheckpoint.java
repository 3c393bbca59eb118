package com.nexora.streams.audit.checkpoint;

import com.nexora.streams.audit.merkle.CompactRange;
import com.nexora.streams.audit.note.NoteException;
import com.nexora.streams.audit.note.SignedCheckpoint;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint as it stands on {@code audit.checkpoints}: the note is the value; two headers beside
 * it let the next signer go on without reading the log from its beginning.
 *
 * <p>The headers are not signed and need not be: the compact range must give the signed root, and
 * the entries from the offset on must bear the next indexes.
 *
 * @param signed the note
 * @param range compact range of the tree of that size; its root is the checkpoint's
 * @param nextOffset of the topic of the log's entries, behind the last entry of the tree
 */
public record PublishedCheckpoint(SignedCheckpoint signed, CompactRange range, long nextOffset) {

  /** Header with the compact range: the subtree roots one behind the other, largest first. */
  public static final String RANGE_HEADER = "compact-range";

  /** Header with the offset, 8 bytes, highest first. */
  public static final String OFFSET_HEADER = "records-offset";

  public PublishedCheckpoint {
    if (range.size() != signed.checkpoint().size()
        || !Arrays.equals(range.root(), signed.checkpoint().root())) {
      throw new IllegalArgumentException(
          "the compact range of %d leaves is not that of %s"
              .formatted(range.size(), signed.checkpoint()));
    }
  }

  /**
   * Reads a record.
   *
   * @param value the note
   * @param headers by name
   * @throws IllegalArgumentException if it is not of the form; says what
   */
  public static PublishedCheckpoint parse(
      final byte @Nullable [] value, final Map<String, byte[]> headers) {
    if (value == null) {
      throw new IllegalArgumentException("it has no value");
    }
    final byte[] flat = headers.get(RANGE_HEADER);
    final byte[] offset = headers.get(OFFSET_HEADER);
    if (flat == null || offset == null || offset.length != Long.BYTES) {
      throw new IllegalArgumentException(
          "it lacks the header %s or %s".formatted(RANGE_HEADER, OFFSET_HEADER));
    }
    try {
      final SignedCheckpoint signed = SignedCheckpoint.parse(value);
      return new PublishedCheckpoint(
          signed,
          CompactRange.of(signed.checkpoint().size(), flat, 0),
          ByteBuffer.wrap(offset).getLong());
    } catch (final NoteException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** The value of the record. */
  public byte[] value() {
    return signed.bytes();
  }

  /** The headers of the record. */
  public Map<String, byte[]> headers() {
    final Map<String, byte[]> headers = new HashMap<>();
    headers.put(RANGE_HEADER, range.flat());
    headers.put(OFFSET_HEADER, ByteBuffer.allocate(Long.BYTES).putLong(nextOffset).array());
    return headers;
  }

  /** A walk over what came after it. */
  LeafWalk walk(final String logId) {
    return new LeafWalk(logId, range, nextOffset);
  }
}

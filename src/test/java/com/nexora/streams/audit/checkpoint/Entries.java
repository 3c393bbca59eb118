package com.nexora.streams.audit.checkpoint;

import com.nexora.streams.audit.merkle.CompactRange;
import com.nexora.streams.audit.merkle.MerkleHash;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Entries that hold what a signer reads of them: schema hash, log, index, and some text. */
public final class Entries {

  public static final String LOG = "default/0";

  private Entries() {}

  public static byte[] entry(final String logId, final long index, final String text) {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[32]);
    number(out, logId.length());
    out.writeBytes(logId.getBytes(StandardCharsets.UTF_8));
    number(out, index);
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  public static byte[] entry(final long index) {
    return entry(LOG, index, "act " + index);
  }

  /** Head after so many entries of {@link #entry(long)}. */
  public static CompactRange range(final long size) {
    return range(LOG, size);
  }

  /** As {@link #range(long)}, of another log. */
  public static CompactRange range(final String logId, final long size) {
    CompactRange range = CompactRange.empty();
    for (long i = 0; i < size; i++) {
      range = range.append(MerkleHash.leaf(entry(logId, i, "act " + i)));
    }
    return range;
  }

  private static void number(final ByteArrayOutputStream out, final long value) {
    long rest = value << 1 ^ value >> 63;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}

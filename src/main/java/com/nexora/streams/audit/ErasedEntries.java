package com.nexora.streams.audit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Counts the entries whose payload nobody can read any more, since their data subject was erased:
 * those encrypted under a key of the subject that stand before the act of its erasure.
 *
 * <p>It is information, not damage: hashes, chains and roots are those of before. Subjects are kept
 * as 64 bits of a hash, 16 bytes each.
 */
final class ErasedEntries {

  private static final byte[] ACT = "privacy.subject.erased".getBytes(StandardCharsets.UTF_8);
  private static final byte[] SUBJECT = "subject:".getBytes(StandardCharsets.UTF_8);
  private static final int FIRST_CAPACITY = 64;

  private long[] subjects = new long[FIRST_CAPACITY];
  private long[] counts = new long[FIRST_CAPACITY];
  private int used;
  private long erased;

  /**
   * The subject of an entry: whose key encrypted it, or whose erasure it records.
   *
   * @return 0 if it has none; negative if the entry records the erasure
   */
  static long subjectOf(final byte[] data, final SealedView entry) {
    if (Arrays.equals(data, entry.typeAt, entry.typeAt + entry.typeLength, ACT, 0, ACT.length)
        && entry.resourceLength > SUBJECT.length
        && Arrays.equals(
            data,
            entry.resourceAt,
            entry.resourceAt + SUBJECT.length,
            SUBJECT,
            0,
            SUBJECT.length)) {
      return -hash(
          data, entry.resourceAt + SUBJECT.length, entry.resourceAt + entry.resourceLength);
    }
    if (entry.encryptionKeyLength <= 0) {
      return 0;
    }
    // The key's name: the subject's pseudonym, a slash, and which of its keys.
    int end = entry.encryptionKeyAt;
    final int last = end + entry.encryptionKeyLength;
    while (end < last && data[end] != '/') {
      end++;
    }
    return hash(data, entry.encryptionKeyAt, end);
  }

  /** Takes the next entry's {@link #subjectOf}. */
  void take(final long subject) {
    if (subject > 0) {
      // Not in one line: finding the slot may exchange the arrays.
      final int slot = slot(subject);
      counts[slot]++;
    } else if (subject < 0) {
      final int slot = slot(-subject);
      erased += counts[slot];
      counts[slot] = 0;
    }
  }

  /** Number of entries so far that were erased. */
  long count() {
    return erased;
  }

  private int slot(final long subject) {
    int slot = (int) subject & subjects.length - 1;
    while (subjects[slot] != subject) {
      if (subjects[slot] == 0) {
        if (used * 2 >= subjects.length) {
          grow();
          return slot(subject);
        }
        subjects[slot] = subject;
        used++;
        return slot;
      }
      slot = slot + 1 & subjects.length - 1;
    }
    return slot;
  }

  private void grow() {
    final long[] before = subjects;
    final long[] countsBefore = counts;
    subjects = new long[before.length * 2];
    counts = new long[before.length * 2];
    used = 0;
    for (int i = 0; i < before.length; i++) {
      if (before[i] != 0) {
        final int slot = slot(before[i]);
        counts[slot] = countsBefore[i];
      }
    }
  }

  /** FNV-1a, well mixed; above 0. */
  private static long hash(final byte[] data, final int from, final int to) {
    long hash = 0xcbf29ce484222325L;
    for (int i = from; i < to; i++) {
      hash = (hash ^ data[i] & 0xff) * 0x100000001b3L;
    }
    hash ^= hash >>> 32;
    return Math.max(1, hash & Long.MAX_VALUE);
  }
}

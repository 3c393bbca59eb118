package com.nexora.streams.audit;

import com.nexora.events.AuditEvent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one log says of erasures: which keys its entries are encrypted under, and which data
 * subjects were erased. {@link #count} puts the logs of a trail together, since the act of an
 * erasure stands in one log and the entries that it closed in any.
 *
 * <p>Between two logs there is no order, so an act cannot be told to stand before an entry. But a
 * key is gone for all entries under it or for none, and docs/privacy.md says which keys are made
 * when: after an erasure only for acts that happened later, and with a higher version. So a key was
 * destroyed if an act under it happened before its subject's erasure was ordered, or if its task
 * has made a later one. Missed is a key that was first used in the moments between the order and
 * its execution, and never replaced.
 *
 * <p>It is information, not damage: hashes, chains and roots are those of before. Entries are kept
 * by the text that names their keys, as 64 bits of a hash: about a hundred bytes for each different
 * one.
 */
final class ErasedEntries {

  private static final byte[] ACT = "privacy.subject.erased".getBytes(StandardCharsets.UTF_8);
  private static final byte[] SUBJECT = "subject:".getBytes(StandardCharsets.UTF_8);
  private static final int FIRST_CAPACITY = 64;
  private static final int DECIMAL = 10;
  private static final int KEY_FIELDS = 3;

  private long[] groups = new long[FIRST_CAPACITY];
  private long[] counts = new long[FIRST_CAPACITY];
  private long[] earliest = new long[FIRST_CAPACITY];
  private int[] firstKeys = new int[FIRST_CAPACITY];
  private int used;

  /**
   * Subject, subject with task, and version, of each key of each group; the first key's negated.
   */
  private long[] keys = new long[FIRST_CAPACITY * KEY_FIELDS];

  private int keyCount;
  private final Map<Long, Long> erasures = new HashMap<>();

  /**
   * The keys of an entry, or the subject whose erasure it records, as a number.
   *
   * @return 0 if it is neither; negative if it records an erasure
   */
  static long groupOf(final byte[] data, final SealedView entry) {
    if (Arrays.equals(data, entry.typeAt, entry.typeAt + entry.typeLength, ACT, 0, ACT.length)) {
      return erasureOf(data, entry.resourceAt, entry.resourceLength);
    }
    return entry.encryptionKeyLength <= 0
        ? 0
        : hash(data, entry.encryptionKeyAt, entry.encryptionKeyAt + entry.encryptionKeyLength);
  }

  private static long erasureOf(final byte[] data, final int at, final int length) {
    return length > SUBJECT.length
            && Arrays.equals(data, at, at + SUBJECT.length, SUBJECT, 0, SUBJECT.length)
        ? -hash(data, at + SUBJECT.length, at + length)
        : 0;
  }

  /** Takes a flawless entry of a block that has a group. */
  void take(final CheckedBlock block, final int record) {
    take(
        block.group(record),
        block.occurredAt(record),
        block.data(),
        block.keysAt(record),
        block.keysLength(record));
  }

  /** Takes an entry that was decoded. */
  void take(final AuditEvent event) {
    if (event.getEventType().equals("privacy.subject.erased")) {
      final byte[] resource = event.getResource().getBytes(StandardCharsets.UTF_8);
      take(erasureOf(resource, 0, resource.length), event.getOccurredAt(), resource, 0, 0);
    } else if (event.getEncryptionKey() != null && !event.getEncryptionKey().isEmpty()) {
      final byte[] names = event.getEncryptionKey().getBytes(StandardCharsets.UTF_8);
      take(hash(names, 0, names.length), event.getOccurredAt(), names, 0, names.length);
    }
  }

  private void take(
      final long group,
      final long occurredAt,
      final byte[] data,
      final int keysAt,
      final int keysLength) {
    if (group > 0) {
      // Not in one line: finding the slot may exchange the arrays.
      final int slot = slot(group);
      if (counts[slot]++ == 0) {
        earliest[slot] = occurredAt;
        firstKeys[slot] = keyCount;
        addKeys(data, keysAt, keysAt + keysLength);
      } else {
        earliest[slot] = Math.min(earliest[slot], occurredAt);
      }
    } else if (group < 0) {
      erasures.merge(-group, occurredAt, Math::max);
    }
  }

  /**
   * How many entries of each log nobody can read any more, in the order of the logs.
   *
   * @param logs all logs of the trail
   */
  static long[] count(final List<ErasedEntries> logs) {
    final Map<Long, Long> erasures = new HashMap<>();
    logs.forEach(log -> log.erasures.forEach((s, at) -> erasures.merge(s, at, Math::max)));
    final Map<Long, Long> earliest = new HashMap<>();
    final Map<Long, Long> newest = new HashMap<>();
    for (final ErasedEntries log : logs) {
      log.forEachKey(
          (slot, subject, task, version) -> {
            if (erasures.containsKey(subject)) {
              earliest.merge(keyOf(task, version), log.earliest[slot], Math::min);
              newest.merge(task, version, Math::max);
            }
          });
    }
    final long[] erased = new long[logs.size()];
    for (int i = 0; i < erased.length; i++) {
      final ErasedEntries log = logs.get(i);
      final boolean[] gone = new boolean[log.groups.length];
      log.forEachKey(
          (slot, subject, task, version) -> {
            final Long at = erasures.get(subject);
            gone[slot] |=
                version == 0
                    || at != null
                        && (earliest.getOrDefault(keyOf(task, version), Long.MAX_VALUE) <= at
                            || version < newest.getOrDefault(task, 0L));
          });
      for (int slot = 0; slot < gone.length; slot++) {
        erased[i] += gone[slot] ? log.counts[slot] : 0;
      }
    }
    return erased;
  }

  /** Is shown the keys of groups. */
  private interface KeyVisitor {

    /**
     * @param version as its id says; 0: no payload was kept; -1: it says none
     */
    void key(int slot, long subject, long task, long version);
  }

  private void forEachKey(final KeyVisitor visitor) {
    for (int slot = 0; slot < groups.length; slot++) {
      if (groups[slot] != 0) {
        int key = firstKeys[slot] * KEY_FIELDS;
        do {
          visitor.key(slot, Math.abs(keys[key]), keys[key + 1], keys[key + 2]);
          key += KEY_FIELDS;
        } while (key < keyCount * KEY_FIELDS && keys[key] > 0);
      }
    }
  }

  private static long keyOf(final long task, final long version) {
    return task * 31 + version;
  }

  /** Key ids between commas, each: pseudonym, slash, task, slash, version. */
  private void addKeys(final byte[] data, final int from, final int to) {
    int start = from;
    for (int at = from; at <= to; at++) {
      if (at == to || data[at] == ',') {
        addKey(data, start, at, start == from);
        start = at + 1;
      }
    }
  }

  private void addKey(final byte[] data, final int from, final int to, final boolean first) {
    int pseudonymEnd = from;
    while (pseudonymEnd < to && data[pseudonymEnd] != '/') {
      pseudonymEnd++;
    }
    int taskEnd = to;
    while (taskEnd > pseudonymEnd && data[taskEnd - 1] != '/') {
      taskEnd--;
    }
    if ((keyCount + 1) * KEY_FIELDS > keys.length) {
      keys = Arrays.copyOf(keys, Math.multiplyExact(keys.length, 2));
    }
    final long subject = hash(data, from, pseudonymEnd);
    final int at = keyCount++ * KEY_FIELDS;
    keys[at] = first ? -subject : subject;
    keys[at + 1] = hash(data, from, taskEnd);
    keys[at + 2] = number(data, taskEnd, to);
  }

  private static long number(final byte[] data, final int from, final int to) {
    long number = from == to ? -1 : 0;
    for (int i = from; i < to; i++) {
      if (data[i] < '0' || data[i] > '9' || i - from > DECIMAL) {
        return -1;
      }
      number = number * DECIMAL + data[i] - '0';
    }
    return number;
  }

  private int slot(final long group) {
    int slot = (int) group & groups.length - 1;
    while (groups[slot] != group) {
      if (groups[slot] == 0) {
        if (used * 2 >= groups.length) {
          grow();
          return slot(group);
        }
        groups[slot] = group;
        used++;
        return slot;
      }
      slot = slot + 1 & groups.length - 1;
    }
    return slot;
  }

  private void grow() {
    final long[] before = groups;
    final long[] countsBefore = counts;
    final long[] earliestBefore = earliest;
    final int[] firstKeysBefore = firstKeys;
    groups = new long[before.length * 2];
    counts = new long[before.length * 2];
    earliest = new long[before.length * 2];
    firstKeys = new int[before.length * 2];
    used = 0;
    for (int i = 0; i < before.length; i++) {
      if (before[i] != 0) {
        final int slot = slot(before[i]);
        counts[slot] = countsBefore[i];
        earliest[slot] = earliestBefore[i];
        firstKeys[slot] = firstKeysBefore[i];
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

package com.nexora.streams.privacy.redact;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Puts names for data subjects into bodies, and notes whom it met, since they may stand elsewhere
 * in the same record. Asked only where a scan has met a key that names some.
 */
final class Naming {

  private final Subjects subjects;

  Naming(final Subjects subjects) {
    this.subjects = subjects;
  }

  /** The JSON with names; the same instance if it names nobody. */
  String json(final String json, final String tenant, final Tally tally) {
    final Set<String> ids = new TreeSet<>();
    subjects.find(json, ids);
    if (ids.isEmpty()) {
      return json;
    }
    tally.meet(ids);
    return subjects.aliases(tenant, ids).json(json);
  }

  /** Texts by key with names; the same instance if they name nobody. */
  Map<String, String> texts(
      final Map<String, String> texts, final String tenant, final Tally tally) {
    final Set<String> fields = subjects.fields();
    if (fields.isEmpty() || Collections.disjoint(texts.keySet(), fields)) {
      return texts;
    }
    final Set<String> ids = new TreeSet<>();
    subjects.find(texts, ids);
    tally.meet(ids);
    return subjects.aliases(tenant, ids).texts(texts);
  }

  /** Notes those whom only the part names that was taken out: whoever comes later misses them. */
  void meetHidden(final String before, final String after, final Tally tally) {
    final Set<String> ids = new TreeSet<>();
    subjects.find(before, ids);
    final Set<String> left = new TreeSet<>();
    subjects.find(after, left);
    ids.removeAll(left);
    tally.meet(ids);
  }

  /** Notes those whom JSON in a range of bytes names. */
  void meet(final byte[] bytes, final int from, final int to, final Tally tally) {
    final Set<String> ids = new TreeSet<>();
    subjects.find(new String(bytes, from, to - from, StandardCharsets.UTF_8), ids);
    tally.meet(ids);
  }

  /** Notes those whom bytes name that cannot be read, by what looks like JSON. */
  void meetAnywhere(final byte[] bytes, final Tally tally) {
    if (!subjects.fields().isEmpty()) {
      final Set<String> ids = new TreeSet<>();
      SubjectMask.find(bytes, subjects.fields(), ids);
      tally.meet(ids);
    }
  }
}

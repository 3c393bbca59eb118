package com.nexora.streams.privacy;

import com.nexora.events.AuditEvent;
import com.nexora.streams.privacy.redact.Aliases;
import com.nexora.streams.privacy.redact.Subjects;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Data subjects by the fields that the configuration names, and their pseudonyms: the same in the
 * trail and in everything that is stored or delivered beside it. Thread-safe.
 */
final class SubjectNames implements Subjects {

  private static final String EXTERNAL_HASH = "exthash:";
  private static final Comparator<String> LONGEST_FIRST =
      Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder());

  private final Pseudonyms pseudonyms;
  private final SubjectFinder finder;

  /**
   * @param fields as in {@link SubjectFinder}
   */
  SubjectNames(final Pseudonyms pseudonyms, final Collection<String> fields) {
    this.pseudonyms = pseudonyms;
    this.finder = new SubjectFinder(fields);
  }

  @Override
  public Set<String> fields() {
    return finder.names();
  }

  @Override
  public void find(final String json, final Set<String> ids) {
    final SortedSet<String> found = new TreeSet<>();
    finder.find(json, found);
    found.removeIf(Aliases::isOne);
    ids.addAll(found);
  }

  @Override
  public void find(final Map<String, String> texts, final Set<String> ids) {
    final SortedSet<String> found = new TreeSet<>();
    finder.find(texts, found);
    found.removeIf(Aliases::isOne);
    ids.addAll(found);
  }

  @Override
  public Aliases aliases(final String tenant, final Set<String> ids) {
    return aliases(tenant, of(tenant, ids));
  }

  /** The same, for ids whose pseudonyms are known. */
  Aliases aliases(final String tenant, final Map<String, String> names) {
    return new Aliases(
        names, fields(), id -> EXTERNAL_HASH + pseudonyms.token(tenant, "audit-id", id));
  }

  /**
   * Pseudonyms by id, longest ids first, so that one within another is replaced after it. What is a
   * pseudonym already stays one.
   */
  Map<String, String> of(final String tenant, final Collection<String> ids) {
    if (ids.isEmpty()) {
      return Map.of();
    }
    final List<String> sorted = new ArrayList<>(ids);
    sorted.sort(LONGEST_FIRST);
    final Map<String, String> named = new LinkedHashMap<>();
    final Hmac key = pseudonyms.keyOf(tenant);
    for (final String id : sorted) {
      named.put(id, Aliases.isOne(id) ? id : Pseudonyms.of(key, id));
    }
    return named;
  }

  /** As {@link Subjects#find}, but with what is a pseudonym already. */
  void findAll(final AuditEvent act, final SortedSet<String> ids) {
    finder.find(act.getPayload(), ids);
    finder.find(act.getMetadata(), ids);
  }
}

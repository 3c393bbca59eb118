package com.nexora.streams.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the records of {@code _schemas} add up to. Immutable, so that readers never wait for a
 * writer; a development registry holds dozens of schemas, not millions.
 */
final class RegistryState {

  static final CompatibilityLevel DEFAULT_LEVEL = CompatibilityLevel.BACKWARD;

  static final RegistryState EMPTY = new RegistryState(new TreeMap<>(), Map.of(), DEFAULT_LEVEL, 0);

  private final SortedMap<String, NavigableMap<Integer, RegisteredSchema>> subjects;
  private final Map<String, CompatibilityLevel> levels;
  private final CompatibilityLevel globalLevel;
  private final int maxId;

  private RegistryState(
      final SortedMap<String, NavigableMap<Integer, RegisteredSchema>> subjects,
      final Map<String, CompatibilityLevel> levels,
      final CompatibilityLevel globalLevel,
      final int maxId) {
    this.subjects = subjects;
    this.levels = levels;
    this.globalLevel = globalLevel;
    this.maxId = maxId;
  }

  /** The state after one more record; kinds of records that we do not know change nothing. */
  RegistryState with(final RegistryRecord record) {
    final String subject = record.key().path("subject").asText("");
    return switch (record.key().path("keytype").asText()) {
      case "SCHEMA" -> withSchema(subject, record);
      case "DELETE_SUBJECT" -> withDeleted(subject, record.value());
      case "CONFIG" -> withLevel(record.key().path("subject"), record.value());
      default -> this;
    };
  }

  private RegistryState withSchema(final String subject, final RegistryRecord record) {
    final int version = record.key().path("version").asInt();
    final NavigableMap<Integer, RegisteredSchema> versions = copyOf(subject);
    final @Nullable JsonNode value = record.value();
    if (value == null) {
      versions.remove(version);
      return withVersions(subject, versions, maxId);
    }
    final int id = value.path("id").asInt();
    versions.put(
        version,
        new RegisteredSchema(
            subject,
            version,
            id,
            value.path("schema").asText(),
            value.path("deleted").asBoolean(false)));
    return withVersions(subject, versions, Math.max(maxId, id));
  }

  private RegistryState withDeleted(final String subject, final @Nullable JsonNode value) {
    if (value == null) {
      return this;
    }
    final NavigableMap<Integer, RegisteredSchema> versions = copyOf(subject);
    versions
        .headMap(value.path("version").asInt(), true)
        .replaceAll((version, schema) -> schema.asDeleted());
    return withVersions(subject, versions, maxId);
  }

  private RegistryState withLevel(final JsonNode subject, final @Nullable JsonNode value) {
    final @Nullable CompatibilityLevel level =
        value == null
            ? null
            : CompatibilityLevel.of(value.path("compatibilityLevel").asText("BACKWARD"));
    if (!subject.isTextual()) {
      return new RegistryState(subjects, levels, level == null ? DEFAULT_LEVEL : level, maxId);
    }
    final Map<String, CompatibilityLevel> changed = new HashMap<>(levels);
    if (level == null) {
      changed.remove(subject.asText());
    } else {
      changed.put(subject.asText(), level);
    }
    return new RegistryState(subjects, changed, globalLevel, maxId);
  }

  private NavigableMap<Integer, RegisteredSchema> copyOf(final String subject) {
    return new TreeMap<>(subjects.getOrDefault(subject, Collections.emptyNavigableMap()));
  }

  private RegistryState withVersions(
      final String subject,
      final NavigableMap<Integer, RegisteredSchema> versions,
      final int newMaxId) {
    final SortedMap<String, NavigableMap<Integer, RegisteredSchema>> changed =
        new TreeMap<>(subjects);
    if (versions.isEmpty()) {
      changed.remove(subject);
    } else {
      changed.put(subject, versions);
    }
    return new RegistryState(changed, levels, globalLevel, newMaxId);
  }

  /** Subjects that have a version, deleted ones on request. */
  List<String> subjects(final boolean deletedToo) {
    return subjects.keySet().stream()
        .filter(subject -> !versions(subject, deletedToo).isEmpty())
        .toList();
  }

  /** Versions of a subject, oldest first. */
  List<RegisteredSchema> versions(final String subject, final boolean deletedToo) {
    final Collection<RegisteredSchema> all =
        subjects
            .getOrDefault(subject, Collections.<Integer, RegisteredSchema>emptyNavigableMap())
            .values();
    return all.stream().filter(schema -> deletedToo || !schema.deleted()).toList();
  }

  /** Every use of an id. */
  List<RegisteredSchema> uses(final int id, final boolean deletedToo) {
    final List<RegisteredSchema> uses = new ArrayList<>();
    for (final String subject : subjects.keySet()) {
      versions(subject, deletedToo).stream().filter(s -> s.id() == id).forEach(uses::add);
    }
    return uses;
  }

  /** The id of a text, whichever subject brought it. */
  Optional<Integer> idOf(final String text) {
    return subjects.values().stream()
        .flatMap(versions -> versions.values().stream())
        .filter(schema -> schema.text().equals(text))
        .map(RegisteredSchema::id)
        .findFirst();
  }

  /** Next version number of a subject; deleted numbers are not used again. */
  int nextVersion(final String subject) {
    final @Nullable NavigableMap<Integer, RegisteredSchema> versions = subjects.get(subject);
    return versions == null ? 1 : versions.lastKey() + 1;
  }

  int maxId() {
    return maxId;
  }

  CompatibilityLevel globalLevel() {
    return globalLevel;
  }

  Optional<CompatibilityLevel> subjectLevel(final String subject) {
    return Optional.ofNullable(levels.get(subject));
  }

  CompatibilityLevel level(final String subject) {
    return subjectLevel(subject).orElse(globalLevel);
  }
}

package com.nexora.streams.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What one can ask of the registry, apart from HTTP. Writes are one at a time: an id belongs to one
 * schema only if nobody else takes the next number in between.
 */
final class RegistryCalls {

  private final RegistryStore store;

  RegistryCalls(final RegistryStore store) {
    this.store = store;
  }

  RegistryState state() {
    return store.state();
  }

  /** Registers a schema under a subject, or finds it there; returns its id. */
  synchronized int register(final String subject, final String text) {
    final Schema schema = parse(text);
    final String canonical = schema.toString();
    final RegistryState state = store.current();
    final Optional<RegisteredSchema> same = find(state, subject, canonical, false);
    if (same.isPresent()) {
      return same.get().id();
    }
    final List<String> problems =
        state.level(subject).problems(schema, schemas(state.versions(subject, false)));
    if (!problems.isEmpty()) {
      throw RegistryException.incompatible(subject, String.join("; ", problems));
    }
    final int id = state.idOf(canonical).orElse(state.maxId() + 1);
    store.write(
        List.of(
            RegistryRecord.schema(
                new RegisteredSchema(subject, state.nextVersion(subject), id, canonical, false))));
    return id;
  }

  /** The version of a subject that is this schema. */
  RegisteredSchema lookUp(final String subject, final String text, final boolean deletedToo) {
    final String canonical = parse(text).toString();
    versions(subject, deletedToo);
    return find(state(), subject, canonical, deletedToo)
        .orElseThrow(RegistryException::schemaNotFound);
  }

  private static Optional<RegisteredSchema> find(
      final RegistryState state,
      final String subject,
      final String canonical,
      final boolean deletedToo) {
    return state.versions(subject, deletedToo).stream()
        .filter(schema -> schema.text().equals(canonical))
        .reduce((first, second) -> second);
  }

  /** Versions of a subject that exists. */
  List<RegisteredSchema> versions(final String subject, final boolean deletedToo) {
    final List<RegisteredSchema> versions = state().versions(subject, deletedToo);
    if (versions.isEmpty()) {
      throw RegistryException.subjectNotFound(subject);
    }
    return versions;
  }

  /** One version: a number, {@code latest} or {@code -1}. */
  RegisteredSchema version(final String subject, final String version, final boolean deletedToo) {
    final int number = number(version);
    final List<RegisteredSchema> versions = versions(subject, deletedToo);
    if (number < 0) {
      return versions.get(versions.size() - 1);
    }
    return versions.stream()
        .filter(schema -> schema.version() == number)
        .findFirst()
        .orElseThrow(() -> RegistryException.versionNotFound(version));
  }

  private static int number(final String version) {
    if (version.equals("latest") || version.equals("-1")) {
      return -1;
    }
    try {
      final int number = Integer.parseInt(version);
      if (number >= 1) {
        return number;
      }
    } catch (final NumberFormatException e) {
      throw RegistryException.invalidVersion(version);
    }
    throw RegistryException.invalidVersion(version);
  }

  /** Any use of an id; soft deletion does not make records unreadable. */
  RegisteredSchema byId(final String id) {
    try {
      return state().uses(Integer.parseInt(id), true).stream()
          .findFirst()
          .orElseThrow(() -> RegistryException.idNotFound(id));
    } catch (final NumberFormatException e) {
      throw RegistryException.noSuchPath("/schemas/ids/" + id);
    }
  }

  /** What keeps a schema from following a version, or all that the level asks for if null. */
  List<String> problems(final String subject, final @Nullable String version, final String text) {
    final Schema candidate = parse(text);
    final RegistryState state = state();
    final CompatibilityLevel level = state.level(subject);
    final List<RegisteredSchema> versions = state.versions(subject, false);
    if (version == null) {
      return level.problems(candidate, schemas(versions));
    }
    if (number(version) < 0 && versions.isEmpty()) {
      return List.of();
    }
    return level.problems(candidate, schemas(List.of(version(subject, version, false))));
  }

  /** Deletes a subject: first softly, then for good; returns the versions. */
  synchronized List<Integer> deleteSubject(final String subject, final boolean permanent) {
    final RegistryState state = store.current();
    final List<RegisteredSchema> all = state.versions(subject, true);
    if (all.isEmpty()) {
      throw RegistryException.subjectNotFound(subject);
    }
    final List<RegisteredSchema> live = state.versions(subject, false);
    if (permanent) {
      if (!live.isEmpty()) {
        throw RegistryException.subjectNotSoftDeleted(subject);
      }
      final List<RegistryRecord> records = new ArrayList<>();
      all.forEach(s -> records.add(RegistryRecord.forgottenSchema(subject, s.version())));
      records.add(RegistryRecord.forgottenSubject(subject));
      store.write(records);
      return all.stream().map(RegisteredSchema::version).toList();
    }
    if (live.isEmpty()) {
      throw RegistryException.subjectSoftDeleted(subject);
    }
    store.write(List.of(RegistryRecord.deletedSubject(subject, all.get(all.size() - 1).version())));
    return live.stream().map(RegisteredSchema::version).toList();
  }

  /** Deletes one version: first softly, then for good; returns its number. */
  synchronized int deleteVersion(
      final String subject, final String version, final boolean permanent) {
    store.current();
    final RegisteredSchema schema = version(subject, version, true);
    if (permanent && !schema.deleted()) {
      throw RegistryException.versionNotSoftDeleted(subject, schema.version());
    }
    if (!permanent && schema.deleted()) {
      throw RegistryException.versionSoftDeleted(subject, schema.version());
    }
    store.write(
        List.of(
            permanent
                ? RegistryRecord.forgottenSchema(subject, schema.version())
                : RegistryRecord.schema(schema.asDeleted())));
    return schema.version();
  }

  /** Sets the level of a subject, of all subjects without one if null. */
  synchronized void setLevel(
      final @Nullable String subject, final @Nullable CompatibilityLevel level) {
    store.write(List.of(RegistryRecord.config(subject, level)));
  }

  private static List<Schema> schemas(final List<RegisteredSchema> versions) {
    return versions.stream().map(version -> parse(version.text())).toList();
  }

  private static Schema parse(final String text) {
    try {
      return new Schema.Parser().parse(text);
    } catch (final AvroRuntimeException e) {
      throw RegistryException.invalidSchema(String.valueOf(e.getMessage()));
    }
  }
}

package com.nexora.streams.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;

/** Which earlier schemas a new one must get on with, and who must read whose data. */
enum CompatibilityLevel {
  NONE(false, false, false),
  BACKWARD(true, false, false),
  BACKWARD_TRANSITIVE(true, false, true),
  FORWARD(false, true, false),
  FORWARD_TRANSITIVE(false, true, true),
  FULL(true, true, false),
  FULL_TRANSITIVE(true, true, true);

  private final boolean newReadsOld;
  private final boolean oldReadsNew;
  private final boolean transitive;

  CompatibilityLevel(
      final boolean newReadsOld, final boolean oldReadsNew, final boolean transitive) {
    this.newReadsOld = newReadsOld;
    this.oldReadsNew = oldReadsNew;
    this.transitive = transitive;
  }

  /**
   * The level of this name, in either case.
   *
   * @throws RegistryException if there is none
   */
  static CompatibilityLevel of(final String name) {
    try {
      return valueOf(name.toUpperCase(Locale.ROOT));
    } catch (final IllegalArgumentException e) {
      throw RegistryException.invalidLevel(name);
    }
  }

  /**
   * What keeps a schema from following earlier ones, as sentences; empty if nothing does.
   *
   * @param earlier oldest first
   */
  List<String> problems(final Schema candidate, final List<Schema> earlier) {
    final List<String> problems = new ArrayList<>();
    final int from = transitive ? 0 : Math.max(0, earlier.size() - 1);
    for (final Schema old : earlier.subList(from, earlier.size())) {
      if (newReadsOld) {
        read(candidate, old, "the new schema cannot read data of the old", problems);
      }
      if (oldReadsNew) {
        read(old, candidate, "the old schema cannot read data of the new", problems);
      }
    }
    return problems;
  }

  private static void read(
      final Schema reader, final Schema writer, final String what, final List<String> problems) {
    for (final Incompatibility found :
        SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
            .getResult()
            .getIncompatibilities()) {
      problems.add(
          "%s: %s at %s (%s)"
              .formatted(what, found.getType(), found.getLocation(), found.getMessage()));
    }
  }
}

package com.nexora.streams.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How a variant is named and launched.
 *
 * @param name as on the command line and in reports
 * @param title one line for people
 * @param className of the {@link Variant}, loaded in the worker only
 * @param jvmOptions besides those that all workers get
 * @param classPath directories and jars, {@code dir/*} for all jars of a directory; before ours
 * @param countsOnly whether it has no windows to compare
 */
public record VariantSpec(
    String name,
    String title,
    String className,
    List<String> jvmOptions,
    List<String> classPath,
    boolean countsOnly) {

  /** A variant of our own class path. */
  public static VariantSpec of(
      final String name, final String title, final Class<? extends Variant> type) {
    return new VariantSpec(name, title, type.getName(), List.of(), List.of(), false);
  }

  /** The same, not compared but by the number of events. */
  public VariantSpec onlyCounting() {
    return new VariantSpec(name, title, className, jvmOptions, classPath, true);
  }

  /** Whether everything on its class path is there. */
  public boolean available() {
    return classPath.stream()
        .map(
            entry -> Path.of(entry.endsWith("/*") ? entry.substring(0, entry.length() - 2) : entry))
        .allMatch(Files::exists);
  }
}

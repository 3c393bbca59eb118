package com.nexora.streams.compliance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules that hold now on this instance: the shipped ones, or a file that may change while the
 * application runs. Thread-safe.
 *
 * <p>Which act is the first to meet new rules is not replayed: what an act was judged to need is
 * written into it before it is sealed, so a replay of the inbox never asks again.
 */
public final class RulesSource {

  private static final Logger LOG = LoggerFactory.getLogger(RulesSource.class);

  private final @Nullable Path file;
  private volatile RuleSet current;
  private @Nullable Stamp seen;

  private record Stamp(FileTime modified, long size) {}

  private RulesSource(final @Nullable Path file, final RuleSet current) {
    this.file = file;
    this.current = current;
  }

  /** The shipped rules; they never change. */
  public static RulesSource shipped() {
    return new RulesSource(null, RulesYaml.shipped());
  }

  /**
   * The rules of a file.
   *
   * @throws RulesException if it cannot be read or is not valid
   */
  public static RulesSource of(final Path file) {
    final RulesSource source = new RulesSource(file, RulesYaml.load(file));
    source.seen = stamp(file);
    return source;
  }

  /** The rules that hold now. */
  public RuleSet current() {
    return current;
  }

  /** The file, if there is one. */
  public Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  /**
   * Reads the file again if its time or size changed. A file that cannot be used is told once in
   * the log, and the last good rules hold.
   *
   * @return the new rules, if they changed
   */
  public synchronized Optional<RuleSet> refresh() {
    if (file == null) {
      return Optional.empty();
    }
    final Stamp now = stamp(file);
    if (now == null || now.equals(seen)) {
      return Optional.empty();
    }
    seen = now;
    try {
      final RuleSet read = RulesYaml.load(file);
      current = read;
      LOG.atInfo()
          .addKeyValue("file", file)
          .addKeyValue("rules", read.rules().size())
          .log("compliance rules read again");
      return Optional.of(read);
    } catch (final RulesException e) {
      LOG.atError()
          .addKeyValue("error", e.getMessage())
          .log("changed compliance rules cannot be used; the last good ones hold");
      return Optional.empty();
    }
  }

  private static @Nullable Stamp stamp(final Path file) {
    try {
      return new Stamp(Files.getLastModifiedTime(file), Files.size(file));
    } catch (final IOException e) {
      return null; // gone for a moment while it is replaced
    }
  }
}

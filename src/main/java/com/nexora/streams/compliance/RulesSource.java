package com.nexora.streams.compliance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
   * What reading a changed file led to.
   *
   * @param rules that hold now; empty if the file could not be used, and the last good ones hold
   * @param sha256 of the file's bytes in hex: tells which rules an act was judged by
   * @param modified time of the file, epoch milliseconds
   * @param error why it could not be used; empty if it could
   */
  public record Reading(
      Optional<RuleSet> rules, String sha256, long modified, Optional<String> error) {}

  /**
   * Reads the file again if its time or size changed.
   *
   * @return what that led to; empty if the file did not change, or was gone for a moment
   */
  public synchronized Optional<Reading> refresh() {
    if (file == null) {
      return Optional.empty();
    }
    final Stamp now = stamp(file);
    if (now == null || now.equals(seen)) {
      return Optional.empty();
    }
    seen = now;
    final Reading reading = read(file, now.modified().toMillis());
    reading.rules().ifPresent(rules -> current = rules);
    LOG.atInfo()
        .addKeyValue("file", file)
        .addKeyValue("sha256", reading.sha256())
        .addKeyValue("error", reading.error().orElse(""))
        .log("compliance rules changed");
    return Optional.of(reading);
  }

  private static Reading read(final Path file, final long modified) {
    String hash = "";
    try {
      final byte[] bytes = Files.readAllBytes(file);
      hash = HexFormat.of().formatHex(sha256().digest(bytes));
      final RuleSet rules =
          RulesYaml.parse(new String(bytes, StandardCharsets.UTF_8), file.toString());
      return new Reading(Optional.of(rules), hash, modified, Optional.empty());
    } catch (final IOException | RulesException e) {
      return new Reading(
          Optional.empty(), hash, modified, Optional.of(String.valueOf(e.getMessage())));
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (final NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
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

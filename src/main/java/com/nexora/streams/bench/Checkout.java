package com.nexora.streams.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The source tree that the running program was built from, if it was. */
public final class Checkout {

  private final Path home;

  private Checkout(final Path home) {
    this.home = home;
  }

  /** The one that holds our class files or jar, or nothing if there is no source tree around. */
  public static Optional<Checkout> find() {
    final CodeSource source = Checkout.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      return Optional.empty();
    }
    try {
      return around(Path.of(source.getLocation().toURI()));
    } catch (final URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** The source tree that a file or directory lies in. */
  static Optional<Checkout> around(final Path place) {
    for (Path at = place.toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("pom.xml")) && Files.exists(at.resolve("mvnw"))) {
        return Optional.of(new Checkout(at));
      }
    }
    return Optional.empty();
  }

  /** A file or directory in it. */
  public Path file(final String path) {
    return home.resolve(path);
  }

  /** Whether a file is missing, or older than one of the sources. */
  public boolean isStale(final String built, final List<String> sources) {
    final Path file = file(built);
    if (!Files.exists(file)) {
      return true;
    }
    try {
      final FileTime since = Files.getLastModifiedTime(file);
      for (final String source : sources) {
        if (newest(file(source)).compareTo(since) > 0) {
          return true;
        }
      }
      return false;
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileTime newest(final Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      final List<FileTime> times = new ArrayList<>();
      for (final Path file : files.filter(Files::isRegularFile).toList()) {
        times.add(Files.getLastModifiedTime(file));
      }
      return times.stream().max(Comparator.naturalOrder()).orElse(FileTime.fromMillis(0));
    }
  }

  /**
   * Runs Maven in it; what Maven says goes to the error stream.
   *
   * @throws BenchException if it fails
   */
  public void maven(final String... arguments) {
    final List<String> command = new ArrayList<>(List.of(file("mvnw").toString()));
    command.addAll(List.of(arguments));
    try {
      final Process process =
          new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true).start();
      process.inputReader().lines().forEach(System.err::println);
      if (process.waitFor() != 0) {
        throw new BenchException("the build failed, see above: " + String.join(" ", command));
      }
    } catch (final IOException e) {
      throw new BenchException("cannot run " + command.get(0) + ": " + e.getMessage(), e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted while building", e);
    }
  }
}

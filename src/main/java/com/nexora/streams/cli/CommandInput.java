package com.nexora.streams.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A document that a command is given. */
final class CommandInput {

  private CommandInput() {}

  /**
   * The text of a file, or of the standard input.
   *
   * @param file its path; {@code -}: the standard input
   * @throws UncheckedIOException if it cannot be read
   */
  static String read(final String file) {
    try {
      return file.equals("-")
          ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
          : Files.readString(Path.of(file));
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}

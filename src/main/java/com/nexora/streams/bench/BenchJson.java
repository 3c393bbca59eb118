package com.nexora.streams.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What parent and worker say to each other. */
final class BenchJson {

  /** Begins every line of a worker that is meant for its parent. */
  static final String PREFIX = "@bench ";

  static final ObjectMapper MAPPER =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private BenchJson() {}

  static void write(final Path file, final Job job) {
    try {
      Files.writeString(file, MAPPER.writeValueAsString(job));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Job job(final Path file) {
    try {
      return MAPPER.readValue(Files.readString(file), Job.class);
    } catch (final IOException e) {
      throw new UncheckedIOException("no job in " + file, e);
    }
  }

  static String line(final Mark mark) {
    try {
      return PREFIX + MAPPER.writeValueAsString(mark);
    } catch (final JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static Mark mark(final String line) {
    try {
      return MAPPER.readValue(line.substring(PREFIX.length()), Mark.class);
    } catch (final JsonProcessingException e) {
      throw new IllegalStateException("not a mark: " + line, e);
    }
  }
}

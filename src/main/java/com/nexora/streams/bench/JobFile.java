package com.nexora.streams.bench;

import java.nio.file.Path;

/** Hands a job to a worker. */
public final class JobFile {

  private JobFile() {}

  /** Writes it; gives the file back. */
  public static Path write(final Path file, final Job job) {
    BenchJson.write(file, job);
    return file;
  }
}

package com.nexora.streams.imports;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Opens an input file, packed or not: by what is in it, since names lie. */
final class InputFile {

  private InputFile() {}

  static InputStream open(final Path file) throws IOException {
    final BufferedInputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      raw.mark(2);
      final boolean packed = raw.read() == 0x1F && raw.read() == 0x8B;
      raw.reset();
      return packed ? new GZIPInputStream(raw, 1 << 16) : raw;
    } catch (final IOException e) {
      raw.close();
      throw e;
    }
  }
}

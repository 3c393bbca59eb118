package com.nexora.streams.destinations;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Compresses in memory. */
final class Gzip {

  private Gzip() {}

  static byte[] of(final byte[] bytes) {
    final ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 3 + 32);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot write to memory", e);
    }
    return out.toByteArray();
  }
}

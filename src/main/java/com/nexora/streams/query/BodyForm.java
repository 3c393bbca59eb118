package com.nexora.streams.query;

import com.nexora.streams.intake.ByteBudget;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * In which form a body comes: JSON or lines of JSON, packed or not.
 *
 * @param lines whether every line is an event
 * @param packed whether it is packed with gzip
 */
record BodyForm(boolean lines, boolean packed) {

  static final String LINES = "application/x-ndjson";

  private static final int CHUNK = 16 * 1024;

  /**
   * The form that the headers state.
   *
   * @throws Problem 415 if it is none that is taken
   */
  static BodyForm of(final Call call) {
    // Not as the servlet's request tells it: that fails where the charset is unknown.
    final String type = mediaType(call.header("Content-Type"));
    if (!Json.CONTENT_TYPE.equals(type) && !LINES.equals(type)) {
      throw Problem.unsupportedMedia(
          "Content-Type must be " + Json.CONTENT_TYPE + " or " + LINES + ", in UTF-8.");
    }
    final @Nullable String encoding = call.header("Content-Encoding");
    final String packing =
        encoding == null ? "identity" : encoding.strip().toLowerCase(Locale.ROOT);
    if (!"identity".equals(packing) && !"gzip".equals(packing)) {
      throw Problem.unsupportedMedia("Content-Encoding must be gzip or identity.");
    }
    return new BodyForm(LINES.equals(type), "gzip".equals(packing));
  }

  /** The type without parameters; empty if the charset is not UTF-8. */
  private static String mediaType(final @Nullable String header) {
    if (header == null) {
      return "";
    }
    final String[] parts = header.toLowerCase(Locale.ROOT).split(";", -1);
    for (int i = 1; i < parts.length; i++) {
      final String parameter = parts[i].strip();
      if (parameter.startsWith("charset=")
          && !"charset=utf-8".equals(parameter.replace("\"", ""))) {
        return "";
      }
    }
    return parts[0].strip();
  }

  /**
   * The body as it was before it was packed.
   *
   * @param most bytes that it may have then, whatever a few packed bytes say
   * @throws Problem 413, 503 or 400
   */
  byte[] unpacked(final byte[] body, final int most, final ByteBudget.Share memory) {
    if (!packed) {
      return body;
    }
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final byte[] chunk = new byte[CHUNK];
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      for (int got = in.read(chunk); got >= 0; got = in.read(chunk)) {
        if (out.size() + got > most) {
          throw Problem.bodyTooLarge(most);
        }
        if (!memory.more(got)) {
          throw Problem.unavailable("The server has as much to take in as it can.");
        }
        out.write(chunk, 0, got);
      }
      return out.toByteArray();
    } catch (final IOException e) {
      throw Problem.badRequest("The body is not valid gzip.");
    }
  }

  /** The stream as it was before it was packed, read as it comes. */
  InputStream unpacked(final InputStream body) throws IOException {
    return packed ? new GZIPInputStream(body, CHUNK) : body;
  }
}

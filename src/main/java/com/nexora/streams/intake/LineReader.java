package com.nexora.streams.intake;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Cuts a stream into lines, whatever it holds; of a line that is too long nothing is kept. */
public final class LineReader {

  /** Stands for a line that is too long. */
  public static final byte[] TOO_LONG = new byte[0];

  private static final int BUFFER = 64 * 1024;

  private final InputStream in;
  private final int longest;
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int end;
  private long read;

  /**
   * @param longest bytes of a line, without its end
   */
  public LineReader(final InputStream in, final int longest) {
    this.in = in;
    this.longest = longest;
  }

  /** Bytes that were read from the stream. */
  public long read() {
    return read;
  }

  /**
   * The next line that is not blank, without its end; {@link #TOO_LONG} itself for one that is too
   * long; null at the end of the stream.
   */
  public byte @Nullable [] next() throws IOException {
    while (true) {
      final byte[] line = line();
      if (line == null || line == TOO_LONG || !isBlank(line)) {
        return line;
      }
    }
  }

  private byte @Nullable [] line() throws IOException {
    final ByteArrayOutputStream line = new ByteArrayOutputStream();
    boolean any = false;
    boolean tooLong = false;
    while (at < end || fill()) {
      any = true;
      int stop = at;
      while (stop < end && buffer[stop] != '\n') {
        stop++;
      }
      if (!tooLong && line.size() + (stop - at) <= longest) {
        line.write(buffer, at, stop - at);
      } else {
        tooLong = true;
        line.reset();
      }
      final boolean ended = stop < end;
      at = ended ? stop + 1 : stop;
      if (ended) {
        return tooLong ? TOO_LONG : line.toByteArray();
      }
    }
    if (!any) {
      return null;
    }
    return tooLong ? TOO_LONG : line.toByteArray();
  }

  private boolean fill() throws IOException {
    at = 0;
    end = Math.max(0, in.read(buffer));
    read += end;
    return end > 0;
  }

  private static boolean isBlank(final byte[] line) {
    for (final byte one : line) {
      if (one != ' ' && one != '\t' && one != '\r') {
        return false;
      }
    }
    return true;
  }
}

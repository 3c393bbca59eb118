package com.nexora.streams.imports;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Cuts a stream into JSON records without parsing them: JSON lines, {@code {"Records":[...]}} as
 * CloudTrail writes it, a plain array, or several of these behind each other.
 *
 * <p>A parser stops at the first mistake, and a CloudTrail file is one line of any length. Cutting
 * by brackets and strings needs memory for one record only, and a broken record costs itself, not
 * the rest of the file.
 */
final class RecordSplitter {

  private static final int BUFFER = 1 << 16;
  private static final int PEEK = 256;
  private static final Pattern WRAPPER =
      Pattern.compile("\\s*(\\{\\s*\"Records\"\\s*:\\s*)?\\[", Pattern.CASE_INSENSITIVE);

  private final InputStream in;
  private final int limit;
  private final byte[] buffer = new byte[BUFFER];
  private int from;
  private int to;
  private long line = 1;
  private boolean inArray;

  /**
   * @param limit bytes of the largest record that is kept
   */
  RecordSplitter(final InputStream in, final int limit) throws IOException {
    this.in = in;
    this.limit = limit;
    skipByteOrderMark();
  }

  /** The next record; empty at the end. */
  Optional<RawRecord> next() throws IOException {
    while (true) {
      final int first = skipBlank();
      if (first < 0) {
        return Optional.empty();
      }
      if (inArray) {
        if (first == ',') {
          read();
        } else if (first == ']') {
          read();
          leaveArray();
        } else {
          return Optional.of(element());
        }
      } else if (!enterArray()) {
        return Optional.of(restOfLine());
      }
    }
  }

  private void skipByteOrderMark() throws IOException {
    if (ahead(3) == 3
        && buffer[from] == (byte) 0xEF
        && buffer[from + 1] == (byte) 0xBB
        && buffer[from + 2] == (byte) 0xBF) {
      from += 3;
    }
  }

  private boolean enterArray() throws IOException {
    final int length = ahead(PEEK);
    final var wrapper =
        WRAPPER.matcher(new String(buffer, from, length, StandardCharsets.ISO_8859_1));
    if (!wrapper.lookingAt()) {
      return false;
    }
    for (int i = 0; i < wrapper.end(); i++) {
      read();
    }
    inArray = true;
    return true;
  }

  /** What follows the array (the end of the wrapper) says nothing about records. */
  private void leaveArray() throws IOException {
    inArray = false;
    for (int b = peek(); b >= 0 && b != '\n'; b = peek()) {
      read();
    }
  }

  private RawRecord restOfLine() throws IOException {
    final Bounded record = new Bounded(line);
    for (int b = peek(); b >= 0 && b != '\n'; b = peek()) {
      record.add(read());
    }
    return record.done(true);
  }

  /** One element of an array: ends at a comma or bracket outside of strings and deeper brackets. */
  private RawRecord element() throws IOException {
    final Bounded record = new Bounded(line);
    int depth = 0;
    boolean inText = false;
    boolean escaped = false;
    for (int b = peek(); b >= 0; b = peek()) {
      if (inText) {
        inText = b != '"' || escaped;
        escaped = b == '\\' && !escaped;
      } else if (depth == 0 && (b == ',' || b == ']')) {
        return record.done(true);
      } else if (b == '"') {
        inText = true;
      } else if (b == '{' || b == '[') {
        depth++;
      } else if (b == '}' || b == ']') {
        depth--;
      }
      record.add(read());
    }
    return record.done(false);
  }

  private int skipBlank() throws IOException {
    int b = peek();
    while (b == ' ' || b == '\t' || b == '\r' || b == '\n') {
      read();
      b = peek();
    }
    return b;
  }

  /** Makes so many bytes available in the buffer; gives how many there are, less at the end. */
  private int ahead(final int wanted) throws IOException {
    if (to - from < wanted) {
      System.arraycopy(buffer, from, buffer, 0, to - from);
      to -= from;
      from = 0;
      to += in.readNBytes(buffer, to, wanted - to);
    }
    return Math.min(wanted, to - from);
  }

  private int peek() throws IOException {
    if (from == to) {
      from = 0;
      to = Math.max(0, in.read(buffer, 0, BUFFER));
      if (to == 0) {
        return -1;
      }
    }
    return buffer[from] & 0xFF;
  }

  private int read() throws IOException {
    final int b = peek();
    if (b >= 0) {
      from++;
    }
    if (b == '\n') {
      line++;
    }
    return b;
  }

  /** Collects a record's bytes, but never more than the limit. */
  private final class Bounded {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
    private final long start;
    private long size;

    Bounded(final long start) {
      this.start = start;
    }

    void add(final int b) {
      size++;
      if (size <= limit) {
        bytes.write(b);
      }
    }

    RawRecord done(final boolean whole) {
      return new RawRecord(start, size > limit ? new byte[0] : bytes.toByteArray(), size, whole);
    }
  }
}

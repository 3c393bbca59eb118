package com.nexora.streams.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Numbered records. */
final class Lines {

  private Lines() {}

  static OutgoingRecord line(final int number) {
    return of("line-" + number);
  }

  static OutgoingRecord of(final String text) {
    return new OutgoingRecord(
        "lines",
        null,
        text.getBytes(StandardCharsets.UTF_8),
        Integer.toHexString(text.hashCode()),
        "line.written",
        Map.of("n", "1"));
  }

  static List<String> numbered(final int from, final int to) {
    return IntStream.range(from, to).mapToObj(i -> "line-" + i).toList();
  }

  static String text(final OutgoingRecord record) {
    return new String(record.value(), StandardCharsets.UTF_8);
  }

  /** As a reader sees them who drops what it has seen. */
  static List<String> once(final List<String> lines) {
    return new ArrayList<>(new LinkedHashSet<>(lines));
  }
}

package com.nexora.streams.correlation;

import com.nexora.events.CorrelatedThreat;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;

/**
 * Where a finding stands in the order of pages: newest first, then by id. As text it tells a client
 * nothing but "go on here".
 */
record FindingCursor(long time, String findingId) implements Comparable<FindingCursor> {

  private static final Comparator<FindingCursor> ORDER =
      Comparator.comparingLong(FindingCursor::time)
          .reversed()
          .thenComparing(FindingCursor::findingId);

  static FindingCursor of(final CorrelatedThreat finding) {
    return new FindingCursor(finding.getTimestamp(), finding.getFindingId());
  }

  /**
   * Reads a cursor back.
   *
   * @throws IllegalArgumentException if it is not one of ours
   */
  static FindingCursor parse(final String text) {
    try {
      final String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      final int colon = plain.indexOf(':');
      return new FindingCursor(
          Long.parseLong(plain.substring(0, Math.max(0, colon))), plain.substring(colon + 1));
    } catch (final IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "not a cursor of this query; pass nextCursor of the previous page unchanged", e);
    }
  }

  String text() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((time + ":" + findingId).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int compareTo(final FindingCursor other) {
    return ORDER.compare(this, other);
  }
}

package com.nexora.streams.analytics;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what it is asked, and answers what a test wants. Remembers how often it was asked.
 */
final class RecordingDetector implements Detector {

  final List<String> asked = new ArrayList<>();
  boolean awake;
  long looksAt = Long.MAX_VALUE;
  AlertDraft.@Nullable State tells;

  @Override
  public boolean isDue(final byte[] pane, final EventMetrics.Outcome outcome) {
    return Pane.events(pane) == looksAt;
  }

  @Override
  public Verdict observe(
      final byte @Nullable [] memory,
      final long minute,
      final byte[] pane,
      final String eventId,
      final long eventTime) {
    return answer(memory, "look", minute, pane, eventId);
  }

  @Override
  public Verdict settle(
      final byte @Nullable [] memory, final long minute, final byte @Nullable [] pane) {
    return answer(memory, "settle", minute, pane, "");
  }

  private Verdict answer(
      final byte @Nullable [] memory,
      final String what,
      final long minute,
      final byte @Nullable [] pane,
      final String eventId) {
    asked.add("%s %tR %d".formatted(what, utc(minute), pane == null ? 0 : Pane.events(pane)));
    final int times =
        memory == null ? 0 : Integer.parseInt(new String(memory, StandardCharsets.UTF_8));
    final byte[] next = Integer.toString(times + 1).getBytes(StandardCharsets.UTF_8);
    final List<AlertDraft> alerts =
        tells == null
            ? List.of()
            : List.of(
                new AlertDraft(
                    "errorRate", tells, minute, minute, 0.5, 0, 0.1, 8, eventId, times(times)));
    return new Verdict(next, alerts, awake);
  }

  private static Map<String, String> times(final int times) {
    return Map.of("times", Integer.toString(times));
  }

  private static java.time.ZonedDateTime utc(final long time) {
    return java.time.Instant.ofEpochMilli(time).atZone(java.time.ZoneOffset.UTC);
  }
}

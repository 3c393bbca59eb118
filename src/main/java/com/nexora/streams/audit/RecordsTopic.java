package com.nexora.streams.audit;

import com.nexora.streams.catalogue.Topics;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which log a partition of a topic is: {@code audit.records} holds the default retention class,
 * {@code audit.records.short} the class {@code short}.
 */
public final class RecordsTopic {

  private static final Pattern NAME =
      Pattern.compile(Pattern.quote(Topics.AUDIT_RECORDS) + "(?:\\.([a-zA-Z0-9_-]+))?");

  private RecordsTopic() {}

  /** Name of the log of a topic's partition; empty if the topic holds no logs. */
  public static Optional<String> logId(final String topic, final int partition) {
    final Matcher matcher = NAME.matcher(topic);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    final String retentionClass =
        matcher.group(1) == null ? AuditFormat.DEFAULT_CLASS : matcher.group(1);
    return Optional.of(new TrailLog(retentionClass, partition).id());
  }
}

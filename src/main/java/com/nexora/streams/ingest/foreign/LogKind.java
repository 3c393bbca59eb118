package com.nexora.streams.ingest.foreign;

import com.nexora.streams.catalogue.Topics;
import java.util.Locale;

/** The three kinds of log envelopes, each with a topic of its own. */
enum LogKind {
  APPLICATION(Topics.LOGS_APPLICATION),
  AUDIT(Topics.LOGS_AUDIT),
  SECURITY(Topics.LOGS_SECURITY);

  private final String topic;

  LogKind(final String topic) {
    this.topic = topic;
  }

  static LogKind of(final String topic) {
    for (final LogKind kind : values()) {
      if (kind.topic.equals(topic)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("no topic of logs: " + topic);
  }

  /** The word that stands in a {@code schema_ref}. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}

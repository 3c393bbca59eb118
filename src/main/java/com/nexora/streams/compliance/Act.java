package com.nexora.streams.compliance;

import com.nexora.events.AuditEvent;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An act as rules look at it: texts in lower case, each made at most once, and the payload read
 * only if a rule that could fit asks for it.
 */
final class Act {

  private final AuditEvent event;
  private final RuleSet rules;
  private final @Nullable String[] lower = new String[Field.values().length];
  private List<String> @Nullable [] payload;

  Act(final AuditEvent event, final RuleSet rules) {
    this.event = event;
    this.rules = rules;
  }

  /** A text of the act. */
  enum Field {
    CATEGORY("category"),
    EVENT_TYPE("event_type"),
    ACTION("action"),
    RESOURCE("resource"),
    ACTOR("actor"),
    AGENT("agent"),
    OUTCOME("outcome"),
    SEVERITY("severity"),
    CORRELATION_ID("correlation_id"),
    DESCRIPTION("description");

    private final String key;

    Field(final String key) {
      this.key = key;
    }

    /** As in rules. */
    String key() {
      return key;
    }

    @Nullable String of(final AuditEvent event) {
      return switch (this) {
        case CATEGORY -> event.getCategory();
        case EVENT_TYPE -> event.getEventType();
        case ACTION -> event.getAction();
        case RESOURCE -> event.getResource();
        case ACTOR -> event.getActor();
        case AGENT -> event.getAgent();
        case OUTCOME -> event.getOutcome();
        case SEVERITY -> event.getSeverity();
        case CORRELATION_ID -> event.getCorrelationId();
        case DESCRIPTION -> event.getDescription();
      };
    }
  }

  AuditEvent event() {
    return event;
  }

  /** A field in lower case, empty if absent. */
  String text(final Field field) {
    final String known = lower[field.ordinal()];
    if (known != null) {
      return known;
    }
    final String value = field.of(event);
    final String text = value == null ? "" : value.toLowerCase(Locale.ROOT);
    lower[field.ordinal()] = text;
    return text;
  }

  /** What stands at a path of the payload. */
  List<String> at(final String path) {
    List<String>[] values = payload;
    if (values == null) {
      values = rules.payloads().read(event.getPayload());
      payload = values;
    }
    return values[rules.paths().numberOf(path)];
  }

  /**
   * Whether the payload can be looked into: not if it was replaced by its digest, or came
   * encrypted.
   */
  boolean payloadReadable() {
    final String text = event.getPayload();
    return event.getCiphertext() == null
        && !(text.startsWith("{\"sha256\":\"") && text.contains("\"bytes\":"));
  }
}

package com.nexora.streams.audit;

import com.nexora.events.AuditEvent;
import com.nexora.streams.catalogue.ContentId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which acts of a tenant's trail are wanted: those that fit everything that is asked for.
 *
 * @param texts wanted values of fields, exactly as sealed
 * @param from only acts that occurred at or after this time, epoch milliseconds; null = no bound
 * @param to only acts that occurred before this time, epoch milliseconds; null = no bound
 */
public record AuditFilter(Map<Field, String> texts, @Nullable Long from, @Nullable Long to) {

  /** All acts. */
  public static final AuditFilter ALL = new AuditFilter(Map.of(), null, null);

  /** A field that can be asked for. */
  public enum Field {
    ACTOR,
    AGENT,
    ACTION,
    RESOURCE,
    FRAMEWORK,
    CORRELATION_ID,
    EVENT_TYPE,
    CATEGORY,
    SEVERITY,
    OUTCOME;

    private boolean fits(final AuditEvent event, final String wanted) {
      return switch (this) {
        case ACTOR -> wanted.equals(event.getActor());
        case AGENT -> wanted.equals(event.getAgent());
        case ACTION -> wanted.equals(event.getAction());
        case RESOURCE -> wanted.equals(event.getResource());
        case FRAMEWORK -> tagged(event.getFrameworks(), wanted);
        case CORRELATION_ID -> wanted.equals(event.getCorrelationId());
        case EVENT_TYPE -> wanted.equals(event.getEventType());
        case CATEGORY -> wanted.equals(event.getCategory());
        case SEVERITY -> wanted.equals(event.getSeverity());
        case OUTCOME -> wanted.equals(event.getOutcome());
      };
    }

    private static boolean tagged(final List<String> frameworks, final String wanted) {
      for (int i = 0; i < frameworks.size(); i++) {
        if (wanted.equalsIgnoreCase(frameworks.get(i))) {
          return true;
        }
      }
      return false;
    }
  }

  public AuditFilter {
    texts = Map.copyOf(texts);
  }

  /** Only acts of a period. */
  public static AuditFilter between(final @Nullable Long from, final @Nullable Long to) {
    return new AuditFilter(Map.of(), from, to);
  }

  /** The same filter that also wants this value; null asks for nothing. */
  public AuditFilter with(final Field field, final @Nullable String wanted) {
    if (wanted == null) {
      return this;
    }
    final Map<Field, String> more = new TreeMap<>(texts);
    more.put(field, wanted);
    return new AuditFilter(more, from, to);
  }

  /** Whether it fits as far as the time goes. */
  boolean within(final long occurredAt) {
    return (from == null || occurredAt >= from) && (to == null || occurredAt < to);
  }

  /** Whether it fits in everything but the time. */
  boolean fits(final AuditEvent event) {
    for (final Map.Entry<Field, String> text : texts.entrySet()) {
      if (!text.getKey().fits(event, text.getValue())) {
        return false;
      }
    }
    return true;
  }

  /** Tells this filter from others, 16 bytes. */
  byte[] fingerprint(final String tenantId) {
    final StringBuilder parts = new StringBuilder();
    for (final Map.Entry<Field, String> text : new TreeMap<>(texts).entrySet()) {
      parts
          .append(text.getKey().name().toLowerCase(Locale.ROOT))
          .append('=')
          .append(text.getValue().length())
          .append(':')
          .append(text.getValue());
    }
    return ContentId.bytes(tenantId, parts.toString(), String.valueOf(from), String.valueOf(to));
  }
}

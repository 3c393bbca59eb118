package com.nexora.streams.ingest.foreign;

import com.nexora.events.GrcEvent;
import com.nexora.streams.catalogue.ActionCategory;
import com.nexora.streams.catalogue.ContentId;
import com.nexora.streams.ingest.Checks;
import com.nexora.streams.ingest.GrcVocabulary;
import com.nexora.streams.ingest.Reason;
import com.nexora.streams.ingest.Refusal;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Documents of the compliance platform as events of governance (REQUIREMENTS 9): tasks, policies,
 * assessments, reports, incidents, figures, and what users did. The whole document is the event's
 * body; a few fields are looked for by the names that platforms give them.
 */
final class DocumentTranslator implements Translator {

  private static final Set<String> SUCCESS =
      Set.of("success", "succeeded", "ok", "completed", "allowed", "allow", "granted");
  private static final Set<String> FAILURE =
      Set.of("failure", "failed", "error", "denied", "deny", "rejected", "blocked");
  private static final Set<String> RESOLVED = Set.of("resolved", "closed", "incident_resolved");
  private static final Set<String> REPORTED =
      Set.of("reported", "new", "open", "opened", "created", "detected", "incident_reported");

  private final Redaction redaction;

  DocumentTranslator(final Redaction redaction) {
    this.redaction = redaction;
  }

  @Override
  public Translation translate(final Place place, final byte[] value) {
    final DocumentKind kind = DocumentKind.of(place.topic());
    if (kind == null) {
      throw new IllegalArgumentException("no topic of documents: " + place.topic());
    }
    final JsonFields fields;
    final String body;
    try {
      fields = JsonFields.read(value, Set.of());
      body = JsonFields.bounded(value);
    } catch (final IOException e) {
      return Translation.unreadable(value);
    }
    final String tenant = tenant(kind, fields, place);
    if (tenant == null) {
      return Translation.refused(
          new Refusal(
              Reason.MISSING_FIELD,
              "no field names the tenant (tenantId, organisationId, organizationId, orgId, also in"
                  + " snake case)"
                  + (kind.keyedByOrganisation() ? ", and the key is empty" : "")),
          null);
    }
    final String written = first(fields, "timestamp", "occurredAt", "eventTime", "createdAt");
    final Long time = written == null ? Long.valueOf(place.arrival()) : Times.of(written);
    if (time == null) {
      return Translation.refused(
          new Refusal(
              Reason.INVALID_FIELD,
              "the field with the document's time is neither epoch seconds or milliseconds nor an"
                  + " ISO-8601 time with offset"),
          tenant);
    }
    return new Translation(event(kind, fields, tenant, time, body), null, tenant, kind.isTrail());
  }

  private GrcEvent event(
      final DocumentKind kind,
      final JsonFields fields,
      final String tenant,
      final long time,
      final String body) {
    final String id = first(fields, "eventId", "messageId");
    final String said = first(fields, "action", "activity", "activityType", "operation");
    final String action = said == null ? kind.action() : said;
    final String source = fields.first("source");
    final String entity = entity(kind, fields);
    return GrcEvent.newBuilder()
        .setEventId(id == null ? ContentId.hex("document", kind.topic(), tenant, body) : id)
        .setTenantId(tenant)
        .setEventType(type(kind, fields))
        .setSource(
            source != null && GrcVocabulary.SOURCES.contains(source) ? source : "BACKEND_API")
        .setAction(redaction.name(tenant, action))
        .setData(redaction.json(tenant, body))
        .setEntityId(entity)
        .setEntityType(entity == null ? null : kind.entityType())
        .setTimestamp(time)
        .setCorrelationId(first(fields, "correlationId"))
        .setMetadata(metadata(kind, fields, action))
        .build();
  }

  /** A platform's organisation is our tenant. */
  private static @Nullable String tenant(
      final DocumentKind kind, final JsonFields fields, final Place place) {
    final String told = first(fields, "tenantId", "organisationId", "organizationId", "orgId");
    if (told != null) {
      return told;
    }
    return kind.keyedByOrganisation()
            && !place.key().isEmpty()
            && place.key().length() <= Checks.MAX_TENANT
        ? place.key()
        : null;
  }

  private static @Nullable String entity(final DocumentKind kind, final JsonFields fields) {
    final String named = first(fields, kind.entityFields());
    return named == null ? fields.first("id") : named;
  }

  private static String type(final DocumentKind kind, final JsonFields fields) {
    if (kind != DocumentKind.INCIDENT_EVENTS) {
      return kind.eventType();
    }
    for (final String name : new String[] {"eventType", "event_type", "status"}) {
      final String word = fields.first(name);
      if (word != null && RESOLVED.contains(word.toLowerCase(Locale.ROOT))) {
        return "INCIDENT_RESOLVED";
      }
      if (word != null && REPORTED.contains(word.toLowerCase(Locale.ROOT))) {
        return "INCIDENT_REPORTED";
      }
    }
    return kind.eventType();
  }

  private static Map<String, String> metadata(
      final DocumentKind kind, final JsonFields fields, final String action) {
    final Map<String, String> metadata = new TreeMap<>();
    metadata.put("topic", kind.topic());
    put(metadata, "actor", first(fields, "actor", "userId", "performedBy", "agentId"));
    put(metadata, "agent", first(fields, "agentId"));
    final List<String> frameworks = Frameworks.of(fields);
    put(metadata, "frameworks", frameworks.isEmpty() ? null : String.join(",", frameworks));
    final String severity = fields.first("severity");
    put(metadata, "severity", severity == null ? null : severity.toUpperCase(Locale.ROOT));
    put(metadata, "outcome", outcome(first(fields, "outcome", "result", "status")));
    put(metadata, "category", category(kind, fields, action));
    return metadata;
  }

  private static void put(
      final Map<String, String> metadata, final String name, final @Nullable String value) {
    if (value != null) {
      metadata.put(name, value);
    }
  }

  private static @Nullable String outcome(final @Nullable String word) {
    final String lower = word == null ? "" : word.toLowerCase(Locale.ROOT);
    if (FAILURE.contains(lower)) {
      return "failure";
    }
    return SUCCESS.contains(lower) ? "success" : null;
  }

  private static @Nullable String category(
      final DocumentKind kind, final JsonFields fields, final String action) {
    final String said = fields.first("category");
    if (kind != DocumentKind.DATA_ACCESS || said != null) {
      return said == null ? null : said.toUpperCase(Locale.ROOT);
    }
    final String byAction = ActionCategory.of(action);
    return byAction.equals("SYSTEM") ? "DATA_ACCESS" : byAction;
  }

  /** The first of the fields that is there, each also by its name in snake case. */
  private static @Nullable String first(final JsonFields fields, final String... names) {
    return fields.first(
        Arrays.stream(names)
            .flatMap(name -> java.util.stream.Stream.of(name, snake(name)))
            .toArray(String[]::new));
  }

  private static String snake(final String camel) {
    final StringBuilder snake = new StringBuilder(camel.length() + 4);
    for (int i = 0; i < camel.length(); i++) {
      final char c = camel.charAt(i);
      if (Character.isUpperCase(c)) {
        snake.append('_').append(Character.toLowerCase(c));
      } else {
        snake.append(c);
      }
    }
    return snake.toString();
  }
}

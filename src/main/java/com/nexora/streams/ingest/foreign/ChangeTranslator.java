package com.nexora.streams.ingest.foreign;

import com.nexora.events.GrcEvent;
import com.nexora.streams.catalogue.ContentId;
import com.nexora.streams.ingest.GrcVocabulary;
import com.nexora.streams.ingest.Reason;
import com.nexora.streams.ingest.Refusal;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The change feed of a Cosmos DB container as events of governance (REQUIREMENTS G5): {@code
 * current}, {@code previous} and {@code metadata}, as the mode "all versions and deletes" has them.
 * A document alone, as the mode "latest version" has it, is an update.
 *
 * <p>Many changes share a log sequence number, so an event's id is made of it, the document, the
 * operation and the version ({@code _etag}).
 */
final class ChangeTranslator implements Translator {

  private static final String CURRENT = "current";
  private static final String PREVIOUS = "previous";
  private static final String METADATA = "metadata";
  private static final Set<String> OPENED = Set.of(CURRENT, PREVIOUS, METADATA);
  private static final String[] TENANT = {
    "tenantId",
    "tenant_id",
    "organisationId",
    "organizationId",
    "organisation_id",
    "organization_id"
  };
  private static final String[] TYPE = {
    "type", "documentType", "document_type", "entityType", "entity_type"
  };
  private static final String[] ACTOR = {
    "updatedBy",
    "updated_by",
    "modifiedBy",
    "modified_by",
    "lastModifiedBy",
    "createdBy",
    "created_by"
  };
  private static final int MAX_TYPE = 64;

  private final Redaction redaction;

  ChangeTranslator(final Redaction redaction) {
    this.redaction = redaction;
  }

  @Override
  public Translation translate(final Place place, final byte[] value) {
    final Change change;
    try {
      change = Change.read(value);
    } catch (final IOException e) {
      return Translation.unreadable(value);
    }
    final String tenant = change.first(TENANT);
    final String id = change.first("id");
    final Operation operation = change.operation();
    final Long time = change.time();
    if (tenant == null || id == null || time == null) {
      return refused(
          Reason.MISSING_FIELD,
          "a change needs the document's id, its time (crts or _ts) and its tenantId: a delete has"
              + " them only with its previous image, or if the container is partitioned by"
              + " tenantId",
          tenant);
    }
    if (operation == null) {
      return refused(
          Reason.INVALID_FIELD,
          "metadata.operationType is none of create, replace, delete",
          tenant);
    }
    return Translation.of(event(change, tenant, id, operation, time), tenant);
  }

  private GrcEvent event(
      final Change change,
      final String tenant,
      final String id,
      final Operation operation,
      final long time) {
    final String kind = kind(change.first(TYPE));
    final Map<String, String> metadata = new TreeMap<>();
    change.describe(metadata);
    final String actor = change.first(ACTOR);
    if (actor != null) {
      metadata.put("actor", actor);
    }
    return GrcEvent.newBuilder()
        .setEventId(
            ContentId.hex(
                "cosmos",
                tenant,
                id,
                operation.name(),
                metadata.getOrDefault("cosmos_lsn", ""),
                metadata.getOrDefault("cosmos_etag", "")))
        .setTenantId(tenant)
        .setEventType(type(kind, operation, change))
        .setSource(GrcVocabulary.CHANGE_FEED)
        .setAction(kind.toLowerCase(Locale.ROOT) + '.' + operation.word())
        .setData(redaction.json(tenant, change.body()))
        .setEntityId(id)
        .setEntityType(kind.toLowerCase(Locale.ROOT))
        .setTimestamp(time)
        .setMetadata(metadata)
        .build();
  }

  /** The document's type in the form of event types. */
  private static String kind(final @Nullable String type) {
    if (type == null || type.length() > MAX_TYPE) {
      return "DOCUMENT";
    }
    return type.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
        .replaceAll("[^A-Za-z0-9]+", "_")
        .toUpperCase(Locale.ROOT);
  }

  private static String type(final String kind, final Operation operation, final Change change) {
    if (operation == Operation.CREATED) {
      return GrcVocabulary.FIRST_EVENTS.getOrDefault(kind, kind + "_CREATED");
    }
    if (operation == Operation.UPDATED && kind.equals("RISK") && change.statusChanged()) {
      return "RISK_STATUS_CHANGED";
    }
    return kind + '_' + operation.name();
  }

  private static Translation refused(
      final Reason reason, final String message, final @Nullable String tenant) {
    return Translation.refused(new Refusal(reason, message), tenant);
  }

  /** What happened to a document. */
  enum Operation {
    CREATED,
    UPDATED,
    DELETED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One change.
   *
   * @param fields of the three parts, or of the document alone
   * @param partition the deleted document's partition key
   * @param body the whole of it
   */
  private record Change(JsonFields fields, JsonFields partition, boolean isDocument, String body) {

    static Change read(final byte[] value) throws IOException {
      final JsonFields fields = JsonFields.read(value, OPENED);
      final JsonFields.Value key = fields.get("metadata.partitionKey");
      return new Change(
          fields,
          JsonFields.read(key != null && key.kind() == JsonFields.Kind.OBJECT ? key.text() : "{}"),
          fields.first("metadata.operationType", "metadata.changeType") == null
              && fields.get(CURRENT) == null,
          JsonFields.bounded(value));
    }

    /** The first of these fields that the document has, or had, or is partitioned by. */
    @Nullable String first(final String... names) {
      if (isDocument) {
        return fields.first(names);
      }
      for (final String part : new String[] {CURRENT, PREVIOUS}) {
        for (final String name : names) {
          final String value = fields.first(part + '.' + name);
          if (value != null) {
            return value;
          }
        }
      }
      final String value = partition.first(names);
      return value == null && names.length == 1 ? fields.first("metadata." + names[0]) : value;
    }

    @Nullable Operation operation() {
      if (isDocument) {
        return Operation.UPDATED;
      }
      final String word = fields.first("metadata.operationType", "metadata.changeType");
      return switch (word == null ? "" : word.toLowerCase(Locale.ROOT)) {
        case "create" -> Operation.CREATED;
        case "replace" -> Operation.UPDATED;
        case "delete" -> Operation.DELETED;
        default -> null;
      };
    }

    @Nullable Long time() {
      final String seconds = isDocument ? fields.first("_ts") : fields.first("metadata.crts");
      final String written = seconds == null ? first("_ts") : seconds;
      return written == null ? null : Times.of(written);
    }

    boolean statusChanged() {
      final String before = fields.first("previous.status");
      return before != null && !before.equals(fields.first("current.status"));
    }

    void describe(final Map<String, String> metadata) {
      put(metadata, "cosmos_lsn", fields.first("metadata.lsn", "_lsn"));
      put(metadata, "cosmos_etag", isDocument ? fields.first("_etag") : first("_etag"));
      put(metadata, "cosmos_previous_lsn", fields.first("metadata.previousImageLSN"));
      final JsonFields.Value expired = fields.get("metadata.timeToLiveExpired");
      if (expired != null && "true".equals(expired.text())) {
        metadata.put("cosmos_expired", "true");
      }
    }

    private static void put(
        final Map<String, String> metadata, final String name, final @Nullable String value) {
      if (value != null) {
        metadata.put(name, value);
      }
    }
  }
}

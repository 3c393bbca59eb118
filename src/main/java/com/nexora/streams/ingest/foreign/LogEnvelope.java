package com.nexora.streams.ingest.foreign;

import com.nexora.streams.ingest.Checks;
import com.nexora.streams.ingest.Reason;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What every log says about itself (REQUIREMENTS L1).
 *
 * @param eventId UUID in lower case
 * @param timestamp as written, in microseconds
 * @param time the same in epoch milliseconds
 */
record LogEnvelope(
    String eventId,
    String timestamp,
    long time,
    String tenantId,
    String namespace,
    String source,
    @Nullable String correlationId,
    @Nullable String causationId) {

  private static final int MAX_NAME = 256;
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final Pattern MICROSECONDS =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");

  /** Takes the envelope's fields; mistakes are kept in the checks, and then it is of no use. */
  static LogEnvelope take(
      final FieldChecks fields, final LogKind kind, final long arrival, final long skew) {
    fields.text("event_type", Checks.MAX_ID);
    final String eventId = fields.text("event_id", Checks.MAX_ID);
    final String timestamp = fields.text("timestamp", Checks.MAX_ID);
    final String tenant = fields.text("tenant_id", Checks.MAX_TENANT);
    final String namespace = fields.text("namespace", MAX_NAME);
    final String source = fields.text("source", MAX_NAME);
    final String reference = fields.text("schema_ref", 2 * MAX_NAME);
    final Long time = time(timestamp);
    fields.hasObject("payload");
    fields
        .checks()
        .that(
            UUID.matcher(eventId).matches(),
            Reason.INVALID_FIELD,
            "field event_id is no UUID (8-4-4-4-12 hex digits)")
        .that(
            time != null,
            Reason.INVALID_FIELD,
            "field timestamp is no time as 2026-01-05T08:00:00.000000Z: microseconds, UTC")
        .that(
            reference.equals("registry://" + namespace + "/logging/" + kind.word() + "/v1"),
            Reason.INVALID_FIELD,
            "field schema_ref is not registry://<namespace>/logging/"
                + kind.word()
                + "/v1 with the envelope's namespace: this topic takes no other schema")
        .time("timestamp", time == null ? 0 : time, arrival, skew);
    return new LogEnvelope(
        eventId.toLowerCase(Locale.ROOT),
        timestamp,
        time == null ? 0 : time,
        tenant,
        namespace,
        source,
        fields.optional("correlation_id", Checks.MAX_ID),
        fields.optional("causation_id", Checks.MAX_ID));
  }

  private static @Nullable Long time(final String timestamp) {
    if (!MICROSECONDS.matcher(timestamp).matches()) {
      return null;
    }
    try {
      return Instant.parse(timestamp).toEpochMilli();
    } catch (final DateTimeException | ArithmeticException e) {
      return null;
    }
  }
}

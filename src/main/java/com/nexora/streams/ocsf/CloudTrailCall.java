package com.nexora.streams.ocsf;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;

/**
 * One CloudTrail record with what every event needs already checked.
 *
 * @param record the whole record as it came
 * @param eventId {@code eventID}
 * @param tenantId {@code recipientAccountId}
 * @param identity see {@link CloudTrailIdentity}
 * @param originalMillis {@code eventTime}, epoch milliseconds
 * @param source {@code eventSource}, e.g. {@code iam.amazonaws.com}
 * @param name {@code eventName}, e.g. {@code CreateUser}
 */
record CloudTrailCall(
    JsonNode record,
    String eventId,
    String tenantId,
    String identity,
    long originalMillis,
    String source,
    String name) {

  /**
   * @throws CloudTrailException naming the first attribute that is missing or not usable
   */
  static CloudTrailCall of(final JsonNode record) throws CloudTrailException {
    if (!record.isObject()) {
      throw new CloudTrailException("not a JSON object");
    }
    return new CloudTrailCall(
        record,
        required(record, "eventID"),
        required(record, "recipientAccountId"),
        CloudTrailIdentity.of(record.path("userIdentity"))
            .orElseThrow(
                () ->
                    new CloudTrailException(
                        "userIdentity has no arn, invokedBy, principalId or accountId")),
        millis(required(record, "eventTime")),
        required(record, "eventSource"),
        required(record, "eventName"));
  }

  /** A text of the record, empty where it has none. */
  String text(final String field) {
    return record.path(field).isTextual() ? record.get(field).textValue() : "";
  }

  boolean isReadOnly() {
    return record.path("readOnly").asBoolean(false);
  }

  boolean isFailed() {
    return !text("errorCode").isEmpty();
  }

  private static long millis(final String eventTime) throws CloudTrailException {
    try {
      return OffsetDateTime.parse(eventTime).toInstant().toEpochMilli();
    } catch (final DateTimeException | ArithmeticException e) {
      throw new CloudTrailException(
          "eventTime \"" + eventTime + "\" is no ISO-8601 time such as 2023-07-10T11:54:47Z");
    }
  }

  private static String required(final JsonNode record, final String field)
      throws CloudTrailException {
    final JsonNode value = record.path(field);
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw new CloudTrailException(field + " is missing");
    }
    return value.textValue();
  }
}

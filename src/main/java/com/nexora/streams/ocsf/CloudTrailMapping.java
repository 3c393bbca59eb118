package com.nexora.streams.ocsf;

import com.fasterxml.jackson.databind.JsonNode;
import com.nexora.events.NHIEvent;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * CloudTrail as NHI events: what an account's log says about its identities, in the product's own
 * record.
 *
 * <p>Tenant = {@code recipientAccountId}; entity = see {@link CloudTrailIdentity}; event id =
 * {@code eventID}, so that importing a file twice changes nothing. Every record is {@code
 * nhi.updated}: it tells that the identity acted. A call that creates an identity is an act of its
 * creator; what it created stands in the body.
 */
public final class CloudTrailMapping {

  /** Longest metadata value, characters: the gate bounds the whole map. */
  private static final int MAX_METADATA = 1_024;

  private CloudTrailMapping() {}

  /**
   * Maps one record.
   *
   * @param shiftMillis added to the event time; {@code metadata.original_time} of the body keeps
   *     what the record said
   * @throws CloudTrailException naming the attribute that is missing or not usable
   */
  public static NHIEvent map(final JsonNode record, final long shiftMillis)
      throws CloudTrailException {
    final CloudTrailCall call = CloudTrailCall.of(record);
    final long time = call.originalMillis() + shiftMillis;
    return NHIEvent.newBuilder()
        .setEventId(call.eventId())
        .setTenantId(call.tenantId())
        .setEntityId(call.identity())
        .setEventType("nhi.updated")
        .setTimestamp(time)
        .setOcsfEvent(new CloudTrailBody(call, time).json().toString())
        .setMetadata(metadata(call))
        .build();
  }

  private static Map<String, String> metadata(final CloudTrailCall call) {
    final JsonNode user = call.record().path("userIdentity");
    final Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("source", "aws.cloudtrail");
    put(metadata, "eventName", call.name());
    put(metadata, "eventSource", call.source());
    put(metadata, "awsRegion", call.text("awsRegion"));
    put(metadata, "sourceIPAddress", call.text("sourceIPAddress"));
    put(metadata, "userAgent", call.text("userAgent"));
    put(metadata, "errorCode", call.text("errorCode"));
    put(metadata, "accessKeyId", user.path("accessKeyId").asText());
    put(metadata, "identityType", user.path("type").asText());
    return metadata;
  }

  private static void put(
      final Map<String, String> metadata, final String name, final String value) {
    if (!value.isEmpty()) {
      metadata.put(name, value.length() <= MAX_METADATA ? value : value.substring(0, MAX_METADATA));
    }
  }
}

package com.nexora.streams.catalogue;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The headers that every output record carries (REQUIREMENTS N12), so that consumers can route
 * without decoding.
 */
public final class OutputHeaders {

  public static final String TENANT_ID = "tenant-id";
  public static final String EVENT_TYPE = "event-type";
  public static final String CORRELATION_ID = "correlation-id";
  public static final String SCHEMA_VERSION = "schema-version";

  private OutputHeaders() {}

  /**
   * Fresh headers for one output record.
   *
   * @param correlationId id of the whole interaction, or of the finding or event itself where there
   *     is none
   * @param schemaVersion version of the record's schema, from 1
   */
  public static Headers of(
      final String tenantId,
      final String eventType,
      final String correlationId,
      final int schemaVersion) {
    return new RecordHeaders()
        .add(TENANT_ID, utf8(tenantId))
        .add(EVENT_TYPE, utf8(eventType))
        .add(CORRELATION_ID, utf8(correlationId))
        .add(SCHEMA_VERSION, utf8(Integer.toString(schemaVersion)));
  }

  private static byte[] utf8(final String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

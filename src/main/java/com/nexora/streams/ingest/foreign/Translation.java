package com.nexora.streams.ingest.foreign;

import com.nexora.streams.ingest.Reason;
import com.nexora.streams.ingest.Refusal;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What became of one JSON value: a record of ours, a refusal, or neither, where a valid value
 * concerns nobody behind the gate.
 *
 * @param tenantId its tenant, null if that could not be read
 * @param isTrail whether it is an act of the trail, which no filter of the tenant keeps out of it
 */
public record Translation(
    @Nullable SpecificRecord event,
    @Nullable Refusal refusal,
    @Nullable String tenantId,
    boolean isTrail) {

  static Translation of(final SpecificRecord event, final String tenantId) {
    return new Translation(event, null, tenantId, false);
  }

  static Translation nothing(final String tenantId) {
    return new Translation(null, null, tenantId, false);
  }

  static Translation refused(final Refusal refusal, final @Nullable String tenantId) {
    return new Translation(null, refusal, tenantId, false);
  }

  /** A value that is no JSON object at all, or an unreasonable one. */
  static Translation unreadable(final byte[] value) {
    return refused(
        new Refusal(
            Reason.UNDECODABLE,
            "the value of "
                + value.length
                + " bytes is not one JSON object within the bounds (nesting, names, numbers, number"
                + " of fields, no name twice): check the producer's serializer"),
        null);
  }
}

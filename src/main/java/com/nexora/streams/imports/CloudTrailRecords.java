package com.nexora.streams.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.nexora.events.NHIEvent;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.ingest.Admission;
import com.nexora.streams.ocsf.CloudTrailException;
import com.nexora.streams.ocsf.CloudTrailMapping;
import java.util.Objects;

/** CloudTrail records as NHI events, see {@link CloudTrailMapping}. */
public final class CloudTrailRecords implements RecordMapping {

  private final Admission admission;

  public CloudTrailRecords(final Admission admission) {
    this.admission = admission;
  }

  @Override
  public Importable map(final JsonNode record, final long shiftMillis) throws RefusedException {
    final NHIEvent event;
    try {
      event = CloudTrailMapping.map(record, shiftMillis);
    } catch (final CloudTrailException e) {
      throw new RefusedException(Objects.requireNonNull(e.getMessage()));
    }
    final var refusal = admission.refusal(event);
    if (refusal.isPresent()) {
      throw new RefusedException(refusal.get());
    }
    return new Importable(
        Topics.NHI_EVENTS,
        EntityKey.bytes(event.getTenantId(), event.getEntityId()),
        event.getTenantId(),
        event.getEventId(),
        event.getTimestamp(),
        event);
  }
}

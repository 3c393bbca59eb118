package com.nexora.streams.bench.product;

import com.nexora.events.NHIEvent;
import com.nexora.events.ThreatEvent;
import com.nexora.streams.bench.BenchException;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.imports.Importable;
import com.nexora.streams.imports.KafkaFeed;
import com.nexora.streams.imports.RefusedException;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** Identities at work, and threats against them, all within the minutes in which they meet. */
final class ThreatFeed {

  private static final long FIVE_MINUTES = 300_000;
  private static final long SPREAD_MS = 60_000;

  private final KafkaFeed feed;
  private final long time;

  ThreatFeed(final KafkaFeed feed) {
    this.feed = feed;
    // The middle of five minutes, so that a threat's detections are one finding.
    time =
        Math.floorDiv(System.currentTimeMillis(), FIVE_MINUTES) * FIVE_MINUTES - FIVE_MINUTES / 2;
  }

  /** A threat is detected. */
  void threat(final String tenant, final int entity, final int threat) {
    final ThreatEvent event =
        ThreatEvent.newBuilder()
            .setEventId("t-%d-%d".formatted(entity, threat))
            .setTenantId(tenant)
            .setEntityId(entityId(entity))
            .setThreatId("threat-" + threat)
            .setEventType("threat.detected")
            .setThreatScore(7.5)
            .setConfidence(0.9)
            .setTactic("TA000" + (1 + threat % 9))
            .setName("Credentials used from an unknown place")
            .setTimestamp(time + threat)
            .setObservables(List.of())
            .build();
    send(Topics.THREAT_EVENTS, tenant, entity, event.getEventId(), event.getTimestamp(), event);
  }

  /** An identity does something. */
  void activity(final String tenant, final int entity, final int number) {
    final NHIEvent event =
        NHIEvent.newBuilder()
            .setEventId("n-" + number)
            .setTenantId(tenant)
            .setEntityId(entityId(entity))
            .setEventType("nhi.updated")
            .setTimestamp(time + number % SPREAD_MS)
            .setOcsfEvent("{\"unmapped\":{\"risk_score\":%d.5}}".formatted(number % 9))
            .setMetadata(Map.of())
            .build();
    send(Topics.NHI_EVENTS, tenant, entity, event.getEventId(), event.getTimestamp(), event);
  }

  private static String entityId(final int entity) {
    return "arn:aws:iam::123456789012:role/service-" + entity;
  }

  private void send(
      final String topic,
      final String tenant,
      final int entity,
      final String eventId,
      final long timestamp,
      final SpecificRecord event) {
    try {
      feed.send(
          new Importable(
              topic, EntityKey.bytes(tenant, entityId(entity)), tenant, eventId, timestamp, event));
    } catch (final RefusedException e) {
      throw new BenchException("an event was refused: " + e.getMessage(), e);
    }
  }

  void flush() {
    feed.flush();
  }
}

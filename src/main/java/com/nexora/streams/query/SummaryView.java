package com.nexora.streams.query;

import com.nexora.events.ThreatSummary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tenant's quarter of an hour as JSON. */
record SummaryView(
    String tenantId,
    @Nullable String windowStart,
    @Nullable String windowEnd,
    long total,
    long high,
    long critical,
    double maxScore,
    List<TopEntity> topEntities,
    @Nullable String firstSeen,
    @Nullable String lastSeen,
    boolean alarmed) {

  /** An entity and its findings in the window. */
  record TopEntity(String entityId, long findings) {}

  static SummaryView of(final ThreatSummary summary) {
    return new SummaryView(
        summary.getTenantId(),
        Times.iso(summary.getWindowStart()),
        Times.iso(summary.getWindowEnd()),
        summary.getTotal(),
        summary.getHigh(),
        summary.getCritical(),
        summary.getMaxScore(),
        summary.getTopEntities().stream()
            .map(entity -> new TopEntity(entity.getEntityId(), entity.getFindings()))
            .toList(),
        Times.iso(summary.getFirstSeen()),
        Times.iso(summary.getLastSeen()),
        summary.getAlarmed());
  }
}

package com.nexora.streams.query;

import com.nexora.events.AnalyticsAlert;
import com.nexora.streams.analytics.AlertReader;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last step of an alert as JSON.
 *
 * @param entityId null if the alert is the tenant's
 * @param state open or closed
 * @param lastSeen event time of the last step
 * @param closedAt the same, if that closed it
 * @param causeEventId event that tipped it; null if it was the passing of time
 */
record AlertView(
    String alertId,
    String tenantId,
    @Nullable String entityId,
    String metric,
    String state,
    @Nullable String openedAt,
    @Nullable String lastSeen,
    @Nullable String closedAt,
    @Nullable Double observed,
    @Nullable Double expectedLow,
    @Nullable Double expectedHigh,
    @Nullable Double unusualness,
    @Nullable String causeEventId,
    Map<String, String> metadata) {

  static AlertView of(final AnalyticsAlert alert) {
    final boolean closed = AlertReader.isClosed(alert);
    final String seen = Times.iso(alert.getTimestamp());
    return new AlertView(
        alert.getAlertId(),
        alert.getTenantId(),
        orNull(alert.getEntityId()),
        alert.getMetric(),
        closed ? "closed" : "open",
        Times.iso(alert.getOpenedAt()),
        seen,
        closed ? seen : null,
        finite(alert.getObserved()),
        finite(alert.getExpectedLow()),
        finite(alert.getExpectedHigh()),
        finite(alert.getUnusualness()),
        orNull(alert.getCauseEventId()),
        alert.getMetadata());
  }

  private static @Nullable String orNull(final String text) {
    return text.isEmpty() ? null : text;
  }

  /** JSON knows no infinity. */
  private static @Nullable Double finite(final double value) {
    return Double.isFinite(value) ? (Double) value : null;
  }
}

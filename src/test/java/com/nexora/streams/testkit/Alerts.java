package com.nexora.streams.testkit;

import com.nexora.events.AnalyticsAlert;
import com.nexora.streams.catalogue.ContentId;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.Topics;
import java.time.Duration;
import java.util.Map;

/** Steps of alerts as they stand on {@code analytics.alerts}. */
public final class Alerts {

  private Alerts() {}

  /**
   * A step of an alert of {@code tenant-a}.
   *
   * @param openedAfter when it opened, since {@link TopologyTestKit#START}; the step is a minute
   *     later
   */
  public static AnalyticsAlert step(
      final String entity, final String metric, final String state, final Duration openedAfter) {
    final long openedAt = TopologyTestKit.START.plus(openedAfter).toEpochMilli();
    return AnalyticsAlert.newBuilder()
        .setAlertId(ContentId.hex("tenant-a", entity, metric, Long.toString(openedAt)))
        .setTenantId("tenant-a")
        .setEntityId(entity)
        .setMetric(metric)
        .setState(state)
        .setObserved(400)
        .setExpectedLow(80)
        .setExpectedHigh(120)
        .setUnusualness(9.5)
        .setTimestamp(openedAt + 60_000)
        .setOpenedAt(openedAt)
        .setMetadata(Map.of("events", "12"))
        .build();
  }

  /** Where they are written to. */
  public static EventPipe<AnalyticsAlert> pipe(final TopologyTestKit kit) {
    return kit.input(
        Topics.ANALYTICS_ALERTS,
        AnalyticsAlert.class,
        alert -> EntityKey.bytes(alert.getTenantId(), alert.getEntityId()));
  }
}

package com.nexora.streams.catalogue;

import java.time.Duration;

/**
 * How long figures of each resolution are kept, how many owners get figures of their own, and what
 * is unusual.
 *
 * @param minuteRetention how long the minutes of an hour stay queryable after the last arrival in
 *     it; its roll-ups stay for {@link TopologySettings#paneRetention}
 * @param rollUpAfter how long after its end, and after the last arrival in it, a quarter of an hour
 *     is rolled up
 * @param settleAfter how long after its end, by arrival, a minute is judged for good
 * @param maxEntities entities of a tenant that one partition keeps apart; the others count as one
 *     named {@code other}
 * @param maxNames tools of a tenant, and likewise types of tasks, that one partition keeps apart
 * @param anomalies when a figure is unusual
 */
public record AnalyticsSettings(
    Duration minuteRetention,
    Duration rollUpAfter,
    Duration settleAfter,
    int maxEntities,
    int maxNames,
    AnomalySettings anomalies) {

  /** What the shipped configuration says. */
  public static AnalyticsSettings defaults() {
    return new AnalyticsSettings(
        Duration.ofHours(3),
        Duration.ofMinutes(2),
        Duration.ofSeconds(30),
        50_000,
        200,
        AnomalySettings.defaults());
  }
}

package com.nexora.streams.catalogue;

/**
 * When a figure of an agent is unusual, and when many unusual agents are one matter of their
 * tenant.
 *
 * @param openAt robust z-score from which an alert opens, more than {@code closeAt}
 * @param closeAt robust z-score below which a minute counts as calm
 * @param calmMinutes calm minutes in a row that close an alert, at least 1
 * @param minEvents values that a running minute must have before it is judged, at least 1
 * @param warmUpMinutes minutes with events that a baseline needs before anything is judged by it
 * @param memoryMinutes minutes after which a baseline has forgotten about two thirds of what it
 *     knew
 * @param silentMinutes least number of whole minutes without an event that can be a silence
 * @param tenantAgents least number of degraded agents that is a matter of the tenant
 * @param tenantShare least part of the tenant's active agents that is, 0-1
 */
public record AnomalySettings(
    double openAt,
    double closeAt,
    int calmMinutes,
    int minEvents,
    int warmUpMinutes,
    int memoryMinutes,
    int silentMinutes,
    int tenantAgents,
    double tenantShare) {

  /** What the shipped configuration says. */
  public static AnomalySettings defaults() {
    return new AnomalySettings(6, 3, 3, 5, 20, 720, 3, 5, 0.2);
  }
}

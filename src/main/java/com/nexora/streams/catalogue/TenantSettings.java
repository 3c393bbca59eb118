package com.nexora.streams.catalogue;

import com.nexora.events.TenantConfig;
import java.util.Map;

/**
 * What the topology needs of a tenant's configuration, already checked.
 *
 * @param enabled whether the tenant's events are accepted
 * @param correlationThreshold correlation score from which several signals make a finding, 1-100
 * @param highPriorityLimit high and critical findings of a window above which an alarm is raised
 * @param criticality entity id -> weight of the entity: 0.5, 1, 2 or 4
 */
public record TenantSettings(
    boolean enabled,
    int correlationThreshold,
    int highPriorityLimit,
    Map<String, Double> criticality) {

  public TenantSettings {
    criticality = Map.copyOf(criticality);
  }

  /** What holds for a tenant without configuration. */
  public static TenantSettings defaults(final TopologySettings settings) {
    return new TenantSettings(
        true, settings.correlationThreshold(), settings.highPriorityLimit(), Map.of());
  }

  /** The configuration, with the default in place of every number that is out of its range. */
  public static TenantSettings of(final TenantConfig config, final TenantSettings defaults) {
    final int threshold = config.getCorrelationThreshold();
    final int limit = config.getHighPriorityLimit();
    return new TenantSettings(
        config.getEnabled(),
        threshold >= 1 && threshold <= 100 ? threshold : defaults.correlationThreshold(),
        limit >= 0 ? limit : defaults.highPriorityLimit(),
        config.getCriticality());
  }
}

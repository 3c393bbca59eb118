package com.nexora.streams.analytics;

import com.nexora.events.TenantPulse;
import com.nexora.streams.catalogue.EntityKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the agents of each tenant were in each minute that one tick judged. One pulse is a part of
 * the truth: several ticks and every partition may have one of the same minute, to be added up.
 */
final class Pulses {

  private final Map<ByteBuffer, Map<Long, Count>> tenants = new TreeMap<>();

  private static final class Count {
    private long active;
    private final Map<String, Long> degraded = new TreeMap<>();
  }

  /**
   * Adds a judged minute of an agent.
   *
   * @param active whether it had an event
   * @param after the agent's state after the judgement
   */
  void add(
      final PaneSeries entity, final long minute, final boolean active, final OwnerState after) {
    if (!active && after.open().isEmpty()) {
      return;
    }
    final Count count =
        tenants
            .computeIfAbsent(
                ByteBuffer.wrap(PaneSeries.tenantOf(entity.owner())), tenant -> new TreeMap<>())
            .computeIfAbsent(minute, start -> new Count());
    count.active += active ? 1 : 0;
    after.open().forEach(metric -> count.degraded.merge(metric, 1L, Long::sum));
  }

  /** The pulses so far, by tenant and minute, which it then forgets. */
  List<TenantPulse> take(final int partition) {
    final List<TenantPulse> pulses = new ArrayList<>();
    tenants.forEach(
        (tenant, minutes) -> {
          final String tenantId = EntityKey.parse(tenant.array()).tenantId();
          minutes.forEach(
              (minute, count) ->
                  pulses.add(
                      TenantPulse.newBuilder()
                          .setTenantId(tenantId)
                          .setPartition(partition)
                          .setMinute(minute)
                          .setActive(count.active)
                          .setDegraded(count.degraded)
                          .build()));
        });
    tenants.clear();
    return pulses;
  }
}

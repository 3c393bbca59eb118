package com.nexora.streams.tenants;

import com.nexora.events.Destination;
import com.nexora.events.EventFilter;
import com.nexora.events.TenantConfig;
import com.nexora.events.TenantRedaction;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A tenant's settings as they are shown: everything but passwords, in a stable order. */
public final class TenantConfigView {

  private TenantConfigView() {}

  /** Members of the JSON document, which {@link TenantConfigJson#read} takes back. */
  public static Map<String, Object> of(final TenantConfig config) {
    final Map<String, Object> view = new LinkedHashMap<>();
    view.put(TenantConfigJson.TENANT_ID, config.getTenantId());
    view.put(TenantConfigJson.ENABLED, config.getEnabled());
    view.put(TenantConfigJson.TOPICS, config.getTopics());
    view.put(
        TenantConfigJson.FILTERS,
        config.getFilters().stream().map(TenantConfigView::filter).toList());
    view.put(
        TenantConfigJson.DESTINATIONS,
        config.getDestinations().stream().map(TenantConfigView::destination).toList());
    view.put(TenantConfigJson.RETENTION_DAYS, config.getRetentionDays());
    view.put(TenantConfigJson.BATCH_SIZE, config.getBatchSize());
    view.put(TenantConfigJson.COMPRESSION, config.getCompressionEnabled());
    final Map<String, Object> thresholds = new LinkedHashMap<>();
    thresholds.put(TenantConfigJson.CORRELATION, config.getCorrelationThreshold());
    thresholds.put(TenantConfigJson.HIGH_PRIORITY, config.getHighPriorityLimit());
    view.put(TenantConfigJson.THRESHOLDS, thresholds);
    view.put(TenantConfigJson.CRITICALITY, new TreeMap<>(config.getCriticality()));
    view.put(TenantConfigJson.UNKNOWN_TYPES, config.getAllowUnknownTypes());
    view.put(TenantConfigJson.REQUESTS, config.getRequestsPerSecond());
    view.put(
        TenantConfigJson.REDACTION,
        config.getRedaction().stream().map(TenantConfigView::redaction).toList());
    view.put(TenantConfigJson.UPDATED_AT, updatedAt(config.getUpdatedAt()));
    return view;
  }

  private static @Nullable String updatedAt(final long time) {
    return time <= 0 ? null : Instant.ofEpochMilli(time).toString();
  }

  private static Map<String, Object> filter(final EventFilter filter) {
    final Map<String, Object> view = new LinkedHashMap<>();
    view.put(TenantConfigJson.EVENT_TYPES, filter.getEventTypes());
    view.put(TenantConfigJson.SOURCES, filter.getSources());
    view.put(TenantConfigJson.CONDITIONS, filter.getConditions());
    return view;
  }

  private static Map<String, Object> destination(final Destination destination) {
    final Map<String, String> config = new TreeMap<>();
    destination
        .getConfig()
        .forEach((name, value) -> config.put(name, SinkSecrets.shown(name, value)));
    final Map<String, Object> view = new LinkedHashMap<>();
    view.put(TenantConfigJson.TYPE, destination.getType());
    view.put(TenantConfigJson.ENABLED, destination.getEnabled());
    view.put(TenantConfigJson.CONFIG, config);
    return view;
  }

  private static Map<String, Object> redaction(final TenantRedaction rule) {
    final Map<String, Object> view = new LinkedHashMap<>();
    view.put(TenantConfigJson.KEYS, List.copyOf(rule.getKeys()));
    view.put(TenantConfigJson.SCANNERS, List.copyOf(rule.getScanners()));
    view.put(TenantConfigJson.ACTION, rule.getAction());
    return view;
  }
}

package com.nexora.streams.catalogue;

import com.nexora.events.Destination;
import com.nexora.events.EventFilter;
import com.nexora.events.TenantConfig;
import com.nexora.events.TenantRedaction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the product needs of a tenant's configuration, already checked: one accessor per field of
 * {@link TenantConfig}, never out of its range.
 *
 * @param enabled whether the tenant's events are accepted
 * @param topics topics whose events are taken; empty: all
 * @param filters an event passes if one of them lets it through; empty: everything passes
 * @param destinations where the tenant's events also go, those that are switched off included
 * @param retentionDays days that queries, exports and destinations keep, by event time; 0: as long
 *     as the installation keeps
 * @param batchSize most records of a destination's batch, 1-{@value #MAX_BATCH}
 * @param compressionEnabled whether a destination's batches are compressed
 * @param correlationThreshold correlation score from which several signals make a finding, 1-100
 * @param highPriorityLimit high and critical findings of a window above which an alarm is raised
 * @param criticality entity id -> weight of the entity: 0.5, 1, 2 or 4
 * @param allowUnknownTypes whether GRC events of types that are not on the list are accepted
 * @param requestsPerSecond HTTP requests that the tenant may write in a second; 0: as the
 *     installation says
 * @param redaction what the tenant redacts on top of everybody's rules
 */
public record TenantSettings(
    boolean enabled,
    Set<String> topics,
    List<Filter> filters,
    List<Sink> destinations,
    int retentionDays,
    int batchSize,
    boolean compressionEnabled,
    int correlationThreshold,
    int highPriorityLimit,
    Map<String, Double> criticality,
    boolean allowUnknownTypes,
    int requestsPerSecond,
    List<Redaction> redaction) {

  public static final int MAX_RETENTION_DAYS = 36_500;
  public static final int MAX_BATCH = 10_000;
  public static final int MAX_REQUESTS_PER_SECOND = 1_000_000;

  private static final int BATCH = 500;

  public TenantSettings {
    topics = Set.copyOf(topics);
    filters = List.copyOf(filters);
    destinations = List.copyOf(destinations);
    criticality = Map.copyOf(criticality);
    redaction = List.copyOf(redaction);
  }

  /**
   * What is let through: an event of one of the types, from one of the sources, for which all
   * conditions hold.
   *
   * @param eventTypes empty: all
   * @param sources empty: all
   * @param conditions CEL expressions, as docs/tenant-config.md says
   */
  public record Filter(Set<String> eventTypes, Set<String> sources, List<String> conditions) {

    public Filter {
      eventTypes = Set.copyOf(eventTypes);
      sources = Set.copyOf(sources);
      conditions = List.copyOf(conditions);
    }
  }

  /**
   * A destination of the tenant's own.
   *
   * @param type redis, postgres, nats, webhook ...
   * @param enabled on or off
   * @param config its settings; may hold secrets: never log or show it
   */
  public record Sink(String type, boolean enabled, Map<String, String> config) {

    public Sink {
      config = Map.copyOf(config);
    }

    @Override
    public String toString() {
      return "Sink[type=" + type + ", enabled=" + enabled + ", config=" + config.keySet() + "]";
    }
  }

  /**
   * A rule of redaction of the tenant's own; it may tighten, never loosen.
   *
   * @param keys names of keys, or patterns with a * at either end
   * @param scanners names of value scanners
   * @param action redact, hash, encrypt or keep-last-4
   */
  public record Redaction(Set<String> keys, Set<String> scanners, String action) {

    public Redaction {
      keys = Set.copyOf(keys);
      scanners = Set.copyOf(scanners);
    }
  }

  /** What holds for a tenant without configuration. */
  public static TenantSettings defaults(final TopologySettings settings) {
    return defaults(settings.correlationThreshold(), settings.highPriorityLimit());
  }

  /**
   * What holds for a tenant without configuration.
   *
   * @param correlationThreshold as the installation says
   * @param highPriorityLimit as the installation says
   */
  public static TenantSettings defaults(
      final int correlationThreshold, final int highPriorityLimit) {
    return new TenantSettings(
        true,
        Set.of(),
        List.of(),
        List.of(),
        0,
        BATCH,
        true,
        correlationThreshold,
        highPriorityLimit,
        Map.of(),
        false,
        0,
        List.of());
  }

  /** The configuration, with the default in place of every number that is out of its range. */
  public static TenantSettings of(final TenantConfig config, final TenantSettings defaults) {
    return new TenantSettings(
        config.getEnabled(),
        Set.copyOf(config.getTopics()),
        config.getFilters().stream().map(TenantSettings::filter).toList(),
        config.getDestinations().stream().map(TenantSettings::sink).toList(),
        within(config.getRetentionDays(), 0, MAX_RETENTION_DAYS, defaults.retentionDays),
        within(config.getBatchSize(), 1, MAX_BATCH, defaults.batchSize),
        config.getCompressionEnabled(),
        within(config.getCorrelationThreshold(), 1, 100, defaults.correlationThreshold),
        within(config.getHighPriorityLimit(), 0, Integer.MAX_VALUE, defaults.highPriorityLimit),
        config.getCriticality(),
        config.getAllowUnknownTypes(),
        within(
            config.getRequestsPerSecond(), 0, MAX_REQUESTS_PER_SECOND, defaults.requestsPerSecond),
        config.getRedaction().stream().map(TenantSettings::redaction).toList());
  }

  private static Filter filter(final EventFilter filter) {
    return new Filter(
        Set.copyOf(filter.getEventTypes()),
        Set.copyOf(filter.getSources()),
        filter.getConditions());
  }

  private static Sink sink(final Destination destination) {
    return new Sink(destination.getType(), destination.getEnabled(), destination.getConfig());
  }

  private static Redaction redaction(final TenantRedaction rule) {
    return new Redaction(
        Set.copyOf(rule.getKeys()), Set.copyOf(rule.getScanners()), rule.getAction());
  }

  private static int within(final int value, final int least, final int most, final int other) {
    return value >= least && value <= most ? value : other;
  }

  /** Whether no event is turned away by topic or filter. */
  public boolean takesEverything() {
    return topics.isEmpty() && filters.isEmpty();
  }

  /**
   * The oldest event time that queries, exports and destinations still show.
   *
   * @param now epoch milliseconds
   * @return epoch milliseconds, {@link Long#MIN_VALUE} if the tenant sets no bound of its own
   */
  public long keptSince(final long now) {
    return retentionDays == 0 ? Long.MIN_VALUE : now - Duration.ofDays(retentionDays).toMillis();
  }
}

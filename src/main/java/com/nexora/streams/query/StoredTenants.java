package com.nexora.streams.query;

import com.nexora.events.GrcEvent;
import com.nexora.streams.catalogue.TenantSettings;
import com.nexora.streams.ingest.Admission;
import com.nexora.streams.intake.TenantPolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Asks the gate's own rules, with the settings that the gate has for the tenant. */
final class StoredTenants implements TenantPolicy {

  private final Function<String, TenantSettings> settings;
  private final long skew;

  /**
   * @param settings of a tenant, the defaults if it has none; may be asked by several threads
   * @param skew how far an event time may lie ahead of the arrival
   */
  StoredTenants(final Function<String, TenantSettings> settings, final Duration skew) {
    this.settings = settings;
    this.skew = skew.toMillis();
  }

  @Override
  public boolean enabled(final String tenant) {
    return settings.apply(tenant).enabled();
  }

  @Override
  public int requestsPerSecond(final String tenant) {
    return settings.apply(tenant).requestsPerSecond();
  }

  @Override
  public Optional<String> refusal(final GrcEvent event, final long arrival) {
    return new Admission(arrival, skew).refusal(event, settings.apply(event.getTenantId()));
  }
}

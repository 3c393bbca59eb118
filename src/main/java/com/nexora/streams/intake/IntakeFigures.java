package com.nexora.streams.intake;

import com.nexora.streams.catalogue.LeastRecentlyUsed;
import java.time.Clock;
import java.util.Map;

/** Figures of the tenants that have sent something lately. Thread-safe. */
public final class IntakeFigures {

  /** Most tenants with figures; of more, those are forgotten that were quiet the longest. */
  static final int MAX_TENANTS = 1_000;

  private final Map<String, TenantFigures> tenants = new LeastRecentlyUsed<>(MAX_TENANTS);
  private final Clock clock;

  public IntakeFigures(final Clock clock) {
    this.clock = clock;
  }

  /** The figures of a tenant, to be added to. */
  public TenantFigures of(final String tenant) {
    synchronized (tenants) {
      return tenants.computeIfAbsent(tenant, name -> new TenantFigures(clock.millis()));
    }
  }

  /** The figures of a tenant to look at; all zero if it has sent nothing. */
  public TenantFigures.Snapshot at(final String tenant, final int top) {
    final TenantFigures known;
    synchronized (tenants) {
      known = tenants.get(tenant);
    }
    final long now = clock.millis();
    return (known == null ? new TenantFigures(now) : known).at(now, top);
  }

  /** An event came to its end. */
  public void add(final EventIntake.Checked checked, final Receipt receipt, final long nanos) {
    final com.nexora.events.GrcEvent event = checked.event();
    if (event == null) {
      return; // Whose it was is not known for sure: it is counted for the token's tenant.
    }
    final TenantFigures figures = of(event.getTenantId());
    if (receipt.state() == Receipt.State.ACCEPTED) {
      figures.accepted(event.getEventType(), event.getSource(), nanos, clock.millis());
    } else {
      figures.failed();
    }
  }
}

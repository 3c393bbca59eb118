package com.nexora.streams.query;

import com.nexora.streams.intake.ByteBudget;
import com.nexora.streams.intake.EventIntake;
import com.nexora.streams.intake.EventSender;
import com.nexora.streams.intake.IntakeFigures;
import com.nexora.streams.intake.KeyLedger;
import com.nexora.streams.intake.TenantPolicy;
import com.nexora.streams.intake.TenantQuotas;
import com.nexora.streams.runtime.IntakeSettings;
import java.time.Clock;

/**
 * What the routes that take events need; lives as long as the server.
 *
 * @param settings its bounds
 * @param events checks and sends
 * @param quotas of the tenants
 * @param figures of the tenants
 * @param memory of all requests together
 * @param threads it works on
 */
public record Intake(
    IntakeSettings settings,
    EventIntake events,
    TenantQuotas quotas,
    IntakeFigures figures,
    ByteBudget memory,
    IntakeThreads threads)
    implements AutoCloseable {

  /** Most requests that are under way at once. */
  static final int MAX_REQUESTS = 1_024;

  /**
   * An intake over a producer.
   *
   * @param sender closed with this
   * @param keys closed with this
   */
  public static Intake of(
      final IntakeSettings settings,
      final EventSender sender,
      final KeyLedger keys,
      final TenantPolicy policy,
      final Clock clock) {
    return new Intake(
        settings,
        new EventIntake(sender, keys, policy, clock),
        new TenantQuotas(
            settings.tenantRequests(),
            settings.tenantEvents(),
            settings.maxEvents(),
            policy::requestsPerSecond),
        new IntakeFigures(clock),
        new ByteBudget(settings.bufferBytes()),
        IntakeThreads.of(settings.streams(), MAX_REQUESTS));
  }

  @Override
  public void close() {
    threads.close();
    events.close();
  }
}

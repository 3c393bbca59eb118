package com.nexora.streams.intake;

import com.nexora.events.GrcEvent;
import java.util.Optional;

/**
 * What the tenants' settings and the gate say to an event, asked before it is sent: a refusal in
 * the answer helps more than a dead letter found later.
 */
public interface TenantPolicy {

  /** Whether the tenant's events are taken at all. */
  boolean enabled(String tenant);

  /** Requests that the tenant may send in a second; 0: as the installation says. */
  int requestsPerSecond(String tenant);

  /**
   * Why the gate would refuse the event, as a sentence; empty if it would let it in.
   *
   * @param arrival now, epoch milliseconds
   */
  Optional<String> refusal(GrcEvent event, long arrival);
}

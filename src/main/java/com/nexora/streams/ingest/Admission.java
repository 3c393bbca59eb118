package com.nexora.streams.ingest;

import com.nexora.events.AgentEvent;
import com.nexora.events.GrcEvent;
import com.nexora.events.NHIEvent;
import com.nexora.events.ThreatEvent;
import com.nexora.streams.catalogue.TenantSettings;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The gate's rules for whoever wants to ask before sending: an import that refuses a line by name
 * helps more than a dead letter found later, and must not disagree with the gate.
 */
public final class Admission {

  private final long arrival;
  private final long skew;

  /**
   * @param arrival when the events are sent, epoch milliseconds
   * @param skew how far an event time may lie ahead of it, milliseconds
   */
  public Admission(final long arrival, final long skew) {
    this.arrival = arrival;
    this.skew = skew;
  }

  /** Why the gate would refuse the event, as a sentence; empty if it would let it in. */
  public Optional<String> refusal(final NHIEvent event) {
    return message(EventFamily.NHI.rules().check(event, arrival, skew));
  }

  /** Why the gate would refuse the event, as a sentence; empty if it would let it in. */
  public Optional<String> refusal(final ThreatEvent event) {
    return message(EventFamily.THREAT.rules().check(event, arrival, skew));
  }

  /**
   * Why the gate would refuse the event, as a sentence; empty if it would let it in.
   *
   * @param tenant the tenant's settings, which may name further event types
   */
  public Optional<String> refusal(final GrcEvent event, final TenantSettings tenant) {
    final EventRules<GrcEvent> rules = EventFamily.GRC.rules();
    final Refusal refusal = rules.check(event, arrival, skew);
    return message(refusal == null ? rules.permit(event, tenant) : refusal);
  }

  /** Why the gate would refuse the event, as a sentence; empty if it would let it in. */
  public Optional<String> refusal(final AgentEvent event) {
    return message(EventFamily.AGENT.rules().check(event, arrival, skew));
  }

  private static Optional<String> message(final @Nullable Refusal refusal) {
    return Optional.ofNullable(refusal).map(Refusal::message);
  }
}

package com.nexora.streams.analytics;

import com.nexora.events.AgentEvent;
import com.nexora.events.AnalyticsAlert;
import com.nexora.events.TenantPulse;

/** What counting and judging lead to, besides what is kept. Rare: most events lead to nothing. */
sealed interface AnalyticsOutput {

  /** An event that came too late for its panes. */
  record Late(AgentEvent event) implements AnalyticsOutput {}

  /** A step of an alert. */
  record Alert(AnalyticsAlert alert) implements AnalyticsOutput {}

  /** How the agents of a tenant were in one minute, as far as one tick judged them. */
  record Pulse(TenantPulse pulse) implements AnalyticsOutput {}
}

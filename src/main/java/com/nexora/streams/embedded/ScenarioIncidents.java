package com.nexora.streams.embedded;

import com.nexora.streams.embedded.ScenarioAgents.Trouble;

/**
 * Agents that get into trouble, one incident after the other: slow, failing, a whole tenant slow
 * together, silent. Draws its own chances, so that the ordinary day stays as it would be without.
 */
final class ScenarioIncidents {

  private static final long FIRST_MILLIS = 20_000;
  private static final long MINUTE = 60_000;

  private final Draw draw;
  private final ScenarioAgents agents;
  private long next;
  private int told;

  /**
   * @param seed of what is left to chance here
   * @param start of the story, epoch milliseconds; the first incident begins soon after
   */
  ScenarioIncidents(final long seed, final long start, final ScenarioAgents agents) {
    this.draw = new Draw(~seed);
    this.agents = agents;
    next = start + FIRST_MILLIS;
  }

  /** Begins the next incident, if it is time. */
  void proceed(final long now) {
    if (now < next) {
      return;
    }
    final int victim = draw.below(agents.count());
    final long until = now + 3 * MINUTE + draw.below(2 * (int) MINUTE);
    switch (told++ % 4) {
      case 0 -> agents.trouble(victim, new Trouble(until, 4, 0, false));
      case 1 -> agents.trouble(victim, new Trouble(until, 1, 0.7, false));
      case 2 -> agents.troubleTenantOf(victim, new Trouble(until, 4, 0, false));
      default -> agents.trouble(victim, new Trouble(until + 4 * MINUTE, 1, 0, true));
    }
    next = until + 2 * MINUTE + draw.below(2 * (int) MINUTE);
  }
}

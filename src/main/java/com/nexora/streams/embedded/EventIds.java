package com.nexora.streams.embedded;

import com.nexora.streams.catalogue.ContentId;

/**
 * Ids of a scenario's events: a function of seed, start and position, so that the same scenario
 * told twice is a repeat, and told again later is not.
 */
final class EventIds {

  private final String seed;
  private final String start;
  private long next;

  EventIds(final long seed, final long start) {
    this.seed = Long.toString(seed);
    this.start = Long.toString(start);
  }

  String next() {
    return ContentId.hex("scenario", seed, start, Long.toString(next++));
  }
}

package com.nexora.streams.correlation;

import java.util.function.Consumer;

/**
 * The events of one entity that may still meet partners. Ranges are of event time, both bounds
 * inclusive; what comes out has no repeats and no particular order.
 */
interface EntityHistory {

  boolean knows(Activity activity);

  void add(Activity activity);

  void activity(long from, long to, Consumer<Activity> visitor);

  boolean knows(Sighting sighting);

  void add(Sighting sighting);

  /** Detections and escalations of every threat. */
  void sightings(long from, long to, Consumer<Sighting> visitor);

  /** Escalations and resolutions of one threat. */
  void lifecycle(String threatId, long from, long to, Consumer<Sighting> visitor);

  boolean knows(Remedy.Target target, Remedy remedy);

  void add(Remedy.Target target, Remedy remedy);

  void remedies(Remedy.Target target, Consumer<Remedy> visitor);
}

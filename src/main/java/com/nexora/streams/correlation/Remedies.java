package com.nexora.streams.correlation;

import java.util.Collection;
import java.util.Collections;
import java.util.TreeMap;

/** Remediation steps of a finding by (time, event id), the last 50. */
final class Remedies {

  static final int MOST_STEPS = 50;

  private final TreeMap<Moment, Remedy> steps = new TreeMap<>();

  /** Folds in a step; the same one twice changes nothing. */
  void add(final Remedy remedy) {
    steps.put(remedy.moment(), remedy);
    if (steps.size() > MOST_STEPS) {
      steps.pollFirstEntry();
    }
  }

  Collection<Remedy> all() {
    return Collections.unmodifiableCollection(steps.values());
  }

  void writeTo(final StateWriter out) {
    out.number(steps.size());
    steps.values().forEach(step -> step.writeTo(out));
  }

  static Remedies readFrom(final StateReader in) {
    final Remedies remedies = new Remedies();
    for (int left = in.count(); left > 0; left--) {
      remedies.add(Remedy.readFrom(in));
    }
    return remedies;
  }
}

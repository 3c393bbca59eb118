package com.nexora.streams.correlation;

import java.util.Collections;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The NHI events of a finding: how many, how nearly, and the twenty smallest ids. Those are enough
 * to list the top twenty by share: only events behind a signal have a share, the others follow by
 * id.
 */
final class JoinedActivity {

  static final int MOST_LISTED = 20;

  private final TreeMap<ById, String> smallest = new TreeMap<>();
  private long count;
  private long earliest = Long.MAX_VALUE;
  private long latest = Long.MIN_VALUE;
  private double statedCriticality;
  private boolean anyUnstated;
  private long nearestAge = Long.MAX_VALUE;
  private @Nullable Moment nearest;

  /** An event of the join in the order in which those without a share are listed. */
  record ById(String eventId, long time) implements Comparable<ById> {

    private static final Comparator<ById> ORDER =
        Comparator.comparing(ById::eventId).thenComparingLong(ById::time);

    @Override
    public int compareTo(final ById other) {
      return ORDER.compare(this, other);
    }
  }

  /** Counts an event that joins for the first time. */
  void add(final Activity activity) {
    count++;
    earliest = Math.min(earliest, activity.time());
    latest = Math.max(latest, activity.time());
    statedCriticality = Math.max(statedCriticality, activity.criticality());
    anyUnstated |= activity.criticality() == 0;
    smallest.put(new ById(activity.eventId(), activity.time()), activity.eventType());
    if (smallest.size() > MOST_LISTED) {
      smallest.pollLastEntry();
    }
  }

  /** Notes how near an event lies to a detection; of equally near ones the earliest, then by id. */
  void near(final Moment moment, final long ageMs) {
    if (ageMs < nearestAge
        || ageMs == nearestAge && (nearest == null || moment.isBefore(nearest))) {
      nearestAge = ageMs;
      nearest = moment;
    }
  }

  long count() {
    return count;
  }

  /** Event id of the nearest event, empty if there is none. */
  String nearestEventId() {
    return nearest == null ? "" : nearest.eventId();
  }

  long earliest(final long atMost) {
    return Math.min(earliest, atMost);
  }

  long latest(final long atLeast) {
    return Math.max(latest, atLeast);
  }

  /**
   * Weight of the entity: the highest that an event of the join says, where an event that says
   * nothing stands for the configured weight. One more event can thus only raise it.
   */
  double criticality(final double configured) {
    return anyUnstated || count == 0 ? Math.max(statedCriticality, configured) : statedCriticality;
  }

  /** The twenty smallest events by id, with their types. */
  SortedMap<ById, String> smallest() {
    return Collections.unmodifiableSortedMap(smallest);
  }

  void writeTo(final StateWriter out) {
    out.number(count).flag(nearest != null);
    if (nearest == null) {
      return;
    }
    nearest.writeTo(out);
    out.number(nearestAge).number(earliest).number(latest);
    out.real(statedCriticality).flag(anyUnstated);
    out.number(smallest.size());
    smallest.forEach((event, type) -> out.text(event.eventId).number(event.time).text(type));
  }

  static JoinedActivity readFrom(final StateReader in) {
    final JoinedActivity joined = new JoinedActivity();
    joined.count = in.number();
    if (!in.flag()) {
      return joined;
    }
    joined.nearest = Moment.readFrom(in);
    joined.nearestAge = in.number();
    joined.earliest = in.number();
    joined.latest = in.number();
    joined.statedCriticality = in.real();
    joined.anyUnstated = in.flag();
    for (int left = in.count(); left > 0; left--) {
      joined.smallest.put(new ById(in.text(), in.number()), in.text());
    }
    return joined;
  }
}

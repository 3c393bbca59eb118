package com.nexora.streams.correlation;

import com.nexora.streams.catalogue.StoreKey;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.WindowStore;

/**
 * The recent events of every entity, in two window stores.
 *
 * <p>The window is the arrival, the event time stands in the key: what has waited for longer than
 * the horizon goes with its segment, without a scan, while an event of years ago that arrives today
 * stays as long as one of today. A range is one of keys, over all windows.
 *
 * <p>Keys: activity = entity, time, event id. Threats = entity, {@code s}, time, event id for
 * detections and escalations; entity, {@code l}, threat, time, event id for escalations and
 * resolutions; entity, {@code r}, target, time, event id for remediations.
 */
final class EntityHistoryStore {

  /**
   * Beyond any arrival, yet with a zero in the first byte: the store derives the end of a range
   * from it, and a larger first byte would make it read past the last key, up to the whole segment.
   */
  private static final long END_OF_TIME = 1L << 55;

  private final WindowStore<Bytes, byte[]> activity;
  private final WindowStore<Bytes, byte[]> threats;
  private final long horizonMs;

  /**
   * @param horizonMs how long an event waits for its partners, in milliseconds of arrival
   */
  EntityHistoryStore(
      final WindowStore<Bytes, byte[]> activity,
      final WindowStore<Bytes, byte[]> threats,
      final long horizonMs) {
    this.activity = activity;
    this.threats = threats;
    this.horizonMs = horizonMs;
  }

  /**
   * One entity's events.
   *
   * @param entity its key
   * @param arrival what to note as arrival of added events, epoch milliseconds
   */
  EntityHistory of(final byte[] entity, final long arrival) {
    return new OfEntity(StoreKey.of().part(entity).bytes(), arrival);
  }

  private final class OfEntity implements EntityHistory {

    private final byte[] prefix;
    private final long arrival;
    private final long oldest;

    OfEntity(final byte[] prefix, final long arrival) {
      this.prefix = prefix;
      this.arrival = arrival;
      oldest = Math.max(0, arrival - horizonMs);
    }

    @Override
    public boolean knows(final Activity event) {
      return contains(activity, oldest, at(activityKey(), event.moment()));
    }

    @Override
    public void add(final Activity event) {
      activity.put(at(activityKey(), event.moment()), event.encode(), arrival);
    }

    @Override
    public void activity(final long from, final long to, final Consumer<Activity> visitor) {
      final byte[] base = activityKey().bytes();
      visit(activity, oldest, base, from, to, Activity::decode, Activity::moment, visitor);
    }

    @Override
    public boolean knows(final Sighting event) {
      return contains(threats, oldest, at(keyOf(event), event.moment()));
    }

    @Override
    public void add(final Sighting event) {
      final byte[] value = event.encode();
      threats.put(at(keyOf(event), event.moment()), value, arrival);
      if (event.kind() == Sighting.Kind.ESCALATED) {
        threats.put(at(lifecycleKey(event.threatId()), event.moment()), value, arrival);
      }
    }

    @Override
    public void sightings(final long from, final long to, final Consumer<Sighting> visitor) {
      final byte[] base = sightingKey().bytes();
      visit(threats, oldest, base, from, to, Sighting::decode, Sighting::moment, visitor);
    }

    @Override
    public void lifecycle(
        final String threatId, final long from, final long to, final Consumer<Sighting> visitor) {
      final byte[] base = lifecycleKey(threatId).bytes();
      visit(threats, oldest, base, from, to, Sighting::decode, Sighting::moment, visitor);
    }

    @Override
    public boolean knows(final Remedy.Target target, final Remedy remedy) {
      return contains(threats, oldest, at(remedyKey(target), remedy.moment()));
    }

    @Override
    public void add(final Remedy.Target target, final Remedy remedy) {
      threats.put(at(remedyKey(target), remedy.moment()), remedy.encode(), arrival);
    }

    @Override
    public void remedies(final Remedy.Target target, final Consumer<Remedy> visitor) {
      final byte[] base = remedyKey(target).bytes();
      visit(
          threats,
          oldest,
          base,
          Long.MIN_VALUE,
          Long.MAX_VALUE,
          Remedy::decode,
          Remedy::moment,
          visitor);
    }

    private StoreKey activityKey() {
      return StoreKey.of().raw(prefix);
    }

    private StoreKey keyOf(final Sighting event) {
      return event.kind() == Sighting.Kind.RESOLVED
          ? lifecycleKey(event.threatId())
          : sightingKey();
    }

    private StoreKey sightingKey() {
      return StoreKey.of().raw(prefix).kind('s');
    }

    private StoreKey lifecycleKey(final String threatId) {
      return StoreKey.of().raw(prefix).kind('l').part(threatId);
    }

    private StoreKey remedyKey(final Remedy.Target target) {
      return StoreKey.of().raw(prefix).kind('r').kind(target.kind()).part(target.id());
    }
  }

  private static Bytes at(final StoreKey key, final Moment moment) {
    return Bytes.wrap(key.number(moment.time()).part(moment.eventId()).bytes());
  }

  private static boolean contains(
      final WindowStore<Bytes, byte[]> store, final long oldest, final Bytes key) {
    try (var found = store.fetch(key, oldest, END_OF_TIME)) {
      return found.hasNext();
    }
  }

  /** Visits the entries with this key prefix and a time in range, each moment once. */
  private static <T> void visit(
      final WindowStore<Bytes, byte[]> store,
      final long oldest,
      final byte[] base,
      final long from,
      final long to,
      final Function<byte[], T> decode,
      final Function<T, Moment> moment,
      final Consumer<T> visitor) {
    final Bytes first = Bytes.wrap(StoreKey.of().raw(base).number(from).bytes());
    final Bytes last = Bytes.wrap(StoreKey.after(StoreKey.of().raw(base).number(to).bytes()));
    final Set<Moment> seen = new HashSet<>();
    try (var entries = store.fetch(first, last, oldest, END_OF_TIME)) {
      while (entries.hasNext()) {
        final T entry = decode.apply(entries.next().value);
        if (seen.add(moment.apply(entry))) {
          visitor.accept(entry);
        }
      }
    }
  }
}

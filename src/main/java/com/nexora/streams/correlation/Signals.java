package com.nexora.streams.correlation;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * The signals of a finding beside its own threat: per identity the strongest, of other threats the
 * 64 strongest. Both are maxima, so the order of folding does not matter; the bound keeps a finding
 * on an entity with thousands of threats small enough to send.
 */
final class Signals {

  static final int MOST_OTHER_THREATS = 64;

  private final TreeMap<Signal.Key, Signal> byKey = new TreeMap<>();
  private final StrongestByKey<Tactic> otherTactics = new StrongestByKey<>(MOST_OTHER_THREATS);

  /** A tactic that a signal was seen with by an event that is not its strongest. */
  record Tactic(Signal.Key signal, String name) implements Comparable<Tactic> {

    private static final Comparator<Tactic> ORDER =
        Comparator.comparing(Tactic::signal).thenComparing(Tactic::name);

    @Override
    public int compareTo(final Tactic other) {
      return ORDER.compare(this, other);
    }
  }

  /** Folds in one signal; one without evidence changes nothing. */
  void add(final Signal signal) {
    if (signal.decayedMicros() == 0) {
      return;
    }
    final Signal known = byKey.get(signal.key());
    if (known == null) {
      byKey.put(signal.key(), signal);
    } else {
      final boolean wins = Signal.STRONGEST_FIRST.compare(signal, known) < 0;
      replace(wins ? signal : known, wins ? known : signal);
    }
    if (byKey.size() > MOST_OTHER_THREATS) {
      dropWeakestOther();
    }
  }

  Collection<Signal> all() {
    return Collections.unmodifiableCollection(byKey.values());
  }

  /** Tactics beside those of the strongest events, and the most evidence for each. */
  Map<Tactic, Long> otherTactics() {
    return otherTactics.all();
  }

  void writeTo(final StateWriter out) {
    out.number(byKey.size());
    byKey.values().forEach(signal -> signal.writeTo(out));
    otherTactics.writeTo(
        out,
        tactic -> {
          tactic.signal.writeTo(out);
          out.text(tactic.name);
        });
  }

  static Signals readFrom(final StateReader in) {
    final Signals signals = new Signals();
    for (int left = in.count(); left > 0; left--) {
      final Signal signal = Signal.readFrom(in);
      signals.byKey.put(signal.key(), signal);
    }
    signals.otherTactics.readFrom(in, () -> new Tactic(Signal.Key.readFrom(in), in.text()));
    return signals;
  }

  private void dropWeakestOther() {
    final var others =
        byKey.values().stream().filter(s -> s.key().kind() == Signal.Kind.OTHER_THREAT).toList();
    if (others.size() > MOST_OTHER_THREATS) {
      byKey.remove(Collections.max(others, Signal.STRONGEST_FIRST).key());
    }
  }

  private void replace(final Signal stronger, final Signal weaker) {
    final Signal.Key key = stronger.key();
    byKey.put(key, stronger);
    if (!weaker.tactic().equals(stronger.tactic())) {
      otherTactics.remove(new Tactic(key, stronger.tactic()));
      if (!weaker.tactic().isEmpty()) {
        otherTactics.add(new Tactic(key, weaker.tactic()), weaker.decayedMicros());
      }
    }
  }
}

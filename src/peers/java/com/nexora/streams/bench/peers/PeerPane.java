package com.nexora.streams.bench.peers;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The value of one window of one owner: what our pane holds, as the user of another engine would
 * write it. The few metrics lie in lists, which are faster than a map at this size. Not
 * thread-safe.
 */
final class PeerPane {

  private final List<String> names;
  private final List<PeerMetric> metrics;
  private long events;
  private long successes;
  private long failures;

  PeerPane() {
    this(4);
  }

  private PeerPane(final int size) {
    names = new ArrayList<>(size);
    metrics = new ArrayList<>(size);
  }

  PeerPane add(final PeerEvent event) {
    events++;
    successes += event.outcome() > 0 ? 1 : 0;
    failures += event.outcome() < 0 ? 1 : 0;
    for (int i = 0; i < event.names().length; i++) {
      metric(event.names()[i]).add(event.values()[i]);
    }
    return this;
  }

  PeerPane merge(final PeerPane other) {
    events += other.events;
    successes += other.successes;
    failures += other.failures;
    for (int i = 0; i < other.names.size(); i++) {
      metric(other.names.get(i)).merge(other.metrics.get(i));
    }
    return this;
  }

  PeerPane copy() {
    final PeerPane copy = new PeerPane(names.size());
    copy.events = events;
    copy.successes = successes;
    copy.failures = failures;
    copy.names.addAll(names);
    for (final PeerMetric metric : metrics) {
      copy.metrics.add(metric.copy());
    }
    return copy;
  }

  /** A metric by name, made if there is none. */
  PeerMetric metric(final String name) {
    final int at = names.indexOf(name);
    if (at >= 0) {
      return metrics.get(at);
    }
    final PeerMetric made = new PeerMetric();
    names.add(name);
    metrics.add(made);
    return made;
  }

  List<String> names() {
    return names;
  }

  long events() {
    return events;
  }

  long successes() {
    return successes;
  }

  long failures() {
    return failures;
  }

  void write(final DataOutput out) throws IOException {
    out.writeLong(events);
    out.writeLong(successes);
    out.writeLong(failures);
    out.writeByte(names.size());
    for (int i = 0; i < names.size(); i++) {
      out.writeUTF(names.get(i));
      metrics.get(i).write(out);
    }
  }

  static PeerPane read(final DataInput in) throws IOException {
    final long events = in.readLong();
    final long successes = in.readLong();
    final long failures = in.readLong();
    final int size = in.readUnsignedByte();
    final PeerPane pane = new PeerPane(size);
    pane.events = events;
    pane.successes = successes;
    pane.failures = failures;
    for (int i = 0; i < size; i++) {
      pane.names.add(in.readUTF());
      pane.metrics.add(PeerMetric.read(in));
    }
    return pane;
  }
}

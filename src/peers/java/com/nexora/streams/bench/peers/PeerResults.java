package com.nexora.streams.bench.peers;

import com.nexora.streams.bench.Job;
import com.nexora.streams.bench.Owner;
import com.nexora.streams.bench.WindowRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a job has read and answered, for the worker in whose JVM it runs. One per process, because
 * the engines build their operators out of serialized functions, which can refer to nothing else.
 *
 * <p>Every window is counted, but only those that will be compared are kept: the heap is the job's.
 */
final class PeerResults {

  private static final int PARTITIONS = 1_024;
  private static final PeerResults OF_PROCESS = new PeerResults();

  private volatile boolean stopped;
  private final LongAdder events = new LongAdder();
  private final AtomicLongArray taken = new AtomicLongArray(PARTITIONS);
  private final Map<Integer, LongAdder> agentEvents = new ConcurrentHashMap<>();
  private final Map<Integer, LongAdder> tenantEvents = new ConcurrentHashMap<>();
  private final Set<String> kept = ConcurrentHashMap.newKeySet();
  private final Map<Id, PeerWindow> windows = new ConcurrentHashMap<>();

  /** Which window. */
  private record Id(String owner, int minutes, long start) {}

  private PeerResults() {}

  static PeerResults ofProcess() {
    return OF_PROCESS;
  }

  /** Keeps the windows of these owners. To be said before the job starts. */
  void keep(final List<Owner> owners) {
    owners.forEach(owner -> kept.add(nameOf(owner)));
  }

  private static String nameOf(final Owner owner) {
    return owner.agent() == null ? owner.tenant() : owner.tenant() + '/' + owner.agent();
  }

  /** Counts one event that the job has taken in. */
  void read(final int partition, final long offset) {
    taken.lazySet(partition, offset + 1);
    events.increment();
  }

  /** From now on no event may be taken in. */
  void stop() {
    stopped = true;
  }

  boolean isStopped() {
    return stopped;
  }

  /** How many events the job has taken in. */
  long events() {
    return events.sum();
  }

  /** How many events of each partition the job has taken in. */
  Map<Integer, Long> taken(final Set<Integer> partitions) {
    final Map<Integer, Long> counts = new HashMap<>();
    partitions.forEach(partition -> counts.put(partition, taken.get(partition)));
    return counts;
  }

  /** Takes the answer for a window, which may not be told twice. */
  void accept(final PeerWindow window) {
    final Map<Integer, LongAdder> sums =
        window.owner().indexOf('/') < 0 ? tenantEvents : agentEvents;
    sums.computeIfAbsent(window.minutes(), minutes -> new LongAdder()).add(window.pane().events());
    if (kept.contains(window.owner())) {
      final Id id = new Id(window.owner(), window.minutes(), window.start());
      windows.put(id, window);
    }
  }

  /** Whether windows of all ten kinds hold so many events. */
  boolean isComplete(final long expected) {
    for (final int minutes : Job.WINDOW_MINUTES) {
      if (sum(agentEvents, minutes) < expected || sum(tenantEvents, minutes) < expected) {
        return false;
      }
    }
    return true;
  }

  private static long sum(final Map<Integer, LongAdder> sums, final int minutes) {
    final LongAdder sum = sums.get(minutes);
    return sum == null ? 0 : sum.sum();
  }

  /** How many events the windows of each kind hold, for people. */
  String describe() {
    return "agents " + agentEvents + ", tenants " + tenantEvents + " of " + events();
  }

  /** The windows of these owners. */
  List<WindowRow> rows(final List<Owner> owners) {
    final Map<String, Owner> byName = new HashMap<>();
    owners.forEach(owner -> byName.put(nameOf(owner), owner));
    final List<WindowRow> rows = new ArrayList<>();
    for (final PeerWindow window : windows.values()) {
      final Owner owner = byName.get(window.owner());
      if (owner != null) {
        rows.add(window.row(owner));
      }
    }
    return rows;
  }
}

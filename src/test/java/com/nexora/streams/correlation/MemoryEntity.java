package com.nexora.streams.correlation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** History and findings of one entity in plain lists, with nothing that expires. */
final class MemoryEntity implements EntityHistory, FindingLedger {

  private final Map<Moment, Activity> activity = new LinkedHashMap<>();
  private final Map<Moment, Sighting> sightings = new LinkedHashMap<>();
  private final Map<Remedy.Target, List<Remedy>> remedies = new HashMap<>();
  private final Map<FindingId, byte[]> findings = new LinkedHashMap<>();

  @Override
  public boolean knows(final Activity event) {
    return activity.containsKey(event.moment());
  }

  @Override
  public void add(final Activity event) {
    activity.putIfAbsent(event.moment(), Activity.decode(event.encode()));
  }

  @Override
  public void activity(final long from, final long to, final Consumer<Activity> visitor) {
    activity.values().stream().filter(e -> e.time() >= from && e.time() <= to).forEach(visitor);
  }

  @Override
  public boolean knows(final Sighting event) {
    return sightings.containsKey(event.moment());
  }

  @Override
  public void add(final Sighting event) {
    sightings.put(event.moment(), Sighting.decode(event.encode()));
  }

  @Override
  public void sightings(final long from, final long to, final Consumer<Sighting> visitor) {
    sightings.values().stream()
        .filter(e -> e.kind() != Sighting.Kind.RESOLVED)
        .filter(e -> e.time() >= from && e.time() <= to)
        .forEach(visitor);
  }

  @Override
  public void lifecycle(
      final String threatId, final long from, final long to, final Consumer<Sighting> visitor) {
    sightings.values().stream()
        .filter(e -> e.kind() != Sighting.Kind.DETECTED && e.threatId().equals(threatId))
        .filter(e -> e.time() >= from && e.time() <= to)
        .forEach(visitor);
  }

  @Override
  public boolean knows(final Remedy.Target target, final Remedy remedy) {
    return remedies.getOrDefault(target, List.of()).contains(remedy);
  }

  @Override
  public void add(final Remedy.Target target, final Remedy remedy) {
    remedies.computeIfAbsent(target, t -> new ArrayList<>()).add(Remedy.decode(remedy.encode()));
  }

  @Override
  public void remedies(final Remedy.Target target, final Consumer<Remedy> visitor) {
    remedies.getOrDefault(target, List.of()).forEach(visitor);
  }

  @Override
  public byte[] get(final FindingId id) {
    final byte[] state = findings.get(id);
    return state == null ? null : Arrays.copyOf(state, state.length);
  }

  @Override
  public void put(final FindingId id, final byte[] state) {
    findings.put(id, state);
  }

  @Override
  public List<byte[]> ofThreat(final String threatId) {
    return findings.entrySet().stream()
        .filter(entry -> entry.getKey().threatId().equals(threatId))
        .map(Map.Entry::getValue)
        .toList();
  }

  @Override
  public List<byte[]> ofEntity() {
    return List.copyOf(findings.values());
  }
}

package com.nexora.streams.testkit;

import com.nexora.streams.catalogue.ContentId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/**
 * A fluent event with defaults for whatever the test does not care about: tenant {@code tenant-a},
 * entity {@code entity-1}, time {@link TopologyTestKit#START}.
 *
 * <p>Without {@link #id} the event's id follows from its content, so two drafts that differ in
 * anything are two events, and two equal ones are a duplicate.
 *
 * @param <T> the generated record
 * @param <D> the draft itself
 */
public abstract class Draft<T extends SpecificRecord, D extends Draft<T, D>> {

  String tenant = "tenant-a";
  String entity = "entity-1";
  long time = TopologyTestKit.START.toEpochMilli();
  String eventId = "";
  Map<String, String> metadata = new HashMap<>();

  /** Sets the tenant. */
  public D of(final String tenantId) {
    tenant = tenantId;
    return self();
  }

  /** Sets the entity; for agent events the agent. */
  public D entity(final String entityId) {
    entity = entityId;
    return self();
  }

  /** Sets the event time. */
  public D at(final Instant eventTime) {
    return at(eventTime.toEpochMilli());
  }

  /** Sets the event time in epoch milliseconds. */
  public D at(final long eventTime) {
    time = eventTime;
    return self();
  }

  /** Sets the event time relative to {@link TopologyTestKit#START}; may be negative. */
  public D after(final Duration sinceStart) {
    return at(TopologyTestKit.START.plus(sinceStart));
  }

  /** Sets the event id. */
  public D id(final String id) {
    eventId = id;
    return self();
  }

  /** Adds an entry to the metadata. */
  public D with(final String key, final String value) {
    metadata.put(key, value);
    return self();
  }

  /** The event. */
  public final T build() {
    final String given = eventId;
    if (given.isEmpty()) {
      eventId = ContentId.hex(record().toString());
    }
    final T built = record();
    eventId = given;
    return built;
  }

  /** That many events, each {@code step} later than the one before, with ids of their own. */
  public final List<T> times(final int count, final Duration step) {
    final long first = time;
    final String given = eventId;
    final List<T> events = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      time = first + i * step.toMillis();
      eventId = (given.isEmpty() ? ContentId.hex(record().toString()) : given) + '-' + i;
      events.add(build());
      eventId = given;
    }
    time = first;
    return events;
  }

  /** A record with the draft's present fields. */
  abstract T record();

  abstract D self();
}

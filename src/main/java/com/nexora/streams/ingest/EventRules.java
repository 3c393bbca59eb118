package com.nexora.streams.ingest;

import com.nexora.streams.catalogue.TenantSettings;
import com.nexora.streams.privacy.redact.Aliases;
import com.nexora.streams.tenants.EventView;
import org.jspecify.annotations.Nullable;

/**
 * What the gate must know about one kind of event: which mistakes to refuse, and which fields say
 * whose it is. Pure; one implementation per record type.
 *
 * @param <T> the generated record
 */
interface EventRules<T> {

  /**
   * The first mistake in the event, null if there is none.
   *
   * @param arrival when the record reached its topic, epoch milliseconds
   * @param skew how far an event time may lie ahead of the arrival, milliseconds
   */
  @Nullable Refusal check(T event, long arrival, long skew);

  /**
   * Why a checked event may not pass for its tenant, null if it may. Unlike {@link #check} a replay
   * may decide otherwise, since configuration is not in step with the stream.
   */
  default @Nullable Refusal permit(final T event, final TenantSettings tenant) {
    return null;
  }

  /** The canonical key of a checked event. */
  byte[] key(T event);

  /** The tenant that owns the event. */
  String tenantId(T event);

  /** The id by which repeats are recognised. */
  String eventId(T event);

  /** Takes secrets out of a checked event, in its place; personal data where nobody encrypts it. */
  void redact(T event, Cleaner cleaner);

  /** Takes out the personal data that {@link #redact} left for the trail. */
  default void redactPersonal(final T event, final Cleaner cleaner) {}

  /**
   * Puts names for the data subjects of the event into its other texts. What everything is found by
   * stays: tenant, entity, agent and event ids.
   */
  void rename(T event, Aliases aliases);

  /** When the event happened, epoch milliseconds. */
  long eventTime(T event);

  /** The event as its tenant's filter sees it. */
  EventView view(T event);

  /** What the tenant's configuration decides about events of this kind. */
  default TenantSay tenantSay() {
    return TenantSay.EVERYTHING;
  }

  /** Whether repeats of this event are removed. */
  default boolean isDeduplicated(final T event) {
    return true;
  }
}

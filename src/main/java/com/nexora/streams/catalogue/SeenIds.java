package com.nexora.streams.catalogue;

import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.processor.api.ProcessingContext;

/**
 * Which events were there before, by id.
 *
 * <p>Ids of live events are remembered for {@link TopologySettings#dedupLive}, ids of events that
 * were older when they arrived for {@link TopologySettings#dedupHistory}, both by arrival. A repeat
 * bears the same event time as its original, so its age has grown by the time between the two
 * arrivals; that says which store can know it:
 *
 * <ul>
 *   <li>a history event may repeat another history event, or one that came live at most {@code
 *       dedupLive} ago and so is at most twice {@code dedupLive} old now;
 *   <li>a live event can repeat a history event only if the clocks of two brokers disagree, so the
 *       history store is asked within {@code clockSkew} of the boundary only.
 * </ul>
 */
public final class SeenIds {

  private final SeenStore live;
  private final SeenStore history;
  private final long boundary;
  private final long skew;

  private SeenIds(final SeenStore live, final SeenStore history, final TopologySettings settings) {
    this.live = live;
    this.history = history;
    this.boundary = settings.dedupLive().toMillis();
    this.skew = settings.clockSkew().toMillis();
  }

  /**
   * The two stores of one memory.
   *
   * @param live ids of events that were young when they arrived
   * @param history ids of all others
   */
  public record Names(String live, String history) {

    /** Adds the stores to a topology; who remembers must be connected to both. */
    public void addTo(final StreamsBuilder builder, final TopologySettings settings) {
      builder.addStateStore(SeenStore.builder(live, settings.dedupLive()));
      builder.addStateStore(SeenStore.builder(history, settings.dedupHistory()));
    }

    /** As Kafka Streams wants them when a processor is connected. */
    public String[] array() {
      return new String[] {live, history};
    }
  }

  /** The memory of a running task; call it in {@code init}. */
  public static SeenIds open(
      final ProcessingContext context, final Names names, final TopologySettings settings) {
    return new SeenIds(
        SeenStore.open(context, names.live, settings.dedupLive()),
        SeenStore.open(context, names.history, settings.dedupHistory()),
        settings);
  }

  /** Gives back memory; the stores are closed by Kafka Streams. */
  public void close() {
    live.close();
    history.close();
  }

  /**
   * Whether the id was there before; it is remembered if not.
   *
   * @param id 16 bytes of a hash
   * @param eventTime when the event happened, epoch milliseconds
   * @param arrival when it arrived, epoch milliseconds
   * @param now stream time, epoch milliseconds
   */
  public boolean isRepeat(
      final byte[] id, final long eventTime, final long arrival, final long now) {
    final long age = arrival - eventTime;
    if (age <= 2 * boundary + skew && live.contains(id, now)) {
      return true;
    }
    if (age > boundary - skew && history.contains(id, now)) {
      return true;
    }
    (age <= boundary ? live : history).add(id, now);
    return false;
  }
}

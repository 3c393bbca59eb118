package com.nexora.streams.ingest;

import com.nexora.streams.catalogue.ContentId;
import com.nexora.streams.catalogue.TopologySettings;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Lets every event through once, by (family, key, event id), so that a producer's retry or a second
 * import changes nothing behind the gate.
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
 *
 * @param <T> the record type of the family
 */
final class DuplicateProcessor<T> implements Processor<byte[], GateOutcome<T>, byte[], T> {

  static final String PREFIX = "remove-duplicates-";

  private final String family;
  private final EventRules<T> rules;
  private final String liveStore;
  private final String historyStore;
  private final TopologySettings settings;
  private final long boundary;
  private final long skew;
  private @Nullable Wired wired;

  DuplicateProcessor(
      final String family,
      final EventRules<T> rules,
      final String liveStore,
      final String historyStore,
      final TopologySettings settings) {
    this.family = family;
    this.rules = rules;
    this.liveStore = liveStore;
    this.historyStore = historyStore;
    this.settings = settings;
    this.boundary = settings.dedupLive().toMillis();
    this.skew = settings.clockSkew().toMillis();
  }

  /** What exists once the task runs. */
  private final class Wired {
    final ProcessorContext<byte[], T> context;
    final SeenStore live;
    final SeenStore history;
    final GateMetrics metrics;
    final Sensor accepted;
    final Sensor duplicates;

    Wired(final ProcessorContext<byte[], T> context) {
      this.context = context;
      live = SeenStore.open(context, liveStore, settings.dedupLive());
      history = SeenStore.open(context, historyStore, settings.dedupHistory());
      metrics = new GateMetrics(context, family, PREFIX + family);
      accepted = metrics.accepted();
      duplicates = metrics.duplicates();
    }
  }

  @Override
  public void init(final ProcessorContext<byte[], T> context) {
    wired = new Wired(context);
  }

  @Override
  public void close() {
    if (wired != null) {
      wired.metrics.close();
      wired.live.close();
      wired.history.close();
      wired = null;
    }
  }

  @Override
  @SuppressWarnings("NullAway") // init runs first
  public void process(final Record<byte[], GateOutcome<T>> record) {
    final Wired task = wired;
    if (!(record.value() instanceof GateOutcome.Accepted<T> accepted)) {
      throw new IllegalStateException("only accepted events are routed here: " + family);
    }
    final T event = accepted.event();
    if (rules.isDeduplicated(event) && isRepeat(task, record, event)) {
      task.duplicates.record();
      return;
    }
    task.accepted.record();
    task.context.forward(record.withValue(event));
  }

  private boolean isRepeat(
      final Wired task, final Record<byte[], GateOutcome<T>> record, final T event) {
    final long now = task.context.currentStreamTimeMs();
    final long age = record.timestamp() - rules.eventTime(event);
    final byte[] id = id(record.key(), event);
    if (age <= 2 * boundary + skew && task.live.contains(id, now)) {
      return true;
    }
    if (age > boundary - skew && task.history.contains(id, now)) {
      return true;
    }
    (age <= boundary ? task.live : task.history).add(id, now);
    return false;
  }

  private byte[] id(final byte[] key, final T event) {
    return ContentId.bytes(family, new String(key, StandardCharsets.UTF_8), rules.eventId(event));
  }
}

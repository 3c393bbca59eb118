package com.nexora.streams.ingest;

import com.nexora.streams.catalogue.ContentId;
import com.nexora.streams.catalogue.SeenIds;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.deadletter.Replay;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Lets every event through once, by (family, key, event id), so that a producer's retry or a second
 * import changes nothing behind the gate.
 *
 * <p>How long an id is known: {@link SeenIds}. A family without stores passes as it comes: acts for
 * the trail, which the sequencer knows for longer than the gate could.
 *
 * @param <T> the record type of the family
 */
final class DuplicateProcessor<T> implements Processor<byte[], GateOutcome<T>, byte[], T> {

  static final String PREFIX = "remove-duplicates-";

  private final String family;
  private final EventRules<T> rules;
  private final Optional<SeenIds.Names> stores;
  private final TopologySettings settings;
  private @Nullable Wired wired;

  DuplicateProcessor(
      final String family,
      final EventRules<T> rules,
      final Optional<SeenIds.Names> stores,
      final TopologySettings settings) {
    this.family = family;
    this.rules = rules;
    this.stores = stores;
    this.settings = settings;
  }

  /** What exists once the task runs. */
  private final class Wired {
    final ProcessorContext<byte[], T> context;
    final Optional<SeenIds> seen;
    final GateMetrics metrics;
    final Sensor accepted;
    final Sensor duplicates;

    Wired(final ProcessorContext<byte[], T> context) {
      this.context = context;
      seen = stores.map(names -> SeenIds.open(context, names, settings));
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
      wired.seen.ifPresent(SeenIds::close);
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
    final SeenIds seen = task.seen.orElse(null);
    if (seen != null && rules.isDeduplicated(event) && isRepeat(seen, task, record, event)) {
      task.duplicates.record();
      return;
    }
    task.accepted.record();
    task.context.forward(record.withValue(event));
  }

  /**
   * Whether an event was there before. A replay failed behind this step and somebody wants it to
   * pass once more; each letter does that once, since anybody can copy a record.
   */
  private boolean isRepeat(
      final SeenIds seen,
      final Wired task,
      final Record<byte[], GateOutcome<T>> record,
      final T event) {
    final String key = new String(record.key(), StandardCharsets.UTF_8);
    final boolean known =
        isRepeat(seen, task, record, event, ContentId.bytes(family, key, rules.eventId(event)));
    // The gate leaves this header to the product's own replays only.
    final Header letter = record.headers().lastHeader(Replay.LETTER_HEADER);
    return letter == null
        ? known
        : isRepeat(
            seen,
            task,
            record,
            event,
            ContentId.bytes(
                family,
                key,
                rules.eventId(event),
                new String(letter.value(), StandardCharsets.UTF_8)));
  }

  private boolean isRepeat(
      final SeenIds seen,
      final Wired task,
      final Record<byte[], GateOutcome<T>> record,
      final T event,
      final byte[] id) {
    return seen.isRepeat(
        id, rules.eventTime(event), record.timestamp(), task.context.currentStreamTimeMs());
  }
}

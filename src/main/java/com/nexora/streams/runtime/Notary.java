package com.nexora.streams.runtime;

import com.nexora.events.AuditHead;
import com.nexora.events.AuditRecord;
import com.nexora.streams.audit.TrailLog;
import com.nexora.streams.audit.checkpoint.CheckpointGuard;
import com.nexora.streams.audit.checkpoint.CheckpointKeys;
import com.nexora.streams.audit.checkpoint.LeafWalk;
import com.nexora.streams.audit.checkpoint.LogFault;
import com.nexora.streams.audit.checkpoint.LogSigner;
import com.nexora.streams.audit.checkpoint.PublishedCheckpoint;
import com.nexora.streams.audit.checkpoint.SealedLogReader;
import com.nexora.streams.audit.checkpoint.SigningPace;
import com.nexora.streams.schema.AvroDeserializer;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.SchemaException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs the heads of the logs that this instance seals, outside the transactions of the sequencer.
 *
 * <p>A checkpoint must never be taken back, so it is made from committed records only, and by one
 * writer per log: whoever gets the log initialises its transactional producer, which fences off the
 * one before, and only then reads which checkpoint was the last. So checkpoints of a log follow
 * each other whoever signs, however long a former owner was asleep. Used by one thread.
 */
final class Notary {

  private static final Logger LOG = LoggerFactory.getLogger(Notary.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long HEADS_BACK = 5_000;
  private static final long AGAIN_AFTER_FAULT_MS = 15_000;
  private static final long AGAIN_AFTER_ERROR_MS = 1_000;

  /** What the notary works with, so that tests can put others in place. */
  record Tools(
      Supplier<Set<TrailLog>> owned,
      Consumer<byte[], byte[]> consumer,
      Function<String, Producer<byte[], byte[]>> producers,
      SealedLogReader reader,
      AvroSerdes serdes,
      Clock clock,
      Optional<CosigningWorker> witnesses) {}

  private final Tools tools;
  private final CheckpointKeys keys;
  private final SigningPace pace;
  private final CheckpointGuard guard;
  private final Health health;
  private final NotaryMetrics metrics;
  private final AvroDeserializer<AuditRecord> records;
  private final Deserializer<AuditHead> heads;
  private final Map<TrailLog, NotarizedLog> logs = new LinkedHashMap<>();
  private final Map<TrailLog, Long> notBefore = new HashMap<>();
  private final Map<TrailLog, ConsumerRecord<byte[], byte[]>> newestHeads = new HashMap<>();

  Notary(
      final Tools tools,
      final CheckpointKeys keys,
      final SigningPace pace,
      final CheckpointGuard guard,
      final Health health,
      final NotaryMetrics metrics) {
    this.tools = tools;
    this.keys = keys;
    this.pace = pace;
    this.guard = guard;
    this.health = health;
    this.metrics = metrics;
    this.records = tools.serdes().reader(AuditRecord.class);
    this.heads = tools.serdes().value(AuditHead.class).deserializer();
  }

  /** One round: who owns what, what came, what is due. */
  void round() {
    followOwnership();
    if (logs.isEmpty()) {
      sleep(POLL);
      return;
    }
    final ConsumerRecords<byte[], byte[]> polled = tools.consumer().poll(POLL);
    for (final NotarizedLog log : List.copyOf(logs.values())) {
      guarded(log.log(), () -> work(log, polled));
    }
    tools.witnesses().ifPresent(this::takeCosignatures);
  }

  private void work(final NotarizedLog log, final ConsumerRecords<byte[], byte[]> polled) {
    for (final ConsumerRecord<byte[], byte[]> head : polled.records(log.headsPartition())) {
      if (log.head(head)) {
        newestHeads.put(log.log(), head);
      }
    }
    for (final ConsumerRecord<byte[], byte[]> leaf : polled.records(log.recordsPartition())) {
      log.leaf(leaf);
    }
    if (log.advance()) {
      tools.consumer().pause(List.of(log.recordsPartition()));
    } else {
      tools.consumer().resume(List.of(log.recordsPartition()));
    }
    final Optional<PublishedCheckpoint> published = log.publish(tools.clock().millis());
    published.ifPresent(checkpoint -> published(log.log(), checkpoint));
  }

  /** Publishes a checkpoint again under its witnesses, unless a later one stands there already. */
  private void takeCosignatures(final CosigningWorker witnesses) {
    for (CosigningWorker.Result next = witnesses.poll(); next != null; next = witnesses.poll()) {
      final CosigningWorker.Result result = next;
      final NotarizedLog log = logs.get(result.log());
      final PublishedCheckpoint cosigned = result.cosigned().checkpoint();
      if (log == null
          || log.signer()
              .last()
              .filter(last -> last.signed().note().text().equals(cosigned.signed().note().text()))
              .isEmpty()) {
        continue;
      }
      health.report(
          problemOf(result.log()) + ": witnesses",
          result.cosigned().enough()
              ? Optional.empty()
              : Optional.of("too few witnesses cosigned the last checkpoint of " + result.log()));
      if (result.cosigned().enough()) {
        guarded(
            result.log(),
            () -> {
              log.write(cosigned);
              metrics.count(NotaryMetrics.Result.COSIGNED);
            });
      }
    }
  }

  private void published(final TrailLog log, final PublishedCheckpoint checkpoint) {
    metrics.count(NotaryMetrics.Result.PUBLISHED);
    tools.witnesses().ifPresent(witnesses -> witnesses.submit(log, checkpoint));
    health.report(problemOf(log), Optional.empty());
    LOG.atDebug()
        .addKeyValue("checkpoint", checkpoint.signed().checkpoint())
        .log("checkpoint published");
  }

  private void followOwnership() {
    final Set<TrailLog> owned = tools.owned().get();
    final long now = tools.clock().millis();
    boolean changed = false;
    for (final NotarizedLog log : List.copyOf(logs.values())) {
      if (!owned.contains(log.log())) {
        drop(log.log());
        health.report(problemOf(log.log()), Optional.empty());
        changed = true;
      }
    }
    notBefore.keySet().retainAll(owned);
    newestHeads.keySet().retainAll(owned);
    for (final TrailLog log : owned) {
      if (!logs.containsKey(log) && notBefore.getOrDefault(log, 0L) <= now) {
        guarded(log, () -> take(log));
        changed = true;
      }
    }
    if (changed) {
      assign();
    }
  }

  /** Fences off who signed before, and goes on from the last checkpoint. */
  private void take(final TrailLog log) {
    final Producer<byte[], byte[]> producer = tools.producers().apply(log.id());
    try {
      producer.initTransactions();
      final Optional<PublishedCheckpoint> last = tools.reader().lastCheckpoint(log);
      if (last.isPresent()) {
        tools
            .reader()
            .requireWithin(
                new LeafWalk(log.id(), last.get().range(), last.get().nextOffset()), log);
      }
      final long first = tools.reader().firstOffset(log);
      final LogSigner signer =
          new LogSigner(log.id(), keys, pace, last.orElse(null), first, tools.clock().millis());
      final NotarizedLog taken = new NotarizedLog(log, signer, producer, records, heads);
      logs.put(log, taken);
      LOG.atInfo()
          .addKeyValue("log", log)
          .addKeyValue("size", signer.size())
          .log("signing checkpoints");
      // A log that is quiet shows no second head, and those of busier ones may have covered it.
      final ConsumerRecord<byte[], byte[]> head = newestHeads.get(log);
      if (head != null) {
        taken.head(head);
      }
    } catch (final RuntimeException e) {
      logs.remove(log);
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  /** Assigns the consumer to the logs that there are; those that stay keep their positions. */
  private void assign() {
    final Consumer<byte[], byte[]> consumer = tools.consumer();
    final Set<TopicPartition> before = Set.copyOf(consumer.assignment());
    final Set<TopicPartition> now = new LinkedHashSet<>();
    logs.values()
        .forEach(
            log -> {
              now.add(log.recordsPartition());
              now.add(log.headsPartition());
            });
    consumer.assign(now);
    for (final NotarizedLog log : logs.values()) {
      if (!before.contains(log.recordsPartition())) {
        consumer.seek(log.recordsPartition(), log.signer().nextOffset());
        seekHeads(log.headsPartition(), before.contains(log.headsPartition()));
      }
    }
  }

  /** Goes back to the last heads, never forward past one that another log has not seen yet. */
  private void seekHeads(final TopicPartition heads, final boolean shared) {
    final Consumer<byte[], byte[]> consumer = tools.consumer();
    final long begin = consumer.beginningOffsets(List.of(heads)).getOrDefault(heads, 0L);
    final long end = consumer.endOffsets(List.of(heads)).getOrDefault(heads, 0L);
    final long back = Math.max(begin, end - HEADS_BACK);
    consumer.seek(heads, shared ? Math.min(back, consumer.position(heads)) : back);
  }

  private void guarded(final TrailLog log, final Runnable work) {
    try {
      work.run();
    } catch (final LogFault e) {
      fault(log, e);
    } catch (final ProducerFencedException | InvalidProducerEpochException e) {
      metrics.count(NotaryMetrics.Result.FENCED);
      LOG.atInfo().addKeyValue("log", log).log("another instance signs this log now");
      again(log, AGAIN_AFTER_ERROR_MS);
    } catch (final KafkaException e) {
      metrics.count(NotaryMetrics.Result.FAILED);
      LOG.atWarn()
          .addKeyValue("log", log)
          .addKeyValue("schema", e instanceof SchemaException)
          .setCause(e)
          .log("a checkpoint could not be made; trying again");
      again(log, AGAIN_AFTER_ERROR_MS);
    }
  }

  private void fault(final TrailLog log, final LogFault fault) {
    metrics.count(NotaryMetrics.Result.REFUSED);
    LOG.atError()
        .addKeyValue("log", log)
        .addKeyValue("kind", fault.kind())
        .log("not signed: {}", fault.getMessage());
    health.report(problemOf(log), Optional.of(String.valueOf(fault.getMessage())));
    switch (fault.kind()) {
      case FORKED, CUT, WENT_BACK -> guard.stop(log, fault);
      case CHECKPOINT, UNAVAILABLE -> {
        // Nothing is known against the log itself.
      }
    }
    again(log, AGAIN_AFTER_FAULT_MS);
  }

  private void again(final TrailLog log, final long after) {
    drop(log);
    notBefore.put(log, tools.clock().millis() + after);
    assign();
  }

  private void drop(final TrailLog log) {
    final NotarizedLog dropped = logs.remove(log);
    if (dropped != null) {
      dropped.close();
    }
  }

  private static String problemOf(final TrailLog log) {
    return "checkpoints of " + log;
  }

  private static void sleep(final Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Gives up all logs. */
  void close() {
    List.copyOf(logs.keySet()).forEach(this::drop);
  }
}

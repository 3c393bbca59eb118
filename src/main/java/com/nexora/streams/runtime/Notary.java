package com.nexora.streams.runtime;

import com.nexora.events.AuditHead;
import com.nexora.events.AuditRecord;
import com.nexora.streams.audit.AuditFormat;
import com.nexora.streams.audit.checkpoint.CheckpointGuard;
import com.nexora.streams.audit.checkpoint.CheckpointKeys;
import com.nexora.streams.audit.checkpoint.LeafWalk;
import com.nexora.streams.audit.checkpoint.LogFault;
import com.nexora.streams.audit.checkpoint.LogSigner;
import com.nexora.streams.audit.checkpoint.PublishedCheckpoint;
import com.nexora.streams.audit.checkpoint.SealedLogReader;
import com.nexora.streams.audit.checkpoint.SigningPace;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.SchemaException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
  private static final long HEADS_BACK = 1_000;
  private static final long AGAIN_AFTER_FAULT_MS = 15_000;
  private static final long AGAIN_AFTER_ERROR_MS = 1_000;

  /** What the notary works with, so that tests can put others in place. */
  record Tools(
      Supplier<Set<Integer>> owned,
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
  private final Deserializer<AuditRecord> records;
  private final Deserializer<AuditHead> heads;
  private final Map<Integer, NotarizedLog> logs = new TreeMap<>();
  private final Map<Integer, Long> notBefore = new HashMap<>();

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
    this.records = tools.serdes().value(AuditRecord.class).deserializer();
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
      guarded(log.partition(), () -> work(log, polled));
    }
    tools.witnesses().ifPresent(this::takeCosignatures);
  }

  private void work(final NotarizedLog log, final ConsumerRecords<byte[], byte[]> polled) {
    for (final ConsumerRecord<byte[], byte[]> head : polled.records(log.headsPartition())) {
      log.head(head);
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
    published.ifPresent(checkpoint -> published(log.partition(), checkpoint));
  }

  /** Publishes a checkpoint again under its witnesses, unless a later one stands there already. */
  private void takeCosignatures(final CosigningWorker witnesses) {
    for (CosigningWorker.Result next = witnesses.poll(); next != null; next = witnesses.poll()) {
      final CosigningWorker.Result result = next;
      final NotarizedLog log = logs.get(result.partition());
      final PublishedCheckpoint cosigned = result.cosigned().checkpoint();
      if (log == null
          || log.signer()
              .last()
              .filter(last -> last.signed().note().text().equals(cosigned.signed().note().text()))
              .isEmpty()) {
        continue;
      }
      health.report(
          problemOf(result.partition()) + ": witnesses",
          result.cosigned().enough()
              ? Optional.empty()
              : Optional.of(
                  "too few witnesses cosigned the last checkpoint of "
                      + AuditFormat.logId(result.partition())));
      if (result.cosigned().enough()) {
        guarded(
            result.partition(),
            () -> {
              log.write(cosigned);
              metrics.count(NotaryMetrics.Result.COSIGNED);
            });
      }
    }
  }

  private void published(final int partition, final PublishedCheckpoint checkpoint) {
    metrics.count(NotaryMetrics.Result.PUBLISHED);
    tools.witnesses().ifPresent(witnesses -> witnesses.submit(partition, checkpoint));
    health.report(problemOf(partition), Optional.empty());
    LOG.atDebug()
        .addKeyValue("checkpoint", checkpoint.signed().checkpoint())
        .log("checkpoint published");
  }

  private void followOwnership() {
    final Set<Integer> owned = tools.owned().get();
    final long now = tools.clock().millis();
    boolean changed = false;
    for (final NotarizedLog log : List.copyOf(logs.values())) {
      if (!owned.contains(log.partition())) {
        drop(log.partition());
        health.report(problemOf(log.partition()), Optional.empty());
        changed = true;
      }
    }
    notBefore.keySet().retainAll(owned);
    for (final int partition : owned) {
      if (!logs.containsKey(partition) && notBefore.getOrDefault(partition, 0L) <= now) {
        guarded(partition, () -> take(partition));
        changed = true;
      }
    }
    if (changed) {
      assign();
    }
  }

  /** Fences off who signed before, and goes on from the last checkpoint. */
  private void take(final int partition) {
    final String logId = AuditFormat.logId(partition);
    final Producer<byte[], byte[]> producer = tools.producers().apply(logId);
    try {
      producer.initTransactions();
      final Optional<PublishedCheckpoint> last = tools.reader().lastCheckpoint(partition);
      final long first;
      if (last.isPresent()) {
        first = last.get().nextOffset();
        tools.reader().requireWithin(new LeafWalk(logId, last.get().range(), first), partition);
      } else {
        first = tools.reader().firstOffset(partition);
      }
      final LogSigner signer =
          new LogSigner(logId, keys, pace, last.orElse(null), first, tools.clock().millis());
      logs.put(partition, new NotarizedLog(partition, signer, producer, records, heads));
      LOG.atInfo()
          .addKeyValue("log", logId)
          .addKeyValue("size", signer.size())
          .log("signing checkpoints");
    } catch (final RuntimeException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  /** Assigns the consumer to the logs that there are; those that stay keep their positions. */
  private void assign() {
    final Consumer<byte[], byte[]> consumer = tools.consumer();
    final Set<TopicPartition> before = Set.copyOf(consumer.assignment());
    final List<TopicPartition> now = new ArrayList<>();
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
        final TopicPartition heads = log.headsPartition();
        final long begin = consumer.beginningOffsets(List.of(heads)).getOrDefault(heads, 0L);
        final long end = consumer.endOffsets(List.of(heads)).getOrDefault(heads, 0L);
        consumer.seek(heads, Math.max(begin, end - HEADS_BACK));
      }
    }
  }

  private void guarded(final int partition, final Runnable work) {
    try {
      work.run();
    } catch (final LogFault e) {
      fault(partition, e);
    } catch (final ProducerFencedException | InvalidProducerEpochException e) {
      metrics.count(NotaryMetrics.Result.FENCED);
      LOG.atInfo()
          .addKeyValue("log", AuditFormat.logId(partition))
          .log("another instance signs this log now");
      again(partition, AGAIN_AFTER_ERROR_MS);
    } catch (final KafkaException e) {
      metrics.count(NotaryMetrics.Result.FAILED);
      LOG.atWarn()
          .addKeyValue("log", AuditFormat.logId(partition))
          .addKeyValue("schema", e instanceof SchemaException)
          .setCause(e)
          .log("a checkpoint could not be made; trying again");
      again(partition, AGAIN_AFTER_ERROR_MS);
    }
  }

  private void fault(final int partition, final LogFault fault) {
    metrics.count(NotaryMetrics.Result.REFUSED);
    LOG.atError()
        .addKeyValue("log", AuditFormat.logId(partition))
        .addKeyValue("kind", fault.kind())
        .log("not signed: {}", fault.getMessage());
    health.report(problemOf(partition), Optional.of(String.valueOf(fault.getMessage())));
    switch (fault.kind()) {
      case FORKED, CUT, WENT_BACK -> guard.stop(partition, fault);
      case CHECKPOINT, UNAVAILABLE -> {
        // Nothing is known against the log itself.
      }
    }
    again(partition, AGAIN_AFTER_FAULT_MS);
  }

  private void again(final int partition, final long after) {
    drop(partition);
    notBefore.put(partition, tools.clock().millis() + after);
    assign();
  }

  private void drop(final int partition) {
    final NotarizedLog log = logs.remove(partition);
    if (log != null) {
      log.close();
    }
  }

  private static String problemOf(final int partition) {
    return "checkpoints of " + AuditFormat.logId(partition);
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

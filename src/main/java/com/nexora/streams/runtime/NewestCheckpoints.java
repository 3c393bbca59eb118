package com.nexora.streams.runtime;

import com.nexora.streams.audit.note.NoteException;
import com.nexora.streams.audit.note.SignedCheckpoint;
import com.nexora.streams.catalogue.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest signed head of every log, on every instance, whoever signed it: a proof is made
 * against it without a look at the broker.
 *
 * <p>Follows {@code audit.checkpoints} from shortly before its end. Signatures are not checked
 * here: whoever gets a proof checks them with keys of his own.
 */
public final class NewestCheckpoints implements Companion {

  private static final Logger LOG = LoggerFactory.getLogger(NewestCheckpoints.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final long LOOK_BACK = 100;

  private final Map<String, Object> config;
  private final Map<Integer, SignedCheckpoint> newest = new ConcurrentHashMap<>();
  private volatile boolean closing;
  private volatile @Nullable KafkaConsumer<byte[], byte[]> reading;
  private @Nullable Thread thread;

  /**
   * @param clientConfig Kafka client settings, at least {@code bootstrap.servers}
   */
  public NewestCheckpoints(final Map<String, ?> clientConfig) {
    config = new HashMap<>(clientConfig);
    config.put(
        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
        IsolationLevel.READ_COMMITTED.toString().toLowerCase(Locale.ROOT));
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
  }

  /** The newest checkpoint of a partition's log; empty if there is none yet. */
  public Optional<SignedCheckpoint> of(final int partition) {
    return Optional.ofNullable(newest.get(partition));
  }

  @Override
  public void start(final NexoraApplication application) {
    thread = new Thread(this::follow, "newest-checkpoints");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    closing = true;
    final KafkaConsumer<byte[], byte[]> consumer = reading;
    if (consumer != null) {
      consumer.wakeup();
    }
    if (thread != null) {
      thread.interrupt();
    }
  }

  private void follow() {
    while (!closing) {
      try (KafkaConsumer<byte[], byte[]> consumer =
          new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
        reading = consumer;
        follow(consumer);
      } catch (final WakeupException | org.apache.kafka.common.errors.InterruptException e) {
        return;
      } catch (final KafkaException e) {
        LOG.atWarn()
            .addKeyValue("topic", Topics.AUDIT_CHECKPOINTS)
            .addKeyValue("reason", e.getMessage())
            .log("checkpoints cannot be read; proofs are made against older ones until they can");
        pause();
      } finally {
        reading = null;
      }
    }
  }

  private void follow(final KafkaConsumer<byte[], byte[]> consumer) {
    final List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.AUDIT_CHECKPOINTS).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      pause();
      return;
    }
    consumer.assign(partitions);
    final Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
    consumer
        .endOffsets(partitions)
        .forEach(
            (partition, end) ->
                consumer.seek(
                    partition, Math.max(starts.getOrDefault(partition, 0L), end - LOOK_BACK)));
    while (!closing) {
      consumer.poll(POLL).forEach(this::take);
    }
  }

  private void take(final ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return;
    }
    try {
      final SignedCheckpoint signed = SignedCheckpoint.parse(record.value());
      newest.merge(
          record.partition(),
          signed,
          (before, after) ->
              after.checkpoint().size() >= before.checkpoint().size() ? after : before);
    } catch (final NoteException e) {
      LOG.atWarn()
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .log("a record of audit.checkpoints is no checkpoint; run \"nexora audit verify\"");
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

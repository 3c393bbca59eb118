package com.nexora.streams.intake;

import com.nexora.events.IngestKey;
import com.nexora.streams.catalogue.ContentId;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.intake.KeyBook.Claim;
import com.nexora.streams.schema.RegistryUnreachableException;
import com.nexora.streams.schema.SchemaException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys on a topic that every instance reads whole.
 *
 * <p>Two instances that get one key at once both write a claim; each then reads up to its own, and
 * both see the same one first. No lock and no owner: it needs nothing of the others but that the
 * brokers order a partition. A restart reads the topic again.
 */
public final class TopicKeyLedger implements KeyLedger {

  private static final Logger log = LoggerFactory.getLogger(TopicKeyLedger.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long PAUSE_MS = 500;

  private final Producer<byte[], byte[]> producer;
  private final Consumer<byte[], byte[]> consumer;
  private final Serializer<IngestKey> serializer;
  private final Deserializer<IngestKey> deserializer;
  private final Clock clock;
  private final Duration timeout;
  private final KeyBook book;
  private final Map<Integer, Long> read = new HashMap<>();
  private final Map<Integer, List<Waiting>> waiting = new HashMap<>();
  private final Thread reader;
  private volatile boolean closed;

  /**
   * @param producer idempotent and acknowledged by all replicas; not closed with this
   * @param consumer without a group; closed with this
   * @param timeout longest time until a claim is known
   * @param most keys that are remembered
   * @param retention how long they are remembered
   */
  public TopicKeyLedger(
      final Producer<byte[], byte[]> producer,
      final Consumer<byte[], byte[]> consumer,
      final Serde<IngestKey> serde,
      final Clock clock,
      final Duration timeout,
      final int most,
      final Duration retention) {
    this.producer = producer;
    this.consumer = consumer;
    this.serializer = serde.serializer();
    this.deserializer = serde.deserializer();
    this.clock = clock;
    this.timeout = timeout;
    this.book = new KeyBook(most, retention.toMillis());
    this.reader = new Thread(this::readOn, "ingest-keys");
    reader.setDaemon(true);
    reader.start();
  }

  /** A consumer that suits. */
  public static Consumer<byte[], byte[]> consumer(final Map<String, ?> clients, final String id) {
    final Map<String, Object> settings = new HashMap<>(clients);
    settings.keySet().retainAll(ConsumerConfig.configNames());
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, id);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private record Waiting(
      long offset, byte[] hash, String body, CompletableFuture<Standing> answer) {}

  @Override
  public CompletableFuture<Standing> claim(
      final String tenant, final String key, final String body) {
    final byte[] hash = ContentId.bytes(tenant, key);
    final Optional<Standing> known = known(hash, body);
    if (known.isPresent()) {
      return CompletableFuture.completedFuture(known.get());
    }
    final CompletableFuture<Standing> answer = new CompletableFuture<>();
    write(
        hash,
        new IngestKey(tenant, body, false),
        (metadata, error) -> {
          if (error == null) {
            await(metadata.partition(), new Waiting(metadata.offset(), hash, body, answer));
          } else {
            answer.completeExceptionally(error);
          }
        });
    return answer.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void done(final String tenant, final String key, final String body) {
    write(
        ContentId.bytes(tenant, key),
        new IngestKey(tenant, body, true),
        (metadata, error) -> {
          if (error != null) {
            log.atDebug().setCause(error).log("a key could not be marked as done");
          }
        });
  }

  private void write(
      final byte[] hash,
      final IngestKey value,
      final org.apache.kafka.clients.producer.Callback callback) {
    try {
      final byte[] bytes = serializer.serialize(Topics.INGEST_KEYS, new RecordHeaders(), value);
      producer.send(new ProducerRecord<>(Topics.INGEST_KEYS, hash, bytes), callback);
    } catch (final KafkaException | IllegalStateException e) {
      callback.onCompletion(null, e);
    }
  }

  private synchronized Optional<Standing> known(final byte[] hash, final String body) {
    final Claim claim = book.find(hash, clock.millis());
    return claim == null ? Optional.empty() : Optional.of(standing(claim, body, true));
  }

  private static Standing standing(final Claim claim, final String body, final boolean repeated) {
    return new Standing(claim.body().equals(body), claim.since(), claim.done(), repeated);
  }

  private synchronized void await(final int partition, final Waiting wait) {
    if (read.getOrDefault(partition, 0L) > wait.offset()) {
      answer(wait);
    } else {
      waiting.computeIfAbsent(partition, none -> new ArrayList<>()).add(wait);
    }
  }

  private void answer(final Waiting wait) {
    final Claim claim = book.find(wait.hash(), clock.millis());
    wait.answer()
        .complete(
            claim == null
                ? new Standing(true, clock.millis(), false, false)
                : standing(claim, wait.body(), false));
  }

  private void readOn() {
    boolean assigned = false;
    while (!closed) {
      try {
        if (!assigned) {
          assign();
          assigned = true;
        }
        for (final ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          while (!closed && !isTaken(record)) {
            pause();
          }
        }
        settle();
      } catch (final WakeupException e) {
        return;
      } catch (final KafkaException e) {
        log.atWarn().addKeyValue("error", e.toString()).log("keys of requests cannot be read");
        pause();
      }
    }
  }

  private void assign() {
    final List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.INGEST_KEYS).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** False if it must be tried again: skipping a claim would let its key stand for another body. */
  private boolean isTaken(final ConsumerRecord<byte[], byte[]> record) {
    try {
      if (record.key() != null && record.value() != null) {
        take(record, deserializer.deserialize(record.topic(), record.value()));
      }
    } catch (final RegistryUnreachableException e) {
      log.atWarn().log("the schema registry cannot be reached; keys of requests wait");
      return false;
    } catch (final SchemaException e) {
      log.atWarn()
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .log("what stands among the keys of requests is none; it is left out");
    }
    passed(record);
    return true;
  }

  private synchronized void take(final ConsumerRecord<byte[], byte[]> record, final IngestKey key) {
    book.add(record.key(), key.getBodyDigest(), key.getDone(), record.timestamp());
  }

  private synchronized void passed(final ConsumerRecord<byte[], byte[]> record) {
    read.put(record.partition(), record.offset() + 1);
  }

  private synchronized void settle() {
    waiting.forEach(
        (partition, waits) -> {
          final long position = read.getOrDefault(partition, 0L);
          waits.removeIf(
              wait -> {
                if (wait.answer().isDone()) {
                  return true;
                }
                if (position > wait.offset()) {
                  answer(wait);
                  return true;
                }
                return false;
              });
        });
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE_MS);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    try {
      reader.join(5_000);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(2)));
  }
}

package com.nexora.streams.audit;

import com.nexora.events.AuditRecord;
import com.nexora.streams.audit.checkpoint.SealedLogReader;
import com.nexora.streams.audit.merkle.MerkleHash;
import com.nexora.streams.audit.note.NoteException;
import com.nexora.streams.audit.note.SignedCheckpoint;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.schema.SchemaException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads signed heads and entries from their topics: committed records only, without a group.
 *
 * <p>Entries come from the topic and not from the store of the trail, which knows them by tenant
 * and forgets them after the time for queries; an index by place would cost a store write for each
 * entry sealed. One consumer each for heads and entries, opened when first needed; a question waits
 * for the one before it.
 */
public final class PublishedLogReader implements PublishedLog {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int RECORDS_A_POLL = 500;

  /**
   * How long the broker may hold back an answer because nothing new is there. A consumer asks ahead
   * when it has been given something; until that answer comes, it asks for no other partition, so
   * whoever looked at another log next would wait for as long.
   */
  private static final int MAX_WAIT_MS = 5;

  /** First piece that is looked through from the end of the checkpoints. */
  private static final long FIRST_WINDOW = 64;

  private static final long MOST_WINDOW = 32_768;

  private final Map<String, Object> config;
  private final Deserializer<AuditRecord> values;
  private final Predicate<SignedCheckpoint> cosigned;
  private final Duration patience;
  private final Map<Integer, KnownHeads> heads = new ConcurrentHashMap<>();
  private final Map<TopicPartition, Place> places = new HashMap<>();
  private final Object headLock = new Object();
  private final Object entryLock = new Object();
  private @Nullable KafkaConsumer<byte[], byte[]> headConsumer;
  private @Nullable KafkaConsumer<byte[], byte[]> entryConsumer;
  private boolean closed;

  /**
   * @param clientConfig Kafka client settings, at least {@code bootstrap.servers}
   * @param values reads the envelopes of {@code audit.records}
   */
  public PublishedLogReader(
      final Map<String, ?> clientConfig, final Deserializer<AuditRecord> values) {
    this(clientConfig, values, head -> true, Duration.ZERO);
  }

  /**
   * @param clientConfig Kafka client settings, at least {@code bootstrap.servers}
   * @param values reads the envelopes of {@code audit.records}
   * @param cosigned whether enough witnesses have signed a head. A head is published before they
   *     do; who insists on them would refuse it, so the one before is shown meanwhile
   * @param patience how long witnesses may take before a head is shown without them
   */
  public PublishedLogReader(
      final Map<String, ?> clientConfig,
      final Deserializer<AuditRecord> values,
      final Predicate<SignedCheckpoint> cosigned,
      final Duration patience) {
    this.config = consumerConfig(clientConfig);
    this.values = values;
    this.cosigned = cosigned;
    this.patience = patience;
  }

  private static Map<String, Object> consumerConfig(final Map<String, ?> clientConfig) {
    final Map<String, Object> config = new HashMap<>(SealedLogReader.consumerConfig(clientConfig));
    config.remove(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_A_POLL);
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, MAX_WAIT_MS);
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
    return config;
  }

  @Override
  public Optional<Head> head(final TrailLog log, final long wanted) {
    final KnownHeads known = heads.computeIfAbsent(log.partition(), KnownHeads::new);
    if (known.isOld(log, wanted)) {
      if (!known.serves(log, wanted)) {
        lookAgain(known, log, wanted);
      } else if (known.looking.compareAndSet(false, true)) {
        // One question pays for a new look; those beside it are answered with what is known.
        try {
          lookAgain(known, log, wanted);
        } finally {
          known.looking.set(false);
        }
      }
    }
    return known.of(log).shown(wanted, patience);
  }

  private void lookAgain(final KnownHeads known, final TrailLog log, final long wanted) {
    synchronized (headLock) {
      if (known.isOld(log, wanted)) {
        lookUp(known, log);
      }
    }
  }

  /**
   * Reads what came since the last look, then back from where the first look began until the log is
   * found. What was read is remembered even if time runs out: a log that has no head yet costs one
   * walk over those of its neighbours and no more.
   */
  private void lookUp(final KnownHeads known, final TrailLog log) {
    final KafkaConsumer<byte[], byte[]> consumer = headConsumer();
    final TopicPartition partition = new TopicPartition(Topics.AUDIT_CHECKPOINTS, known.partition);
    consumer.assign(List.of(partition));
    final long end = offset(consumer.endOffsets(List.of(partition), TIMEOUT), partition);
    final long deadline = System.nanoTime() + TIMEOUT.toNanos();
    if (known.end > end || known.end < 0) {
      known.reset(end);
    }
    if (known.end < end) {
      read(consumer, partition, known.end, end, deadline, known.heads);
      known.end = end;
    }
    final long begin = offset(consumer.beginningOffsets(List.of(partition), TIMEOUT), partition);
    for (long window = FIRST_WINDOW;
        known.begin > begin && !known.heads.containsKey(log);
        window = Math.min(MOST_WINDOW, 8 * window)) {
      final long from = Math.max(begin, known.begin - window);
      final Map<TrailLog, ShownHeads> found = new HashMap<>();
      read(consumer, partition, from, known.begin, deadline, found);
      found.forEach(known.heads::putIfAbsent);
      known.begin = from;
    }
    known.lookedFor(log);
  }

  /** Adds the heads of each log in a piece of the topic. */
  private void read(
      final KafkaConsumer<byte[], byte[]> consumer,
      final TopicPartition partition,
      final long from,
      final long to,
      final long deadline,
      final Map<TrailLog, ShownHeads> into) {
    consumer.seek(partition, from);
    while (consumer.position(partition, TIMEOUT) < to) {
      for (final ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < to) {
          add(into, record);
        }
      }
      checkTime(deadline, partition);
    }
  }

  /** Takes the head in a record; something else, such as a change of keys, is passed over. */
  private void add(
      final Map<TrailLog, ShownHeads> into, final ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return;
    }
    try {
      final SignedCheckpoint signed = SignedCheckpoint.parse(record.value());
      final Head head = new Head(record.value(), signed.checkpoint().size());
      TrailLog.ofOrigin(signed.checkpoint().origin())
          .ifPresent(
              log ->
                  into.put(
                      log,
                      into.getOrDefault(log, ShownHeads.NONE)
                          .with(head, cosigned.test(signed), System.nanoTime())));
    } catch (final NoteException e) {
      // A change of keys, or what somebody else wrote there.
    }
  }

  @Override
  public List<byte[]> entries(final TrailLog log, final long first, final List<byte[]> hashes) {
    synchronized (entryLock) {
      final TopicPartition records = new TopicPartition(log.records(), log.partition());
      final KafkaConsumer<byte[], byte[]> consumer = entryConsumer();
      consumer.assign(List.of(records));
      final long begin = offset(consumer.beginningOffsets(List.of(records), TIMEOUT), records);
      final long end = offset(consumer.endOffsets(List.of(records), TIMEOUT), records);
      final long from = locate(consumer, records, first, begin, end);
      return from < 0 ? List.of() : read(consumer, records, from, end, first, hashes);
    }
  }

  /** Offset at or shortly before an entry; negative if it is not there. */
  private long locate(
      final KafkaConsumer<byte[], byte[]> consumer,
      final TopicPartition partition,
      final long first,
      final long begin,
      final long end) {
    final Place next = places.get(partition);
    if (next != null && next.leaf() == first && next.offset() >= begin && next.offset() <= end) {
      return next.offset();
    }
    final PlaceSearch search = new PlaceSearch(first, begin, end);
    final long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (!search.exhausted()) {
      final long guess = search.guess();
      final Seen seen = seenFrom(consumer, partition, guess, end, deadline);
      if (seen == null) {
        search.nothing(guess);
      } else if (seen.lastLeaf() < first) {
        search.before(seen.lastLeaf(), seen.lastOffset());
      } else if (seen.firstLeaf() > first) {
        search.behind(guess, seen.firstLeaf(), seen.firstOffset());
      } else {
        return guess;
      }
    }
    return -1;
  }

  private @Nullable Seen seenFrom(
      final KafkaConsumer<byte[], byte[]> consumer,
      final TopicPartition partition,
      final long from,
      final long end,
      final long deadline) {
    consumer.seek(partition, from);
    Seen seen = null;
    while (seen == null && consumer.position(partition, TIMEOUT) < end) {
      for (final ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        final AuditRecord value = value(record);
        if (value != null && value.getLeafIndex() <= record.offset()) {
          final long leaf = value.getLeafIndex();
          seen =
              seen == null
                  ? new Seen(leaf, record.offset(), leaf, record.offset())
                  : new Seen(seen.firstLeaf(), seen.firstOffset(), leaf, record.offset());
        }
      }
      checkTime(deadline, partition);
    }
    return seen;
  }

  private List<byte[]> read(
      final KafkaConsumer<byte[], byte[]> consumer,
      final TopicPartition partition,
      final long from,
      final long end,
      final long first,
      final List<byte[]> hashes) {
    final List<byte[]> entries = new ArrayList<>(hashes.size());
    consumer.seek(partition, from);
    final long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (entries.size() < hashes.size() && consumer.position(partition, TIMEOUT) < end) {
      for (final ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (entries.size() == hashes.size()) {
          break;
        }
        final byte[] entry = AuditFormat.entryOf(value(record));
        if (Arrays.equals(MerkleHash.leaf(entry), hashes.get(entries.size()))) {
          entries.add(entry);
          places.put(partition, new Place(first + entries.size(), record.offset() + 1));
        }
      }
      checkTime(deadline, partition);
    }
    return entries;
  }

  private @Nullable AuditRecord value(final ConsumerRecord<byte[], byte[]> record) {
    try {
      return values.deserialize(record.topic(), record.value());
    } catch (final com.nexora.streams.schema.RegistryUnreachableException e) {
      throw e;
    } catch (final SchemaException e) {
      return null;
    }
  }

  private static void checkTime(final long deadline, final TopicPartition partition) {
    if (System.nanoTime() > deadline) {
      throw new TimeoutException(
          "%s was not read within %d s".formatted(partition, TIMEOUT.toSeconds()));
    }
  }

  private static long offset(
      final Map<TopicPartition, Long> offsets, final TopicPartition partition) {
    return offsets.getOrDefault(partition, 0L);
  }

  private KafkaConsumer<byte[], byte[]> headConsumer() {
    if (headConsumer == null) {
      headConsumer = consumer();
    }
    return headConsumer;
  }

  private KafkaConsumer<byte[], byte[]> entryConsumer() {
    if (entryConsumer == null) {
      entryConsumer = consumer();
    }
    return entryConsumer;
  }

  private synchronized KafkaConsumer<byte[], byte[]> consumer() {
    if (closed) {
      throw new TimeoutException("the reader of the trail is closed");
    }
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    synchronized (headLock) {
      if (headConsumer != null) {
        headConsumer.close();
        headConsumer = null;
      }
    }
    synchronized (entryLock) {
      if (entryConsumer != null) {
        entryConsumer.close();
        entryConsumer = null;
      }
    }
  }

  /** Where the next bundle begins, if somebody fetches one after the other. */
  private record Place(long leaf, long offset) {}

  /** First and last entry of what one look showed. */
  private record Seen(long firstLeaf, long firstOffset, long lastLeaf, long lastOffset) {}
}

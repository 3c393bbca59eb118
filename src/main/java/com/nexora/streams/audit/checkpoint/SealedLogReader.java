package com.nexora.streams.audit.checkpoint;

import com.nexora.events.AuditRecord;
import com.nexora.streams.audit.AuditFormat;
import com.nexora.streams.audit.EnvelopeView;
import com.nexora.streams.audit.TrailLog;
import com.nexora.streams.audit.merkle.MerkleHash;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.schema.AvroDeserializer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is committed of a log: its last checkpoint, its last entry, and the entries behind a
 * checkpoint. Each question opens a consumer of its own, without a group, and closes it: they are
 * asked when a log changes hands, not per entry.
 */
public final class SealedLogReader implements LogSource {

  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long FIRST_WINDOW = 64;

  private final Map<String, Object> config;
  private final AvroDeserializer<AuditRecord> values;

  /**
   * @param clientConfig Kafka client settings, at least {@code bootstrap.servers}
   * @param values reads the envelopes
   */
  public SealedLogReader(
      final Map<String, ?> clientConfig, final AvroDeserializer<AuditRecord> values) {
    this.config = consumerConfig(clientConfig);
    this.values = values;
  }

  /** Settings of a consumer that sees committed records only and belongs to no group. */
  public static Map<String, Object> consumerConfig(final Map<String, ?> clientConfig) {
    final Map<String, Object> config = new HashMap<>();
    clientConfig.forEach(
        (key, value) -> {
          if (ConsumerConfig.configNames().contains(key)) {
            config.put(key, value);
          }
        });
    config.remove(ConsumerConfig.GROUP_ID_CONFIG);
    config.put(
        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
        IsolationLevel.READ_COMMITTED.toString().toLowerCase(Locale.ROOT));
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
    return config;
  }

  @Override
  public Optional<PublishedCheckpoint> lastCheckpoint(final TrailLog log) {
    return backwards(checkpoints(log), record -> checkpoint(log, record));
  }

  @Override
  public boolean isUnused(final TrailLog log) {
    return extent(log).end() == 0;
  }

  @Override
  public boolean isExpired(final TrailLog log) {
    final Extent extent = extent(log);
    return extent.end() > 0 && extent.begin() == extent.end();
  }

  /** Which offsets a topic has. */
  private record Extent(long begin, long end) {}

  private Extent extent(final TrailLog log) {
    final TopicPartition records = records(log);
    final List<Extent> extent = new ArrayList<>();
    read(
        records,
        consumer ->
            extent.add(
                new Extent(
                    offset(consumer.beginningOffsets(List.of(records), TIMEOUT), records),
                    offset(consumer.endOffsets(List.of(records), TIMEOUT), records))));
    return extent.get(0);
  }

  private static TopicPartition records(final TrailLog log) {
    return new TopicPartition(log.records(), log.partition());
  }

  private static TopicPartition checkpoints(final TrailLog log) {
    return new TopicPartition(Topics.AUDIT_CHECKPOINTS, log.partition());
  }

  /** A log's checkpoint; null if the record is another log's, or none. */
  private static @Nullable PublishedCheckpoint checkpoint(
      final TrailLog log, final ConsumerRecord<byte[], byte[]> record) {
    if (isOfAnother(log, record.key())) {
      return null;
    }
    final Map<String, byte[]> headers = headers(record);
    if (!headers.containsKey(PublishedCheckpoint.RANGE_HEADER)) {
      // A change of keys, or what somebody else wrote there: no checkpoint.
      return null;
    }
    try {
      return PublishedCheckpoint.parse(record.value(), headers);
    } catch (final IllegalArgumentException e) {
      throw new LogFault(
          LogFault.Kind.CHECKPOINT,
          "the checkpoint at offset %d of %s-%d cannot be read: %s. Somebody else wrote or altered it."
              .formatted(record.offset(), record.topic(), record.partition(), e.getMessage()));
    }
  }

  /**
   * Whether a record's key says that it is another log's. The key is not signed: one that names no
   * log at all is looked into, so that a damaged record is told and not passed over.
   */
  private static boolean isOfAnother(final TrailLog log, final byte @Nullable [] key) {
    return key != null
        && TrailLog.ofOrigin(new String(key, StandardCharsets.UTF_8))
            .filter(other -> !other.equals(log))
            .isPresent();
  }

  @Override
  public OptionalLong lastLeaf(final TrailLog log) {
    final Optional<Long> last =
        backwards(
            records(log),
            record -> {
              try {
                return EntryPlace.of(entryOf(values, record)).leafIndex();
              } catch (final IllegalArgumentException e) {
                return null;
              }
            });
    return last.map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }

  @Override
  public void walk(final TrailLog log, final LeafWalk walk) {
    final TopicPartition records = records(log);
    read(
        records,
        consumer -> {
          final long begin = offset(consumer.beginningOffsets(List.of(records), TIMEOUT), records);
          final long end = offset(consumer.endOffsets(List.of(records), TIMEOUT), records);
          requireWithin(walk, begin, end);
          forEach(
              consumer,
              records,
              walk.nextOffset(),
              end,
              record -> walk.add(record.offset(), entryOf(values, record)));
        });
  }

  /**
   * Proof that a log grew from an earlier checkpoint to a later one, made from the earlier one's
   * compact range and the entries since.
   *
   * @param oldSize leaves of the earlier one
   * @return empty if no checkpoint of that size is on the topic
   * @throws LogFault if the entries cannot be read, or do not give the later checkpoint
   */
  public Optional<List<byte[]>> proof(
      final TrailLog log, final long oldSize, final PublishedCheckpoint to) {
    final Optional<PublishedCheckpoint> from =
        backwards(
            checkpoints(log),
            record -> {
              final PublishedCheckpoint found = checkpoint(log, record);
              return found != null && found.range().size() == oldSize ? found : null;
            });
    if (from.isEmpty()) {
      return Optional.empty();
    }
    final Growth growth = Cosigning.growth(from.get().range());
    final TopicPartition records = records(log);
    read(
        records,
        consumer ->
            forEach(
                consumer,
                records,
                from.get().nextOffset(),
                to.nextOffset(),
                record -> growth.add(MerkleHash.leaf(entryOf(values, record)))));
    if (!growth.to().equals(to.range())) {
      throw new LogFault(
          LogFault.Kind.FORKED,
          "the entries from %d to %d leaves do not lead from one checkpoint to the other"
              .formatted(oldSize, to.range().size()));
    }
    return Optional.of(growth.proof());
  }

  /**
   * Sees to it that a walk stands within the topic, as it is now.
   *
   * @throws LogFault if the topic ends before the walk: it was cut or made anew
   */
  public void requireWithin(final LeafWalk walk, final TrailLog log) {
    final TopicPartition records = records(log);
    read(
        records,
        consumer ->
            requireWithin(
                walk,
                offset(consumer.beginningOffsets(List.of(records), TIMEOUT), records),
                offset(consumer.endOffsets(List.of(records), TIMEOUT), records)));
  }

  /** First offset of the topic of a log's sealed entries. */
  public long firstOffset(final TrailLog log) {
    final TopicPartition records = records(log);
    final long[] first = new long[1];
    read(
        records,
        consumer ->
            first[0] = offset(consumer.beginningOffsets(List.of(records), TIMEOUT), records));
    return first[0];
  }

  /**
   * Sees to it that a walk stands within the topic. A topic that begins behind it has expired that
   * far, perhaps all of it, as happens where nothing is sealed for as long as entries are kept: the
   * walk goes on where it begins.
   *
   * @param begin first offset
   * @param end offset behind the last committed record
   * @throws LogFault if the topic ends before the walk: it was cut or made anew
   */
  static void requireWithin(final LeafWalk walk, final long begin, final long end) {
    if (walk.range().size() > 0 && walk.nextOffset() > end) {
      throw new LogFault(
          LogFault.Kind.CUT,
          "log %s: %d entries are signed, the next one is expected at offset %d of %s, which begins at %d and ends at %d: entries were cut off, or the topic was made anew. Nothing is sealed or signed. Bring the topic back from a replica or a backup, see docs/audit-checkpoints.md."
              .formatted(
                  walk.logId(),
                  walk.range().size(),
                  walk.nextOffset(),
                  TrailLog.recordsOf(walk.logId()),
                  begin,
                  end));
    }
    walk.skipTo(begin);
  }

  /** The sealed bytes of a record; empty if it is none. */
  public static byte[] entryOf(
      final AvroDeserializer<AuditRecord> values, final ConsumerRecord<byte[], byte[]> record) {
    final byte[] value = record.value();
    try {
      if (value != null && values.isCurrent(record.topic(), value)) {
        final byte[] entry = EnvelopeView.entryOf(value);
        if (entry != null) {
          return entry;
        }
      }
      return AuditFormat.entryOf(values.deserialize(record.topic(), value));
    } catch (final com.nexora.streams.schema.RegistryUnreachableException e) {
      throw new LogFault(LogFault.Kind.UNAVAILABLE, String.valueOf(e.getMessage()));
    } catch (final com.nexora.streams.schema.SchemaException e) {
      return new byte[0];
    }
  }

  /** The newest record that means something, looked for in growing pieces from the end. */
  private <T> Optional<T> backwards(
      final TopicPartition partition,
      final java.util.function.Function<ConsumerRecord<byte[], byte[]>, @Nullable T> meaning) {
    final List<T> found = new ArrayList<>();
    read(
        partition,
        consumer -> {
          final long begin =
              offset(consumer.beginningOffsets(List.of(partition), TIMEOUT), partition);
          long to = offset(consumer.endOffsets(List.of(partition), TIMEOUT), partition);
          for (long window = FIRST_WINDOW; to > begin && found.isEmpty(); window *= 8) {
            final long from = Math.max(begin, to - window);
            forEach(
                consumer,
                partition,
                from,
                to,
                record -> {
                  final T value = meaning.apply(record);
                  if (value != null) {
                    found.clear();
                    found.add(value);
                  }
                });
            to = from;
          }
        });
    return found.stream().findFirst();
  }

  private void read(
      final TopicPartition partition, final Consumer<KafkaConsumer<byte[], byte[]>> question) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      question.accept(consumer);
    } catch (final KafkaException e) {
      throw new LogFault(
          LogFault.Kind.UNAVAILABLE, "the trail cannot be read to compare it: " + e.getMessage());
    }
  }

  private static void forEach(
      final KafkaConsumer<byte[], byte[]> consumer,
      final TopicPartition partition,
      final long from,
      final long to,
      final Consumer<ConsumerRecord<byte[], byte[]>> each) {
    consumer.seek(partition, from);
    long position = from;
    long quietSince = System.nanoTime();
    while (position < to) {
      for (final ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < to) {
          each.accept(record);
        }
      }
      final long next = consumer.position(partition, TIMEOUT);
      if (next > position) {
        quietSince = System.nanoTime();
      } else if (System.nanoTime() - quietSince > PATIENCE.toNanos()) {
        throw new LogFault(
            LogFault.Kind.UNAVAILABLE,
            "%s gave no record for %d s at offset %d of %d"
                .formatted(partition, PATIENCE.toSeconds(), position, to));
      }
      position = next;
    }
  }

  private static long offset(
      final Map<TopicPartition, Long> offsets, final TopicPartition partition) {
    return offsets.getOrDefault(partition, 0L);
  }

  private static Map<String, byte[]> headers(final ConsumerRecord<byte[], byte[]> record) {
    final Map<String, byte[]> headers = new HashMap<>();
    for (final Header header : record.headers()) {
      headers.put(header.key(), header.value());
    }
    return headers;
  }
}

package com.nexora.streams.audit;

import com.nexora.events.AuditRecord;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.RegistryUnreachableException;
import com.nexora.streams.schema.SchemaException;
import com.nexora.streams.schema.SchemaRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.avro.SchemaNormalization;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code audit.records} from its beginning to where it ended when reading started: committed
 * records only, without a consumer group, leaving no trace on the broker.
 */
public final class AuditTopicReader {

  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int FIRST_BLOCK = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Map<String, Object> config;
  private final Envelopes envelopes;
  private final AtomicLong read = new AtomicLong();

  /**
   * @param clientConfig Kafka client settings, at least {@code bootstrap.servers}
   * @param registry where the schema of the envelopes comes from
   */
  public AuditTopicReader(final Map<String, ?> clientConfig, final SchemaRegistry registry) {
    this.config = new HashMap<>(clientConfig);
    config.put(
        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
        IsolationLevel.READ_COMMITTED.toString().toLowerCase(Locale.ROOT));
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
    this.envelopes = new RegistryEnvelopes(registry);
  }

  /**
   * The logs of the topic, bounded to what is committed now.
   *
   * @throws IllegalStateException if the topic does not exist
   * @throws org.apache.kafka.common.KafkaException if the broker does not answer
   */
  public List<AuditVerifier.LogSource> logs() {
    final List<AuditVerifier.LogSource> logs = new ArrayList<>();
    for (final String topic : topics()) {
      logs.addAll(partitions(topic));
    }
    if (logs.isEmpty()) {
      throw new IllegalStateException(
          "topic %s does not exist on this cluster: is it the right one?"
              .formatted(Topics.AUDIT_RECORDS));
    }
    return logs;
  }

  /**
   * Signed checkpoints that are committed now; empty if there are none.
   *
   * @throws org.apache.kafka.common.KafkaException if the broker does not answer
   */
  public List<StoredNote> notes() {
    final List<StoredNote> notes = new ArrayList<>();
    for (final PartitionLog log : partitions(Topics.AUDIT_CHECKPOINTS)) {
      log.forEach(
          log.startOffset(), block -> block.get().addNotesTo(notes, String.valueOf(log.partition)));
    }
    return notes;
  }

  /** The topics that hold logs: one per retention class. */
  private List<String> topics() {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      return consumer.listTopics(TIMEOUT).keySet().stream()
          .filter(topic -> RecordsTopic.logId(topic, 0).isPresent())
          .sorted()
          .toList();
    }
  }

  private List<PartitionLog> partitions(final String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      final List<PartitionInfo> infos = consumer.partitionsFor(topic, TIMEOUT);
      final List<TopicPartition> partitions =
          (infos == null ? List.<PartitionInfo>of() : infos)
              .stream()
                  .map(info -> new TopicPartition(info.topic(), info.partition()))
                  .sorted(Comparator.comparingInt(TopicPartition::partition))
                  .toList();
      final Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions, TIMEOUT);
      final Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, TIMEOUT);
      return partitions.stream()
          .map(
              partition ->
                  new PartitionLog(
                      partition,
                      starts.getOrDefault(partition, 0L),
                      ends.getOrDefault(partition, 0L)))
          .toList();
    }
  }

  /** Records read so far, for progress. Thread-safe. */
  public long recordsRead() {
    return read.get();
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private final class PartitionLog implements AuditVerifier.LogSource {

    private final TopicPartition partition;
    private final long start;
    private final long end;

    PartitionLog(final TopicPartition partition, final long start, final long end) {
      this.partition = partition;
      this.start = start;
      this.end = end;
    }

    @Override
    public String logId() {
      return RecordsTopic.logId(partition.topic(), partition.partition())
          .orElse(partition.toString());
    }

    @Override
    public long startOffset() {
      return start;
    }

    @Override
    public Envelopes envelopes() {
      return envelopes;
    }

    @Override
    public void forEach(final long from, final Consumer<Supplier<RecordBlock>> blocks) {
      if (from >= end) {
        return;
      }
      try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        long position = from;
        long quietSince = System.nanoTime();
        while (position < end) {
          final RecordBlock block = block(consumer.poll(POLL));
          if (block.count() > 0) {
            blocks.accept(() -> block);
          }
          final long next = consumer.position(partition, TIMEOUT);
          if (next > position) {
            quietSince = System.nanoTime();
          } else if (System.nanoTime() - quietSince > PATIENCE.toNanos()) {
            throw new TimeoutException(
                "%s gave no record for %d s at offset %d of %d"
                    .formatted(partition, PATIENCE.toSeconds(), position, end));
          }
          position = next;
        }
      }
    }

    private RecordBlock block(final Iterable<ConsumerRecord<byte[], byte[]>> records) {
      final RecordBlock block = new RecordBlock(FIRST_BLOCK);
      for (final ConsumerRecord<byte[], byte[]> record : records) {
        if (record.offset() < end) {
          add(block, record);
        }
      }
      read.addAndGet(block.count());
      return block;
    }
  }

  private static void add(final RecordBlock block, final ConsumerRecord<byte[], byte[]> record) {
    final byte[] key = record.key();
    final byte[] value = record.value();
    final int keyAt = key == null ? 0 : block.use(key);
    final int valueAt = value == null ? 0 : block.use(value);
    final int headersAt = block.used();
    int headers = 0;
    for (final Header header : record.headers()) {
      block.useSized(header.key().getBytes(StandardCharsets.UTF_8));
      block.useSized(header.value());
      headers++;
    }
    block.add(
        record.offset(),
        record.timestamp(),
        keyAt,
        key == null ? -1 : key.length,
        valueAt,
        value == null ? -1 : value.length,
        headersAt,
        headers);
  }

  /** Decodes envelopes by the schemas that a registry knows. */
  private static final class RegistryEnvelopes implements Envelopes {

    private final SchemaRegistry registry;
    private final Deserializer<AuditRecord> values;

    RegistryEnvelopes(final SchemaRegistry registry) {
      this.registry = registry;
      this.values = new AvroSerdes(registry, Map.of()).value(AuditRecord.class).deserializer();
    }

    @Override
    public boolean isCurrent(final int schemaId) {
      try {
        return SchemaNormalization.toParsingForm(registry.byId(schemaId))
            .equals(SchemaNormalization.toParsingForm(AuditRecord.getClassSchema()));
      } catch (final RegistryUnreachableException e) {
        throw e;
      } catch (final SchemaException e) {
        return false;
      }
    }

    @Override
    public StoredRecord read(
        final long offset,
        final byte @Nullable [] key,
        final Map<String, byte[]> headers,
        final byte[] value) {
      try {
        final AuditRecord record = values.deserialize(Topics.AUDIT_RECORDS, value);
        return record == null
            ? StoredRecord.undecodable(offset, key, headers, "no value")
            : StoredRecord.of(offset, key, headers, record);
      } catch (final RegistryUnreachableException e) {
        throw e;
      } catch (final SchemaException e) {
        return StoredRecord.undecodable(offset, key, headers, "not an AuditRecord in wire format");
      }
    }
  }
}

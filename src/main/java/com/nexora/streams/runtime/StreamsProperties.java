package com.nexora.streams.runtime;

import com.nexora.streams.catalogue.BatchingInterceptor;
import com.nexora.streams.catalogue.BufferMemory;
import com.nexora.streams.catalogue.CommitRhythm;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Kafka Streams' settings from ours.
 *
 * <p>What the guarantees rest on comes last and cannot be overridden: exactly-once, all replicas
 * acknowledged, every internal resource named by us.
 */
final class StreamsProperties {

  private static final int PRODUCTION_REPLICAS = 3;

  /**
   * Kafka Streams' 1,000 are four batches, and behind them it looks at every input of every task
   * again, asks for more and looks after its timers. What is at hand is less unless there is a
   * backlog.
   */
  private static final int POLLED_RECORDS = 4_000;

  /** Records read ahead of a partition; Kafka's 1,000, less since one may be a batch. */
  private static final int BUFFERED_RECORDS = 250;

  /**
   * Kafka's 16 KiB hold some twenty audit entries: under load about a third of the brokers' work
   * would be done for batches, not for records.
   */
  private static final int PRODUCER_BATCH_BYTES = 128 * 1024;

  /**
   * A fetch asks for the partitions of which nothing is at hand, and no other goes to the same
   * broker while it waits: with Kafka's 500 ms, whoever works off one topic while the others are
   * quiet waits for them again and again.
   */
  private static final int FETCH_WAIT_MS = 20;

  /** Of Kafka's 64 KiB a fetched megabyte would arrive only while the thread polls. */
  private static final int SYSTEM_DECIDES = -1;

  private static final int TICK_TIMEOUT_MS = 10_000;
  private static final long TICK_BUFFER_BYTES = 1L << 20;

  /**
   * A transaction that follows right after another is asked to try again until the marks of the
   * first are written, a few milliseconds. Kafka's default of 100 ms is what an alert would wait.
   */
  private static final long RETRY_BACKOFF_MS = 2;

  private StreamsProperties() {}

  /**
   * @param address host:port under which other instances reach this one
   * @param memory RocksDB's shared memory, handed to every store
   * @param batchedTopics topics that are to come in batches
   */
  static Properties of(
      final NexoraConfig config,
      final String address,
      final RocksDbMemory memory,
      final List<String> batchedTopics) {
    final ProcessingSettings processing = config.processing();
    final Properties all = new Properties();
    all.putAll(config.kafka());
    all.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
    all.put(StreamsConfig.APPLICATION_SERVER_CONFIG, address);
    all.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDirectory().toString());
    all.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, processing.threads());
    all.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, processing.standbyReplicas());
    all.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, replicas(config));
    final long soon = processing.commitInterval().toMillis();
    all.put(CommitRhythm.KEY, soon);
    all.put(
        StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
        Math.max(soon, processing.commitBacklogInterval().toMillis()));
    all.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, processing.cacheBytes());
    all.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
    all.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
    all.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
    all.put(RocksDbMemory.KEY, memory);
    all.put(BufferMemory.KEY, new BufferMemory(processing.bufferBytes()));
    all.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
    config
        .instanceId()
        .ifPresent(
            id ->
                all.put(
                    StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), id));
    all.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
        processing.sessionTimeoutMs());
    all.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
        Math.min(3_000, processing.sessionTimeoutMs() / 3));
    all.merge(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG),
        BatchingInterceptor.class.getName(),
        (theirs, ours) -> theirs + "," + ours);
    all.put(
        StreamsConfig.mainConsumerPrefix(BatchingInterceptor.TOPICS),
        String.join(",", batchedTopics));
    all.putIfAbsent(
        StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), FETCH_WAIT_MS);
    all.putIfAbsent(
        StreamsConfig.consumerPrefix(ConsumerConfig.RECEIVE_BUFFER_CONFIG), SYSTEM_DECIDES);
    all.putIfAbsent(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), POLLED_RECORDS);
    all.putIfAbsent(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, BUFFERED_RECORDS);
    all.put(
        StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
        processing.transactionTimeoutMs());
    all.putIfAbsent(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    all.putIfAbsent(
        StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), PRODUCER_BATCH_BYTES);
    all.putIfAbsent(
        StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), RETRY_BACKOFF_MS);
    all.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    all.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    all.put(StreamsConfig.producerPrefix(ProducerConfig.ACKS_CONFIG), "all");
    return all;
  }

  /** Settings of an admin client to the same brokers. */
  static Map<String, Object> admin(final NexoraConfig config) {
    return new java.util.TreeMap<>(adminOnly(config.kafka()));
  }

  /**
   * Settings of the producer that writes ticks: outside the transactions, and soon done with a tick
   * that cannot be written, since another one follows.
   */
  static Map<String, Object> ticker(final NexoraConfig config) {
    final Map<String, Object> producer = producer(config);
    producer.put(ProducerConfig.CLIENT_ID_CONFIG, config.applicationId() + "-ticker");
    return producer;
  }

  /**
   * Settings of the producer that publishes a log's checkpoints. Its transactional id is the log's,
   * so that of two signers the later one fences off the earlier one.
   */
  static Map<String, Object> notary(final NexoraConfig config, final String logId) {
    final Map<String, Object> producer = producer(config);
    final String name = config.applicationId() + "-notary-" + logId.replace('/', '-');
    producer.put(ProducerConfig.CLIENT_ID_CONFIG, name);
    producer.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, name);
    producer.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TICK_TIMEOUT_MS);
    return producer;
  }

  /** Settings of the producer that writes the dead letters of destinations. */
  static Map<String, Object> destinationLetters(final NexoraConfig config) {
    final Map<String, Object> producer = producer(config);
    producer.put(ProducerConfig.CLIENT_ID_CONFIG, config.applicationId() + "-destinations");
    producer.put(ProducerConfig.ACKS_CONFIG, "all");
    return producer;
  }

  /** Settings of a consumer of committed records; groupId empty: it is assigned its partitions. */
  static Map<String, Object> committedConsumer(final NexoraConfig config, final String groupId) {
    final Map<String, Object> consumer = new java.util.TreeMap<>();
    config
        .kafka()
        .forEach(
            (key, value) -> {
              final String bare =
                  key.startsWith(StreamsConfig.CONSUMER_PREFIX)
                      ? key.substring(StreamsConfig.CONSUMER_PREFIX.length())
                      : key;
              if (ConsumerConfig.configNames().contains(bare)) {
                consumer.put(bare, value);
              }
            });
    consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    consumer.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    if (!groupId.isEmpty()) {
      consumer.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
    }
    return consumer;
  }

  private static Map<String, Object> producer(final NexoraConfig config) {
    final Map<String, Object> producer = new java.util.TreeMap<>();
    config
        .kafka()
        .forEach(
            (key, value) -> {
              final String bare =
                  key.startsWith(StreamsConfig.PRODUCER_PREFIX)
                      ? key.substring(StreamsConfig.PRODUCER_PREFIX.length())
                      : key;
              if (ProducerConfig.configNames().contains(bare)) {
                producer.put(bare, value);
              }
            });
    producer.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    producer.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    producer.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    producer.put(ProducerConfig.ACKS_CONFIG, "all");
    producer.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    producer.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TICK_TIMEOUT_MS);
    producer.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, TICK_TIMEOUT_MS);
    producer.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * TICK_TIMEOUT_MS);
    producer.put(ProducerConfig.BUFFER_MEMORY_CONFIG, TICK_BUFFER_BYTES);
    return producer;
  }

  private static Map<String, Object> adminOnly(final Map<String, Object> kafka) {
    final Map<String, Object> admin = new java.util.TreeMap<>();
    kafka.forEach(
        (key, value) -> {
          if (org.apache.kafka.clients.admin.AdminClientConfig.configNames().contains(key)) {
            admin.put(key, value);
          } else if (key.startsWith(StreamsConfig.ADMIN_CLIENT_PREFIX)) {
            admin.put(key.substring(StreamsConfig.ADMIN_CLIENT_PREFIX.length()), value);
          }
        });
    return admin;
  }

  private static int replicas(final NexoraConfig config) {
    final int asked = config.processing().replicationFactor();
    return asked == -1 && config.production() ? PRODUCTION_REPLICAS : asked;
  }
}

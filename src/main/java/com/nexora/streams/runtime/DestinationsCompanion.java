package com.nexora.streams.runtime;

import com.nexora.events.TenantConfig;
import com.nexora.streams.catalogue.TenantSettings;
import com.nexora.streams.catalogue.Threads;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.destinations.DestinationSpec;
import com.nexora.streams.destinations.DestinationsReader;
import com.nexora.streams.destinations.InvalidDestinationException;
import com.nexora.streams.destinations.NetworkGuard;
import com.nexora.streams.destinations.Secrets;
import com.nexora.streams.privacy.redact.Redactor;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.RegistryUnreachableException;
import com.nexora.streams.schema.SchemaException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds the destinations of all tenants for as long as the application lives.
 *
 * <p>Reads {@code tenant.config} by itself, from its beginning: the topology's global store belongs
 * to the stream threads, and destinations must go on while those rebalance. A change takes effect
 * within a second.
 */
public final class DestinationsCompanion implements Companion {

  private static final Logger LOG = LoggerFactory.getLogger(DestinationsCompanion.class);
  private static final Duration POLL = Duration.ofMillis(300);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(10);
  private static final long PAUSE_MS = 1_000;

  /** Most bytes that a destination holds in memory at once, about. */
  private static final int FETCH_BYTES = 8 << 20;

  private final AvroSerdes serdes;
  private final Redactor redactor;
  private final Map<String, String> problems = new ConcurrentHashMap<>();
  private volatile boolean closed;
  private @Nullable Thread thread;

  /**
   * @param redactor takes out of bodies what must not leave, by everybody's rules
   */
  public DestinationsCompanion(final AvroSerdes serdes, final Redactor redactor) {
    this.serdes = serdes;
    this.redactor = redactor;
  }

  /**
   * @throws com.nexora.streams.destinations.InvalidDestinationException if the allowed networks
   *     cannot be read
   */
  @Override
  public void start(final NexoraApplication application) {
    final NetworkGuard guard = guard(application.config());
    final Thread started = new Thread(() -> run(application, guard), "nexora-destinations");
    started.setDaemon(true);
    thread = started;
    started.start();
  }

  private static NetworkGuard guard(final NexoraConfig config) {
    try {
      return new NetworkGuard(config.destinationNetworks());
    } catch (final InvalidDestinationException e) {
      throw new StartupException(DestinationKeys.NETWORKS + ": " + e.getMessage(), e);
    }
  }

  private void run(final NexoraApplication application, final NetworkGuard guard) {
    final NexoraConfig config = application.config();
    try (Producer<byte[], byte[]> letters =
            new KafkaProducer<>(StreamsProperties.destinationLetters(config));
        DestinationsReader destinations =
            new DestinationsReader(
                new DestinationsReader.Tools(
                    config.applicationId(),
                    config.destinationsMax(),
                    spec -> consumer(config, spec),
                    letters,
                    serdes,
                    new Secrets(config.destinationSecrets(), System::getenv),
                    guard,
                    redactor,
                    (name, problem) -> say(application.health(), name, problem)))) {
      while (!closed) {
        follow(config, destinations);
      }
    } catch (final RuntimeException e) {
      LOG.atError().setCause(e).log("destinations are not fed any more");
      application
          .health()
          .report("destinations", Optional.of("destinations are not fed any more: " + e));
    }
  }

  /** The log has the names; health is open to everybody and says how many. */
  private synchronized void say(
      final Health health, final String name, final Optional<String> problem) {
    if (problem.isPresent()) {
      if (!problem.get().equals(problems.put(name, problem.get()))) {
        LOG.atWarn().addKeyValue("problem", problem.get()).log("a destination is not fed");
      }
    } else {
      problems.remove(name);
    }
    final int count = problems.size();
    health.report(
        "destinations",
        count == 0
            ? Optional.empty()
            : Optional.of(
                "destinations that are not fed: "
                    + count
                    + "; their items wait, the log names them"));
  }

  private static Consumer<byte[], byte[]> consumer(
      final NexoraConfig config, final DestinationSpec spec) {
    final Map<String, Object> settings =
        StreamsProperties.committedConsumer(config, spec.group(config.applicationId()));
    settings.put(
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, spec.fromBeginning() ? "earliest" : "latest");
    settings.put(
        ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Math.min(spec.batchSize(), spec.maxPerSecond()));
    // All partitions go back at every rebalance: the batch in hand is dropped as a whole then.
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, RangeAssignor.class.getName());
    settings.put(
        ConsumerConfig.CLIENT_ID_CONFIG, config.applicationId() + "-destination-" + spec.name());
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Reads the settings until something fails, and follows them. */
  private void follow(final NexoraConfig config, final DestinationsReader destinations) {
    final Deserializer<TenantConfig> decoder = serdes.value(TenantConfig.class).deserializer();
    final TenantSettings defaults = TenantSettings.defaults(60, 5);
    // Sorted, so that every instance leaves out the same ones if there are too many.
    final Map<String, TenantSettings> tenants = new TreeMap<>();
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            StreamsProperties.committedConsumer(config, ""),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      final List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.TENANT_CONFIG).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      final Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      boolean whole = false;
      boolean changed = true;
      while (!closed) {
        for (final ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          changed |= take(record, decoder, defaults, tenants);
        }
        whole =
            whole
                || ends.entrySet().stream()
                    .allMatch(e -> consumer.position(e.getKey()) >= e.getValue());
        if (whole && changed) {
          destinations.follow(tenants);
          changed = false;
        }
      }
    } catch (final RuntimeException e) {
      LOG.atWarn()
          .setCause(e)
          .log("tenants' settings cannot be read; destinations stay as they are");
      pause();
    }
  }

  private static boolean take(
      final ConsumerRecord<byte[], byte[]> record,
      final Deserializer<TenantConfig> decoder,
      final TenantSettings defaults,
      final Map<String, TenantSettings> tenants) {
    if (record.key() == null) {
      return false;
    }
    final String tenantId = new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null) {
      return tenants.remove(tenantId) != null;
    }
    try {
      final TenantConfig config = decoder.deserialize(record.topic(), record.value());
      if (!tenantId.equals(config.getTenantId())) {
        return false;
      }
      tenants.put(tenantId, TenantSettings.of(config, defaults));
      return true;
    } catch (final RegistryUnreachableException e) {
      throw e;
    } catch (final SchemaException e) {
      LOG.atWarn()
          .addKeyValue("tenant", tenantId)
          .log("the tenant's settings cannot be read; its destinations stay as they are");
      return false;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MS);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    Threads.await(thread, STOP_WITHIN);
  }
}

package com.nexora.streams.runtime;

import com.nexora.events.TenantConfig;
import com.nexora.streams.catalogue.AdminAct;
import com.nexora.streams.catalogue.AdminActs;
import com.nexora.streams.catalogue.CatalogueException;
import com.nexora.streams.catalogue.Placement;
import com.nexora.streams.catalogue.TenantSettings;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.destinations.DestinationSpec;
import com.nexora.streams.destinations.InvalidDestinationException;
import com.nexora.streams.ingest.GateTopology;
import com.nexora.streams.privacy.redact.RedactionRules;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.RegistryUnreachableException;
import com.nexora.streams.schema.SchemaException;
import com.nexora.streams.tenants.InvalidSettingException;
import com.nexora.streams.tenants.Precondition;
import com.nexora.streams.tenants.TenantConfigJson;
import com.nexora.streams.tenants.TenantDocument;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the settings of tenants are changed.
 *
 * <p>Two instances may be asked at once to change what they both saw. A topic has no conditional
 * write, and a loser's record that readers merely ignored would become the tenant's settings when
 * the winner's is compacted away. So a change is made in a transaction whose id belongs to the
 * partition of the topic: whoever begins fences off whoever began before, reads what is committed
 * up to the end, holds the precondition against it, and commits the settings together with the act
 * that tells of them. Who was fenced off in between has written nothing, and starts again with what
 * is there now. Thread-safe.
 */
public final class TenantOffice implements AutoCloseable {

  /** Brokers with ACLs must allow transactional ids that begin like this. */
  public static final String TRANSACTIONAL_ID = "nexora-tenant-config-";

  static final String CHANGED = "tenant.config.changed";

  private static final Logger log = LoggerFactory.getLogger(TenantOffice.class);
  private static final int ATTEMPTS = 6;
  private static final int RETRY_MS = 20;
  private static final int TIMEOUT_MS = 5_000;
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

  private final Map<String, Object> clients;
  private final AvroSerdes serdes;
  private final TenantConfigJson json;
  private final Clock clock;
  private final Runnable beforeCommit;
  private final ReentrantLock oneAtATime = new ReentrantLock();
  private final Serializer<TenantConfig> serializer;
  private final Deserializer<TenantConfig> deserializer;

  /**
   * @param clients settings of Kafka clients
   * @param serdes for settings and acts
   * @param json reads documents
   */
  public TenantOffice(
      final Map<String, Object> clients,
      final AvroSerdes serdes,
      final TenantConfigJson json,
      final Clock clock) {
    this(clients, serdes, json, clock, () -> {});
  }

  /**
   * @param beforeCommit runs when a change has been checked and written, and is not committed yet
   */
  TenantOffice(
      final Map<String, Object> clients,
      final AvroSerdes serdes,
      final TenantConfigJson json,
      final Clock clock,
      final Runnable beforeCommit) {
    final Map<String, Object> bounded = new HashMap<>(clients);
    bounded.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
    bounded.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
    this.clients = Map.copyOf(bounded);
    this.serdes = serdes;
    this.json = json;
    this.clock = clock;
    this.beforeCommit = beforeCommit;
    this.serializer = serdes.value(TenantConfig.class).serializer();
    this.deserializer = serdes.value(TenantConfig.class).deserializer();
  }

  /** The settings are not those that the caller saw, or it does not say that it saw any. */
  public static final class PreconditionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean required;

    PreconditionException(final boolean required) {
      super(
          required
              ? "The tenant has settings: read them, and send the header If-Match with their ETag."
              : "The settings are not those that the request was made for: read them again.",
          null,
          false,
          false);
      this.required = required;
    }

    /** Whether the request must say what it changes. */
    public boolean isRequired() {
      return required;
    }
  }

  /**
   * Changes the settings of a tenant, and records who did. A document that changes nothing is
   * neither written nor recorded.
   *
   * @param document the whole of the settings, as docs/tenant-config.md says
   * @param actor who asks
   * @return what holds now
   * @throws InvalidSettingException if the document cannot be used
   * @throws PreconditionException if the precondition does not hold
   * @throws KafkaException if it could not be written; nothing has changed, unless an answer of the
   *     brokers was lost: then read
   */
  public TenantDocument put(
      final String tenant,
      final byte[] document,
      final Precondition precondition,
      final String actor) {
    try {
      if (!oneAtATime.tryLock(TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
        throw new KafkaException("other changes of settings take too long; try again");
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptException(e);
    }
    try {
      return change(tenant, document, precondition, actor);
    } finally {
      oneAtATime.unlock();
    }
  }

  private TenantDocument change(
      final String tenant,
      final byte[] document,
      final Precondition precondition,
      final String actor) {
    final long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MS);
    json.read(tenant, document, read(tenant).config());
    @Nullable TenantConfig written = null;
    for (int attempt = 1; ; attempt++) {
      final Attempt change = new Attempt(tenant, document, precondition, actor, written);
      try {
        return change.run();
      } catch (final KafkaException | CatalogueException e) {
        if (attempt == ATTEMPTS || isForGood(e) || System.nanoTime() > deadline) {
          throw new KafkaException(
              "the settings of tenant %s could not be written to %s: %s. Try again; with ACLs, this principal needs Write and Describe on it and on transactional ids that begin with %s."
                  .formatted(tenant, Topics.TENANT_CONFIG, e.getMessage(), TRANSACTIONAL_ID),
              e);
        }
        log.atInfo()
            .addKeyValue("tenant", tenant)
            .addKeyValue("attempt", attempt)
            .addKeyValue("reason", e.getClass().getSimpleName())
            .log("somebody else changes settings at the same time, or a broker did not answer");
        written = change.written;
        pause(attempt);
      }
    }
  }

  /**
   * Reads documents as this product can use them: topics that a tenant may choose from, and
   * destinations that it can feed.
   *
   * @param defaults what holds for a tenant without settings
   * @param everybodys rules of redaction, which a tenant may only tighten
   */
  public static TenantConfigJson json(
      final TenantSettings defaults, final RedactionRules everybodys) {
    return new TenantConfigJson(
        defaults, Set.copyOf(GateTopology.filteredTopics()), everybodys, TenantOffice::mistake);
  }

  private static Optional<String> mistake(
      final String tenant, final TenantSettings.Sink sink, final TenantSettings settings) {
    try {
      DestinationSpec.of(tenant, sink, settings);
      return Optional.empty();
    } catch (final InvalidDestinationException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** What a caller is told whose precondition does not hold. */
  public static PreconditionException refusal(final Precondition.Verdict verdict) {
    return new PreconditionException(verdict == Precondition.Verdict.REQUIRED);
  }

  private static boolean isForGood(final Throwable thrown) {
    return Causes.include(
        thrown, AuthorizationException.class, InterruptException.class, SchemaException.class);
  }

  private static void pause(final int attempt) {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(20L, 40L + 80L * attempt));
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptException(e);
    }
  }

  /** One try to make a change. */
  private final class Attempt {

    private final String tenant;
    private final byte[] document;
    private final Precondition precondition;
    private final String actor;
    private @Nullable TenantConfig written;

    Attempt(
        final String tenant,
        final byte[] document,
        final Precondition precondition,
        final String actor,
        final @Nullable TenantConfig written) {
      this.tenant = tenant;
      this.document = document;
      this.precondition = precondition;
      this.actor = actor;
      this.written = written;
    }

    TenantDocument run() {
      final int partition = partition(tenant);
      final Producer<byte[], byte[]> producer = producer(partition);
      try {
        producer.initTransactions();
        final TenantDocument present = read(tenant);
        if (present.config().equals(written)) {
          return present; // The commit of the last attempt came through, its answer did not.
        }
        final Precondition.Verdict verdict = precondition.against(present);
        if (verdict != Precondition.Verdict.HOLDS) {
          throw refusal(verdict);
        }
        final TenantConfig next = json.read(tenant, document, present.config());
        next.setUpdatedAt(present.config().getUpdatedAt());
        if (present.stored() && next.equals(present.config())) {
          return present;
        }
        next.setUpdatedAt(Math.max(clock.millis(), present.config().getUpdatedAt() + 1));
        final TenantDocument changed = new TenantDocument(next, true);
        written = next;
        commit(producer, partition, present, changed);
        return changed;
      } finally {
        producer.close(CLOSE_WITHIN);
      }
    }

    private void commit(
        final Producer<byte[], byte[]> producer,
        final int partition,
        final TenantDocument present,
        final TenantDocument changed) {
      producer.beginTransaction();
      // Not closed: it would close the producer before the commit.
      new AdminActs(producer, serdes).record(act(present, changed));
      final ProducerRecord<byte[], byte[]> settings =
          new ProducerRecord<>(
              Topics.TENANT_CONFIG,
              partition,
              tenant.getBytes(StandardCharsets.UTF_8),
              serializer.serialize(Topics.TENANT_CONFIG, changed.config()));
      try {
        producer.send(settings).get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptException(e);
      } catch (final ExecutionException | TimeoutException e) {
        throw new KafkaException(String.valueOf(e.getMessage()), e);
      }
      beforeCommit.run();
      producer.commitTransaction();
    }

    private AdminAct act(final TenantDocument present, final TenantDocument changed) {
      return AdminAct.of(tenant, CHANGED, "tenant-config:" + tenant)
          .by(actor)
          .at(changed.config().getUpdatedAt())
          .because(
              "the settings %s are replaced by %s"
                  .formatted(present.stored() ? present.tag() : "of everybody", changed.tag()))
          .payload(new String(changed.json(), StandardCharsets.UTF_8));
    }
  }

  /** What holds for a tenant, as far as it is committed. */
  public TenantDocument read(final String tenant) {
    final byte[] key = tenant.getBytes(StandardCharsets.UTF_8);
    final TenantConfig[] last = new TenantConfig[1];
    try (KafkaConsumer<byte[], byte[]> consumer =
        PrivacyTopics.consumer(clients, "nexora-tenant-config")) {
      final List<TopicPartition> partitions =
          PrivacyTopics.partitions(consumer, Topics.TENANT_CONFIG);
      PrivacyTopics.read(
          consumer,
          List.of(partitions.get(Placement.of(key, partitions.size()))),
          record -> {
            if (Arrays.equals(record.key(), key)) {
              last[0] = record.value() == null ? null : decoded(tenant, record.value(), last[0]);
            }
          });
    }
    return last[0] == null
        ? new TenantDocument(json.defaults(tenant), false)
        : new TenantDocument(last[0], true);
  }

  /** As the instances do: what cannot be read does not count. */
  private @Nullable TenantConfig decoded(
      final String tenant, final byte[] value, final @Nullable TenantConfig before) {
    try {
      final TenantConfig config = deserializer.deserialize(Topics.TENANT_CONFIG, value);
      return config.getTenantId().equals(tenant) ? config : before;
    } catch (final RegistryUnreachableException e) {
      throw e;
    } catch (final SchemaException e) {
      return before;
    }
  }

  private int partition(final String tenant) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        PrivacyTopics.consumer(clients, "nexora-tenant-config")) {
      final int partitions = PrivacyTopics.partitions(consumer, Topics.TENANT_CONFIG).size();
      return Placement.of(tenant.getBytes(StandardCharsets.UTF_8), partitions);
    }
  }

  private Producer<byte[], byte[]> producer(final int partition) {
    final Map<String, Object> settings = new HashMap<>(clients);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID + partition);
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 2 * TIMEOUT_MS);
    settings.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, RETRY_MS);
    return AdminActs.producer(settings, TRANSACTIONAL_ID + partition);
  }

  /** Nothing is held open between changes. */
  @Override
  public void close() {}
}

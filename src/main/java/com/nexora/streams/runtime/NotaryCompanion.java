package com.nexora.streams.runtime;

import com.nexora.events.AuditRecord;
import com.nexora.streams.audit.TrailLog;
import com.nexora.streams.audit.checkpoint.CheckpointGuard;
import com.nexora.streams.audit.checkpoint.CheckpointKeys;
import com.nexora.streams.audit.checkpoint.SealedLogReader;
import com.nexora.streams.audit.checkpoint.WitnessClient;
import com.nexora.streams.audit.note.WitnessPolicy;
import com.nexora.streams.catalogue.RetentionClass;
import com.nexora.streams.catalogue.RetentionClasses;
import com.nexora.streams.catalogue.Threads;
import com.nexora.streams.schema.AvroSerdes;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the {@link Notary} on a thread of its own for as long as the application lives. */
public final class NotaryCompanion implements Companion {

  private static final Logger LOG = LoggerFactory.getLogger(NotaryCompanion.class);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final CheckpointKeys keys;
  private final AvroSerdes serdes;
  private final CheckpointGuard guard;
  private volatile boolean closed;
  private @Nullable Thread thread;

  public NotaryCompanion(
      final CheckpointKeys keys, final AvroSerdes serdes, final CheckpointGuard guard) {
    this.keys = keys;
    this.serdes = serdes;
    this.guard = guard;
  }

  /**
   * @throws StartupException if the policy of the witnesses cannot be read
   */
  @Override
  public void start(final NexoraApplication application) {
    final Optional<WitnessPolicy> policy = SigningKeys.witnesses(application.config());
    final Thread started = new Thread(() -> run(application, policy), "nexora-notary");
    started.setDaemon(true);
    thread = started;
    started.start();
  }

  private void run(final NexoraApplication application, final Optional<WitnessPolicy> policy) {
    final NexoraConfig config = application.config();
    final RetentionClasses classes = config.retentionClasses();
    final SealedLogReader reader =
        new SealedLogReader(config.kafka(), serdes.reader(AuditRecord.class));
    final @Nullable CosigningWorker witnesses =
        policy
            .map(
                known ->
                    new CosigningWorker(
                        known, new WitnessClient(config.auditWitnessTimeout()), reader))
            .orElse(null);
    try (witnesses;
        KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(
                SealedLogReader.consumerConfig(config.kafka()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        NotaryMetrics metrics = new NotaryMetrics(application.instance())) {
      final Notary notary =
          new Notary(
              new Notary.Tools(
                  () -> owned(application, classes),
                  consumer,
                  logId -> new KafkaProducer<>(StreamsProperties.notary(config, logId)),
                  reader,
                  serdes,
                  Clock.systemUTC(),
                  Optional.ofNullable(witnesses)),
              keys,
              config.signingPace(),
              guard,
              application.health(),
              metrics);
      while (!closed) {
        round(notary);
      }
      notary.close();
    } catch (final RuntimeException e) {
      LOG.atError().setCause(e).log("the signer of checkpoints has stopped");
      application.health().report("checkpoints", Optional.of("the signer has stopped: " + e));
    }
  }

  /** The logs that this instance seals now. */
  private static Set<TrailLog> owned(
      final NexoraApplication application, final RetentionClasses classes) {
    final Set<TrailLog> owned = new LinkedHashSet<>();
    for (final RetentionClass retention : classes.all()) {
      for (final int partition : Ticker.ownedBy(application.streams(), retention.inbox())) {
        owned.add(new TrailLog(retention.name(), partition));
      }
    }
    return owned;
  }

  private void round(final Notary notary) {
    try {
      notary.round();
    } catch (final InterruptException e) {
      LOG.atDebug().setCause(e).log("interrupted");
    } catch (final KafkaException e) {
      LOG.atWarn().setCause(e).log("checkpoints wait for the broker");
      try {
        Thread.sleep(PAUSE.toMillis());
      } catch (final InterruptedException again) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    Threads.await(thread, STOP_WITHIN);
  }
}

package com.nexora.streams.audit;

import com.nexora.events.AuditEvent;
import com.nexora.events.AuditHead;
import com.nexora.streams.audit.checkpoint.LogFault;
import com.nexora.streams.audit.checkpoint.SealGuard;
import com.nexora.streams.audit.merkle.CompactRange;
import com.nexora.streams.audit.merkle.MissingNodeException;
import com.nexora.streams.catalogue.BufferMemory;
import com.nexora.streams.catalogue.BufferedStores;
import com.nexora.streams.catalogue.CommitRhythm;
import com.nexora.streams.catalogue.InFlight;
import com.nexora.streams.catalogue.Origin;
import com.nexora.streams.catalogue.OutputHeaders;
import com.nexora.streams.catalogue.RecordBatch;
import com.nexora.streams.catalogue.RetentionClass;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.deadletter.DeadLetters.Failure;
import com.nexora.streams.deadletter.Failures;
import com.nexora.streams.deadletter.RecordLetterReader;
import com.nexora.streams.schema.AvroDeserializer;
import com.nexora.streams.schema.IncompatibleSchemaException;
import com.nexora.streams.schema.RegistryUnreachableException;
import com.nexora.streams.schema.SchemaException;
import com.nexora.streams.schema.UnknownSchemaIdException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Seals one partition of the inbox, in its order.
 *
 * <p>The trail is a set: an act whose id is sealed already is dropped. Everything is computed
 * before the first store is written, so that nothing is half done if computing fails.
 */
final class SealEntriesProcessor extends ContextualProcessor<byte[], byte[], byte[], SealOutcome> {

  private static final int MAX_TENANT_BYTES = 256;
  private static final int MAX_ID_BYTES = 128;
  private static final Duration EVERY_SECOND = Duration.ofSeconds(1);

  private final RetentionClass retentionClass;
  private final Duration retention;
  private final Sealing sealing;
  private final SealGuard guard;
  private final AvroDeserializer<AuditEvent> events;
  private final DraftView draft = new DraftView();

  // Set by init(), which Kafka Streams calls before anything else.
  @SuppressWarnings("NullAway.Init")
  private AuditEntryStore store;

  @SuppressWarnings("NullAway.Init")
  private CommitRhythm rhythm;

  @SuppressWarnings("NullAway.Init")
  private HeadPace heads;

  @SuppressWarnings("NullAway.Init")
  private TrailLog log;

  /**
   * Latest arrival so far, epoch ms. Streams' own time is that of the batch's end already, and what
   * is a repeat must not depend on where batches end.
   */
  private long arrival;

  @SuppressWarnings("NullAway.Init")
  private SealMetrics metrics;

  private SealEntriesProcessor(
      final RetentionClass retentionClass,
      final Duration retention,
      final HmacKeys keys,
      final SealGuard guard,
      final AvroDeserializer<AuditEvent> events) {
    this.retentionClass = retentionClass;
    this.retention = retention;
    this.guard = guard;
    this.sealing = new Sealing(keys);
    this.events = events;
  }

  /**
   * Makes one processor per partition, with its stores.
   *
   * @param retentionClass whose log is written; its stores bear its name
   * @param retention how long an entry stays queryable and its id known, by arrival
   * @param guard is asked before anything is sealed
   */
  static ProcessorSupplier<byte[], byte[], byte[], SealOutcome> supplier(
      final RetentionClass retentionClass,
      final Duration retention,
      final HmacKeys keys,
      final SealGuard guard,
      final AvroDeserializer<AuditEvent> events) {
    return new ProcessorSupplier<>() {
      @Override
      public Processor<byte[], byte[], byte[], SealOutcome> get() {
        return new SealEntriesProcessor(retentionClass, retention, keys, guard, events);
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        // Heads and tiles change with every entry: the buffer spares the changelog all but the
        // last.
        return Set.of(
            BufferedStores.persistent(retentionClass.own(Stores.AUDIT_CHAINS)),
            BufferedStores.persistent(retentionClass.own(Stores.AUDIT_TILES)),
            EntryBlockStore.builder(retentionClass.own(Stores.AUDIT_ENTRIES)));
      }
    };
  }

  @Override
  public void init(final ProcessorContext<byte[], SealOutcome> context) {
    super.init(context);
    store =
        new AuditEntryStore(
            context.getStateStore(retentionClass.own(Stores.AUDIT_CHAINS)),
            context.getStateStore(retentionClass.own(Stores.AUDIT_ENTRIES)),
            context.getStateStore(retentionClass.own(Stores.AUDIT_TILES)),
            retention,
            BufferMemory.of(context.appConfigs()));
    arrival = context.currentStreamTimeMs();
    log = new TrailLog(retentionClass.name(), context.taskId().partition());
    final LogHead head = store.restored();
    guard.check(log, head.nextLeaf(), head.hasTree() ? head.range() : null);
    store.learn(arrival);
    metrics = new SealMetrics(context);
    rhythm = new CommitRhythm(context);
    heads = new HeadPace(CommitRhythm.intervalMs(context.appConfigs()));
    context.schedule(
        EVERY_SECOND,
        PunctuationType.WALL_CLOCK_TIME,
        now -> {
          store.learn(arrival);
          store.sweep(context.currentStreamTimeMs());
          showHead(now);
        });
  }

  @Override
  public void close() {
    store.close();
  }

  @Override
  public void process(final Record<byte[], byte[]> record) {
    rhythm.cameIn(record.timestamp());
    final RecordBatch batch = RecordBatch.in(record.headers());
    final InFlight inFlight = InFlight.ofThread();
    if (batch == null) {
      attempt(inFlight, record, Origin.of(context(), record.headers()));
      return;
    }
    for (final ConsumerRecord<byte[], byte[]> one : batch.records()) {
      attempt(
          inFlight,
          new Record<>(one.key(), one.value(), one.timestamp(), one.headers()),
          Origin.of(one));
    }
  }

  /**
   * Seals, and takes a mistake of ours for the record's fault as long as no store was written. A
   * log that is not as it should be is nobody's fault here: then sealing stops.
   */
  private void attempt(
      final InFlight inFlight, final Record<byte[], byte[]> record, final Origin origin) {
    inFlight.begin(origin, record);
    try {
      take(record, origin);
    } catch (final KafkaException | LogFault | MissingNodeException | MissingTreeException e) {
      throw e;
    } catch (final RuntimeException e) {
      if (inFlight.isHandedOn()) {
        // Going on would seal upon what is half written.
        throw new StreamsException("a log's state is half written", e);
      }
      refuse(record, origin, Failures.unexpected("seal-entries", e), null);
    } finally {
      inFlight.end();
    }
  }

  private void take(final Record<byte[], byte[]> record, final Origin origin) {
    arrival = Math.max(arrival, record.timestamp());
    final boolean plain;
    final @Nullable AuditEvent event;
    try {
      plain = isPlain(record, origin.topic());
      event = plain ? null : events.deserialize(origin.topic(), record.headers(), record.value());
    } catch (final RegistryUnreachableException e) {
      throw e;
    } catch (final UnknownSchemaIdException e) {
      refuse(record, origin, Failure.atOnce("unknown-schema", e.getClass(), text(e)), null);
      return;
    } catch (final IncompatibleSchemaException e) {
      refuse(record, origin, Failure.atOnce("incompatible-schema", e.getClass(), text(e)), null);
      return;
    } catch (final SchemaException e) {
      refuse(record, origin, Failure.atOnce("undecodable", e.getClass(), text(e)), null);
      return;
    }
    if (plain) {
      sealPlain(record, origin);
    } else if (event == null) {
      final String problem = "the record has no value: the inbox takes no tombstones";
      refuse(record, origin, failure("empty-value", problem), null);
    } else {
      final Failure failure = check(record.key(), event);
      if (failure == null) {
        seal(record, origin, event);
      } else {
        refuse(record, origin, failure, event.getTenantId());
      }
    }
  }

  /**
   * Whether a draft is an entry's end as it stands there: written as this version would, and
   * nothing to refuse. What is not so is decoded.
   */
  private boolean isPlain(final Record<byte[], byte[]> record, final String topic) {
    final byte[] value = record.value();
    return value != null
        && record.key() != null
        && events.isCurrent(topic, value)
        && draft.read(value, EnvelopeView.WIRE_HEADER, value.length)
        && !draft.demandsEncryption()
        && draft.idLength() > 0
        && draft.idLength() <= MAX_ID_BYTES
        && draft.tenantLength() > 0
        && draft.tenantLength() <= MAX_TENANT_BYTES
        && draft.isTenant(record.key());
  }

  private void sealPlain(final Record<byte[], byte[]> record, final Origin origin) {
    final String tenantId = draft.tenantId();
    if (isRepeat(tenantId, draft.auditId())) {
      return;
    }
    final LogHead head = store.log();
    keep(
        record,
        origin,
        head,
        sealing.seal(log.id(), head.nextLeaf(), store.tenant(tenantId), draft),
        OutputHeaders.of(
            tenantId, draft.eventType(), draft.correlationId(), DraftProcessor.SCHEMA_VERSION));
  }

  private void seal(
      final Record<byte[], byte[]> record, final Origin origin, final AuditEvent event) {
    if (isRepeat(event.getTenantId(), event.getAuditId())) {
      return;
    }
    final LogHead head = store.log();
    keep(
        record,
        origin,
        head,
        sealing.seal(log.id(), head.nextLeaf(), store.tenant(event.getTenantId()), event),
        DraftProcessor.headers(event));
  }

  private boolean isRepeat(final String tenantId, final String auditId) {
    stopIfFaulty();
    if (store.knows(tenantId, auditId, arrival)) {
      metrics.repeated();
      return true;
    }
    return false;
  }

  private void keep(
      final Record<byte[], byte[]> record,
      final Origin origin,
      final LogHead head,
      final Sealing.Sealed sealed,
      final Headers headers) {
    final int size = sealed.record().getEntry().remaining();
    if (size > AuditFormat.MAX_ENTRY_BYTES) {
      refuse(
          record,
          origin,
          failure(
              "too-large",
              "the entry would have %d bytes, at most %d can be sealed: send the payload's digest instead"
                  .formatted(size, AuditFormat.MAX_ENTRY_BYTES)),
          sealed.record().getTenantId());
      return;
    }
    InFlight.ofThread().handOn();
    final byte[] encoded = store.put(head, sealed, arrival);
    metrics.sealed();
    context()
        .forward(
            new Record<>(
                record.key(),
                new SealOutcome.Sealed(sealed.record(), encoded, context().taskId().partition()),
                record.timestamp(),
                headers));
    showHead(context().currentSystemTimeMs());
  }

  /**
   * Shows how far the log has come, in the transaction of the entries. The clock decides when,
   * which is harmless: heads are no part of the trail, and each one is true.
   */
  private void showHead(final long now) {
    if (!heads.mayShow(now)) {
      return;
    }
    final CompactRange range = store.log().range();
    if (range.size() > 0 && heads.show(range.size(), now)) {
      final AuditHead head = new AuditHead(log.id(), range.size(), ByteBuffer.wrap(range.root()));
      context()
          .forward(
              new Record<>(
                  log.id().getBytes(StandardCharsets.UTF_8),
                  new SealOutcome.Head(head, context().taskId().partition()),
                  now));
    }
  }

  private void stopIfFaulty() {
    final LogFault fault = guard.stopped(log).orElse(null);
    if (fault != null) {
      throw fault;
    }
  }

  private void refuse(
      final Record<byte[], byte[]> record,
      final Origin origin,
      final Failure failure,
      final @Nullable String tenantId) {
    InFlight.ofThread().handOn();
    metrics.refused();
    context()
        .forward(
            new Record<>(
                record.key(),
                new SealOutcome.Refused(RecordLetterReader.read(record, origin, failure, tenantId)),
                record.timestamp()));
  }

  /** What keeps a decoded draft from being an entry; null if nothing does. */
  private static @Nullable Failure check(final byte @Nullable [] key, final AuditEvent event) {
    final byte[] tenant = event.getTenantId().getBytes(StandardCharsets.UTF_8);
    if (tenant.length == 0 || tenant.length > MAX_TENANT_BYTES) {
      return failure(
          "invalid-field",
          "tenant_id has %d bytes, must have 1 to %d".formatted(tenant.length, MAX_TENANT_BYTES));
    }
    final int id = DraftSize.utf8Bytes(event.getAuditId());
    if (id == 0 || id > MAX_ID_BYTES) {
      return failure(
          "invalid-field", "audit_id has %d bytes, must have 1 to %d".formatted(id, MAX_ID_BYTES));
    }
    if (!Arrays.equals(tenant, key)) {
      // Another key can mean another partition, and a tenant would get a second chain there.
      return failure("wrong-key", "the record's key is not the UTF-8 bytes of its tenant_id");
    }
    return null;
  }

  private static Failure failure(final String reason, final String message) {
    return Failure.atOnce(reason, SealEntriesProcessor.class, message);
  }

  private static String text(final SchemaException e) {
    final String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}

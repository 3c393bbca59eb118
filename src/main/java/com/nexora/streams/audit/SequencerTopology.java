package com.nexora.streams.audit;

import com.nexora.events.AuditEvent;
import com.nexora.events.AuditHead;
import com.nexora.events.AuditRecord;
import com.nexora.events.DeadLetter;
import com.nexora.streams.audit.checkpoint.SealGuard;
import com.nexora.streams.catalogue.RetentionClass;
import com.nexora.streams.catalogue.RetentionClasses;
import com.nexora.streams.catalogue.StreamTypes;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.AvroSerializer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * Seals the inbox: every act gets its index in the partition's log, its place in its tenant's
 * chain, and its hashes.
 *
 * <p>One sequencer per partition, by Kafka's own assignment; under exactly-once the heads of the
 * chains and the sealed records commit together, so a crash neither forks nor gaps a chain. Entry
 * {@code n} of inbox partition {@code p} goes to partition {@code p} of {@code audit.records}: the
 * partition is the log.
 */
public final class SequencerTopology {

  private final RetentionClass retentionClass;
  private final Duration retention;
  private final AvroSerdes serdes;
  private final HmacKeys keys;
  private final SealGuard guard;

  /** The sequencer of the default class. */
  public SequencerTopology(
      final TopologySettings settings,
      final AvroSerdes serdes,
      final HmacKeys keys,
      final SealGuard guard) {
    this(settings, serdes, keys, guard, settings.retentionClasses().all().get(0));
  }

  /**
   * @param settings entries stay queryable, and their ids known as already sealed, for the longer
   *     of {@code auditQueryRetention} and {@code dedupHistory}
   * @param serdes values of the topics
   * @param keys the highest version seals
   * @param guard is asked before anything is sealed
   * @param retentionClass whose inbox is sealed into whose log; steps and stores bear its name
   */
  public SequencerTopology(
      final TopologySettings settings,
      final AvroSerdes serdes,
      final HmacKeys keys,
      final SealGuard guard,
      final RetentionClass retentionClass) {
    this.retentionClass = retentionClass;
    this.retention =
        settings.auditQueryRetention().compareTo(settings.dedupHistory()) > 0
            ? settings.auditQueryRetention()
            : settings.dedupHistory();
    this.serdes = serdes;
    this.keys = keys;
    this.guard = guard;
  }

  /** The topics that the sequencers read, and take apart if they come in batches. */
  public static List<String> topics(final RetentionClasses classes) {
    return classes.all().stream().map(RetentionClass::inbox).toList();
  }

  /**
   * Attaches the room: reads {@code audit.inbox}, writes {@code audit.records} and {@code
   * audit.heads}, owns the audit stores.
   *
   * @return dead letters of the inbox: records that cannot be an entry
   */
  public KStream<byte[], DeadLetter> addTo(final StreamsBuilder builder) {
    final KStream<byte[], SealOutcome> outcomes =
        builder.stream(
                retentionClass.inbox(),
                Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
                    .withName(retentionClass.own("read-audit-inbox")))
            .process(
                SealEntriesProcessor.supplier(
                    retentionClass, retention, keys, guard, serdes.reader(AuditEvent.class)),
                Named.as(retentionClass.own("seal-entries")));

    StreamTypes.only(
            outcomes, SealOutcome.Sealed.class, retentionClass.own("select-sealed-entries"))
        .to(
            retentionClass.records(),
            Produced.with(Serdes.ByteArray(), new SealedSerde(serdes.writer()))
                .withStreamPartitioner(samePartition())
                .withName(retentionClass.own("write-audit-records")));

    StreamTypes.only(outcomes, SealOutcome.Head.class, retentionClass.own("select-log-heads"))
        .mapValues(SealOutcome.Head::head, Named.as(retentionClass.own("take-log-heads")))
        .to(
            Topics.AUDIT_HEADS,
            Produced.with(Serdes.ByteArray(), serdes.value(AuditHead.class))
                .withStreamPartitioner(
                    (topic, key, head, partitions) ->
                        Optional.of(Set.of(AuditFormat.partitionOf(head.getLogId()))))
                .withName(retentionClass.own("write-audit-heads")));

    return StreamTypes.only(
            outcomes, SealOutcome.Refused.class, retentionClass.own("select-refused-audit-drafts"))
        .mapValues(
            SealOutcome.Refused::letter, Named.as(retentionClass.own("take-refused-audit-drafts")));
  }

  private StreamPartitioner<byte[], SealOutcome.Sealed> samePartition() {
    return (topic, key, entry, partitions) -> {
      if (entry.partition() >= partitions) {
        throw new IllegalStateException(
            "topic %s has %d partitions, too few for an entry of %s-%d: give both topics the same number"
                .formatted(topic, partitions, retentionClass.inbox(), entry.partition()));
      }
      return Optional.of(Set.of(entry.partition()));
    };
  }

  /**
   * Writes the record of a sealed entry. It exists because the sink must know the entry's
   * partition, which is not part of the record, and because the record is encoded for the store
   * already. Never reads.
   */
  private static final class SealedSerde implements Serde<SealOutcome.Sealed> {

    private final AvroSerializer<AuditRecord> records;

    SealedSerde(final AvroSerializer<AuditRecord> records) {
      this.records = records;
    }

    @Override
    public void close() {
      records.close();
    }

    @Override
    public Serializer<SealOutcome.Sealed> serializer() {
      return (topic, entry) ->
          records.serialize(topic, entry.record(), entry.encoded(), EntryCodec.BODY);
    }

    @Override
    public Deserializer<SealOutcome.Sealed> deserializer() {
      return (topic, data) -> {
        throw new UnsupportedOperationException("sealed entries are written here, never read");
      };
    }
  }
}

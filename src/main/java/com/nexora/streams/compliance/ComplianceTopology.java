package com.nexora.streams.compliance;

import com.nexora.events.AuditEvent;
import com.nexora.events.ComplianceViolation;
import com.nexora.streams.catalogue.SeenIds;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.StreamTypes;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.schema.AvroSerdes;
import java.time.Duration;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;

/**
 * Judges drafts of the trail by the rules, before they are encrypted and sealed, and keeps the
 * violations for queries.
 *
 * <p>Here and not behind the sequencer, because only here the payload can be read still, and
 * because what an entry must be kept for is part of what is sealed.
 */
public final class ComplianceTopology {

  /**
   * How long violations stay queryable, by arrival: reports look a year back, the topic a month.
   */
  public static final Duration RETENTION = Duration.ofDays(400);

  /** The stream of drafts whose acts may come twice: what producers send to the trail. */
  private static final String REPEATING = "acts";

  /** Acts whose violations were told. */
  private static final SeenIds.Names TOLD =
      new SeenIds.Names(Stores.SEEN_AUDIT_EVENTS, Stores.SEEN_AUDIT_HISTORY);

  private final RulesSource source;
  private final AvroSerdes serdes;
  private final TopologySettings settings;

  public ComplianceTopology(
      final RulesSource source, final AvroSerdes serdes, final TopologySettings settings) {
    this.source = source;
    this.serdes = serdes;
    this.settings = settings;
  }

  /** Attaches what there is once: tenants' rules, and the store of violations. */
  public void addTo(final StreamsBuilder builder) {
    new TenantRulesTopology(source).addTo(builder);
    TOLD.addTo(builder, settings);
    builder.addStateStore(
        org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
                org.apache.kafka.streams.state.Stores.persistentKeyValueStore(
                    Stores.COMPLIANCE_VIOLATIONS),
                Serdes.Bytes(),
                Serdes.ByteArray())
            .withCachingEnabled());
    builder.stream(
            Topics.COMPLIANCE_VIOLATIONS,
            Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()).withName("read-violations"))
        .process(
            () ->
                new KeepViolationsProcessor(
                    serdes.value(ComplianceViolation.class).deserializer(), RETENTION),
            Named.as("keep-violations"),
            Stores.COMPLIANCE_VIOLATIONS);
  }

  /**
   * Attaches the step to one stream of drafts; drafts are changed in place.
   *
   * @param name tells this stream's steps from those of others
   */
  public KStream<byte[], AuditEvent> judge(
      final KStream<byte[], AuditEvent> drafts, final String name) {
    final Optional<SeenIds.Names> told =
        REPEATING.equals(name) ? Optional.of(TOLD) : Optional.empty();
    final KStream<byte[], SpecificRecord> judged =
        drafts.process(
            () -> new JudgeActsProcessor(source, settings, name, told),
            Named.as("judge-acts-of-" + name),
            told.map(SeenIds.Names::array).orElseGet(() -> new String[0]));
    StreamTypes.only(judged, ComplianceViolation.class, "take-violations-of-" + name)
        .to(
            Topics.COMPLIANCE_VIOLATIONS,
            Produced.with(Serdes.ByteArray(), serdes.value(ComplianceViolation.class))
                .withName("write-violations-of-" + name));
    return StreamTypes.only(judged, AuditEvent.class, "take-judged-acts-of-" + name);
  }
}

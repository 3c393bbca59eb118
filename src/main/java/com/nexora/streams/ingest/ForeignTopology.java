package com.nexora.streams.ingest;

import com.nexora.events.AgentEvent;
import com.nexora.events.AuditEvent;
import com.nexora.events.DeadLetter;
import com.nexora.events.GrcEvent;
import com.nexora.streams.catalogue.Origin;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.ingest.GateOutcome.Accepted;
import com.nexora.streams.ingest.GateOutcome.Refused;
import com.nexora.streams.ingest.foreign.GovernanceTranslator;
import com.nexora.streams.ingest.foreign.LogTranslator;
import com.nexora.streams.ingest.foreign.Translator;
import com.nexora.streams.schema.StoreCodec;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * The doors for what others write as JSON. Each is a sub-topology of its own, since its topics have
 * partitions and keys of their own; what concerns an entity hops to the partition of that entity
 * and is let in once there, like everything else of its family.
 */
final class ForeignTopology {

  private static final List<String> LOGS =
      List.of(Topics.LOGS_APPLICATION, Topics.LOGS_AUDIT, Topics.LOGS_SECURITY);

  private final TopologySettings settings;
  private final GateSetup setup;

  ForeignTopology(final GateSetup setup) {
    this.settings = setup.settings();
    this.setup = setup;
  }

  /** The topics that these doors read. */
  static Stream<String> topics() {
    return Stream.concat(LOGS.stream(), GovernanceTranslator.topics().stream());
  }

  /**
   * What log envelopes become.
   *
   * @param agents steps of agents, on the partitions of the entities
   * @param acts acts for the trail, on the partitions of the logs, keyed by tenant
   * @param letters what was refused
   */
  record Logs(
      KStream<byte[], AgentEvent> agents,
      KStream<byte[], AuditEvent> acts,
      KStream<byte[], DeadLetter> letters) {}

  /** Attaches the door of log envelopes. */
  Logs addLogs(final StreamsBuilder builder) {
    final KStream<byte[], GateOutcome<SpecificRecord>> outcomes =
        read(builder, "logs", LOGS, new LogTranslator(new LongTexts(setup.redactor())));
    return new Logs(
        hop(
            take(outcomes, AgentEvent.class, "take-agents-of-logs"),
            "agent-logs",
            new StoreCodec<>(AgentEvent.getClassSchema()),
            settings.entityPartitions()),
        take(outcomes, AuditEvent.class, "take-acts-of-logs"),
        letters(outcomes, "logs"));
  }

  /**
   * What documents and changes of a database become.
   *
   * @param events on the partitions of the events of governance
   * @param letters what was refused
   */
  record Documents(KStream<byte[], GrcEvent> events, KStream<byte[], DeadLetter> letters) {}

  /** Attaches the door of documents. */
  Documents addDocuments(final StreamsBuilder builder) {
    final KStream<byte[], GateOutcome<SpecificRecord>> outcomes =
        read(
            builder,
            "documents",
            GovernanceTranslator.topics(),
            new GovernanceTranslator(new LongTexts(setup.redactor())));
    return new Documents(
        hop(
            take(outcomes, GrcEvent.class, "take-events-of-documents"),
            "grc-documents",
            new StoreCodec<>(GrcEvent.getClassSchema()),
            settings.grcPartitions()),
        letters(outcomes, "documents"));
  }

  private KStream<byte[], GateOutcome<SpecificRecord>> read(
      final StreamsBuilder builder,
      final String name,
      final List<String> topics,
      final Translator translator) {
    return builder.stream(
            topics, Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()).withName("read-" + name))
        .process(
            () -> new TranslateProcessor(name, translator, setup),
            Named.as(TranslateProcessor.PREFIX + name));
  }

  private static <T extends SpecificRecord> KStream<byte[], T> take(
      final KStream<byte[], GateOutcome<SpecificRecord>> outcomes,
      final Class<T> type,
      final String name) {
    return outcomes.flatMapValues(
        outcome ->
            outcome instanceof Accepted<SpecificRecord> accepted
                    && type.isInstance(accepted.event())
                ? List.of(type.cast(accepted.event()))
                : List.<T>of(),
        Named.as(name));
  }

  private static KStream<byte[], DeadLetter> letters(
      final KStream<byte[], GateOutcome<SpecificRecord>> outcomes, final String name) {
    return outcomes.flatMapValues(
        outcome ->
            outcome instanceof Refused<SpecificRecord> refused
                ? List.of(refused.letter())
                : List.<DeadLetter>of(),
        Named.as("take-letters-of-" + name));
  }

  /** The hop is our own business: it needs no subject in the registry. */
  private static <T extends SpecificRecord> KStream<byte[], T> hop(
      final KStream<byte[], T> events,
      final String name,
      final StoreCodec<T> codec,
      final int partitions) {
    return events.repartition(
        Repartitioned.<byte[], T>as(Origin.REKEY_PREFIX + name)
            .withKeySerde(Serdes.ByteArray())
            .withValueSerde(
                Serdes.serdeFrom(
                    (topic, event) -> codec.encode(event), (topic, bytes) -> codec.decode(bytes)))
            .withNumberOfPartitions(partitions));
  }
}

package com.nexora.streams.ingest;

import com.nexora.events.AgentEvent;
import com.nexora.events.AuditEvent;
import com.nexora.events.DeadLetter;
import com.nexora.events.GrcEvent;
import com.nexora.events.NHIEvent;
import com.nexora.events.RemediationEvent;
import com.nexora.events.ThreatEvent;
import com.nexora.streams.catalogue.Origin;
import com.nexora.streams.catalogue.RowSeal;
import com.nexora.streams.catalogue.SeenIds;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.deadletter.ReplayProof;
import com.nexora.streams.ingest.GateOutcome.Accepted;
import com.nexora.streams.ingest.GateOutcome.Misplaced;
import com.nexora.streams.ingest.GateOutcome.Refused;
import com.nexora.streams.privacy.redact.Redactor;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.tenants.Conditions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * The one door for events that come by topic: whatever is behind it is typed, valid, in place and
 * there once.
 *
 * <p>The entity topics share two stores of seen ids, which makes them one sub-topology: so every
 * entity's events meet in one task, and the rooms behind need no hop. A well-keyed record makes no
 * hop either; only a stray one travels through the family's repartition topic and is gated again
 * behind it.
 *
 * <p>Needs {@link com.nexora.streams.catalogue.TenantConfigs#addTo} in the same topology.
 */
public final class GateTopology {

  private final TopologySettings settings;
  private final GateSetup setup;
  private final RowSeal seal;
  private final WaitingMemory memory;
  private final ForeignTopology foreign;

  /**
   * @param redactor takes secrets and personal data out of everything that passes or is refused
   * @param replays tells which replays are the product's own
   * @param seal encrypts the records that wait until they can be read
   */
  public GateTopology(
      final TopologySettings settings,
      final AvroSerdes serdes,
      final Redactor redactor,
      final ReplayProof replays,
      final RowSeal seal) {
    this.settings = settings;
    this.setup = new GateSetup(settings, serdes, new Conditions(), redactor, replays);
    this.seal = seal;
    memory = new WaitingMemory(settings.retries().maxBytes());
    foreign = new ForeignTopology(setup);
  }

  private static Stream<EventFamily<?>> families() {
    return Stream.of(
        EventFamily.NHI,
        EventFamily.THREAT,
        EventFamily.REMEDIATION,
        EventFamily.AGENT,
        EventFamily.AUDIT,
        EventFamily.ADMIN_ACT,
        EventFamily.GRC);
  }

  /** The topics whose events a tenant may choose from by {@code topics} and {@code filters}. */
  public static List<String> filteredTopics() {
    return families()
        .filter(family -> family.rules().tenantSay() == TenantSay.EVERYTHING)
        .flatMap(family -> family.topics().stream())
        .toList();
  }

  /** The topics that the gate reads, and takes apart if they come in batches. */
  public static List<String> topics() {
    return Stream.concat(
            families().flatMap(family -> family.topics().stream()), ForeignTopology.topics())
        .toList();
  }

  /** Attaches the gate: reads every event topic, owns the stores of seen ids and of who waits. */
  public Gated addTo(final StreamsBuilder builder) {
    final Spread entities =
        new Spread(
            settings.entityPartitions(),
            Optional.of(new SeenIds.Names(Stores.SEEN_EVENTS, Stores.SEEN_HISTORY)),
            room(builder, Stores.WAITING_ENTITIES));
    final Spread tenants =
        new Spread(
            settings.tenantPartitions(), Optional.empty(), room(builder, Stores.WAITING_ACTS));
    final Spread governance =
        new Spread(
            settings.grcPartitions(),
            Optional.of(new SeenIds.Names(Stores.SEEN_GRC_EVENTS, Stores.SEEN_GRC_HISTORY)),
            room(builder, Stores.WAITING_GRC));
    entities.seen.ifPresent(seen -> seen.addTo(builder, settings));
    governance.seen.ifPresent(seen -> seen.addTo(builder, settings));

    final Gate<NHIEvent> nhi = gate(builder, EventFamily.NHI, entities);
    final Gate<ThreatEvent> threats = gate(builder, EventFamily.THREAT, entities);
    final Gate<RemediationEvent> remediations = gate(builder, EventFamily.REMEDIATION, entities);
    final ForeignTopology.Logs logs = foreign.addLogs(builder);
    final Gate<AgentEvent> agents = gate(builder, EventFamily.AGENT, entities, logs.agents());
    final Gate<AuditEvent> audits = gate(builder, EventFamily.AUDIT, tenants);
    final Gate<AuditEvent> adminActs = gate(builder, EventFamily.ADMIN_ACT, tenants);
    final ForeignTopology.Documents documents = foreign.addDocuments(builder);
    final Gate<GrcEvent> grc = gate(builder, EventFamily.GRC, governance, documents.events());

    return new Gated(
        nhi.events,
        threats.events,
        remediations.events,
        clean(agents.events, EventFamily.AGENT, AgentEvent::getMetadata, GateTopology::copy),
        agents.events,
        audits.events,
        adminActs.events,
        clean(grc.events, EventFamily.GRC, GrcEvent::getMetadata, GateTopology::copy),
        grc.events,
        logs.acts(),
        nhi.letters
            .merge(threats.letters, Named.as("merge-refused-threat"))
            .merge(remediations.letters, Named.as("merge-refused-remediation"))
            .merge(agents.letters, Named.as("merge-refused-agent")),
        audits.letters.merge(adminActs.letters, Named.as("merge-refused-admin-act")),
        grc.letters,
        logs.letters(),
        documents.letters());
  }

  /** The events without the personal data that may only enter the trail. */
  private <T extends SpecificRecord> KStream<byte[], T> clean(
      final KStream<byte[], T> events,
      final EventFamily<T> family,
      final Function<T, Map<String, String>> metadata,
      final UnaryOperator<T> copy) {
    return events.process(
        () ->
            new RedactPersonalProcessor<>(
                family,
                family.rules(),
                event -> Cleaner.isTagged(metadata.apply(event)),
                copy,
                setup.redactor(),
                settings,
                setup.serdes()),
        Named.as(RedactPersonalProcessor.PREFIX + family.name()));
  }

  private static AgentEvent copy(final AgentEvent event) {
    return AgentEvent.newBuilder(event).build();
  }

  private static GrcEvent copy(final GrcEvent event) {
    return GrcEvent.newBuilder(event).build();
  }

  private WaitingStore.Room room(final StreamsBuilder builder, final String store) {
    final WaitingStore.Room room = new WaitingStore.Room(store, settings.retries(), seal, memory);
    builder.addStateStore(room.builder());
    return room;
  }

  /**
   * How a group of families is spread, where its seen ids are, if the gate keeps them, and who
   * waits.
   */
  private record Spread(int partitions, Optional<SeenIds.Names> seen, WaitingStore.Room waiting) {}

  /** One family's two ways out. */
  private record Gate<T>(KStream<byte[], T> events, KStream<byte[], DeadLetter> letters) {}

  /**
   * @param translated events of the family that came as something else, checked and in place
   */
  @SafeVarargs
  private <T extends SpecificRecord> Gate<T> gate(
      final StreamsBuilder builder,
      final EventFamily<T> family,
      final Spread spread,
      final KStream<byte[], T>... translated) {
    final KStream<byte[], GateOutcome<T>> front =
        admit(
            builder.stream(
                family.topics(),
                Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
                    .withName("read-" + family.name())),
            family,
            Position.FRONT,
            spread);
    final KStream<byte[], GateOutcome<T>> moved =
        admit(rekey(front, family, spread), family, Position.BEHIND_HOP, spread);

    final String route = "route-" + family.name();
    final Map<String, KStream<byte[], GateOutcome<T>>> ways =
        front
            .merge(moved, Named.as("merge-rekeyed-" + family.name()))
            .split(Named.as(route))
            .branch((key, outcome) -> outcome instanceof Accepted, Branched.as("-accepted"))
            .branch((key, outcome) -> outcome instanceof Refused, Branched.as("-refused"))
            .noDefaultBranch();
    KStream<byte[], GateOutcome<T>> accepted = way(ways, route + "-accepted");
    for (final KStream<byte[], T> more : translated) {
      accepted =
          accepted.merge(
              more.mapValues(
                  event -> (GateOutcome<T>) new Accepted<>(event),
                  Named.as("accept-translated-" + family.name())),
              Named.as("merge-translated-" + family.name()));
    }
    return new Gate<>(
        once(accepted, family, spread),
        way(ways, route + "-refused")
            .mapValues(
                outcome -> ((Refused<T>) outcome).letter(),
                Named.as("take-letter-" + family.name())));
  }

  private <T extends SpecificRecord> KStream<byte[], GateOutcome<T>> admit(
      final KStream<byte[], byte[]> raw,
      final EventFamily<T> family,
      final Position position,
      final Spread spread) {
    return raw.process(
        () -> new GateProcessor<>(family, position, spread.partitions, setup, spread.waiting),
        Named.as(position.processor(family)),
        spread.waiting.name());
  }

  /** The detour of records that stand on another partition than their entity's state. */
  private static <T> KStream<byte[], byte[]> rekey(
      final KStream<byte[], GateOutcome<T>> outcomes,
      final EventFamily<?> family,
      final Spread spread) {
    return outcomes
        .filter(
            (key, outcome) -> outcome instanceof Misplaced,
            Named.as("select-misplaced-" + family.name()))
        .mapValues(
            outcome -> ((Misplaced<T>) outcome).value(),
            Named.as("take-misplaced-" + family.name()))
        .repartition(
            Repartitioned.<byte[], byte[]>as(Origin.REKEY_PREFIX + family.name())
                .withKeySerde(Serdes.ByteArray())
                .withValueSerde(Serdes.ByteArray())
                .withNumberOfPartitions(spread.partitions));
  }

  private <T extends SpecificRecord> KStream<byte[], T> once(
      final KStream<byte[], GateOutcome<T>> accepted,
      final EventFamily<T> family,
      final Spread spread) {
    return accepted.process(
        () -> new DuplicateProcessor<>(family.name(), family.rules(), spread.seen, settings),
        Named.as(DuplicateProcessor.PREFIX + family.name()),
        spread.seen.map(SeenIds.Names::array).orElseGet(() -> new String[0]));
  }

  private static <V> V way(final Map<String, V> ways, final String name) {
    final V way = ways.get(name);
    if (way == null) {
      throw new IllegalStateException("no branch " + name + " among " + ways.keySet());
    }
    return way;
  }
}

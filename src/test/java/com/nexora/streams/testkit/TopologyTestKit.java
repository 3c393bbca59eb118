package com.nexora.streams.testkit;

import com.nexora.events.AgentEvent;
import com.nexora.events.AuditEvent;
import com.nexora.events.DeadLetter;
import com.nexora.events.GrcEvent;
import com.nexora.events.NHIEvent;
import com.nexora.events.RemediationEvent;
import com.nexora.events.TenantConfig;
import com.nexora.events.ThreatEvent;
import com.nexora.streams.catalogue.AgentEntity;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.schema.AvroSerdes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.test.TestRecord;

/**
 * Runs rooms, or the whole topology, in one thread without a broker: typed events in, typed records
 * out, time in the test's hands.
 *
 * <pre>{@code
 * try (TopologyTestKit kit = TopologyTestKit.of(rooms -> {
 *   Correlated correlated = new CorrelationTopology(rooms.settings(), rooms.serdes())
 *       .addTo(rooms.builder(), rooms.nhi(), rooms.threats(), rooms.remediations());
 *   rooms.capture(correlated.changes(), "test.changes", FindingChange.class);
 * })) {
 *   kit.nhi().pipe(nhi().entity("role-1"));
 *   kit.advance(Duration.ofSeconds(10));
 *   kit.threats().pipe(threat("t-1").entity("role-1").scored(7.5));
 *   assertThat(kit.output(Topics.THREAT_CORRELATED, CorrelatedThreat.class).readAll()).hasSize(1);
 * }
 * }</pre>
 *
 * <p>Arrival is the kit's clock, which starts at {@link #START} and moves only by {@link #advance};
 * event times are the drafts' own. Everything sits on partition 0: the settings say one partition.
 */
public final class TopologyTestKit implements AutoCloseable {

  /** The kit's first moment, and the default event time: a round quarter of an hour. */
  public static final Instant START = Instant.parse("2026-01-05T08:00:00Z");

  static final List<String> AGENT_TOPICS =
      List.of(
          Topics.AGENT_EVENTS,
          Topics.TASK_EVENTS,
          Topics.WORKFLOW_EVENTS,
          Topics.PERFORMANCE_EVENTS);

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final AvroSerdes serdes = new AvroSerdes(registry, Map.of());
  private final Path stateDir;
  private final Topology topology;
  private final TopologyTestDriver driver;
  private Instant now = START;

  private TopologyTestKit(final Function<AvroSerdes, Function<Properties, Topology>> build) {
    stateDir = temporaryDirectory();
    final Properties properties = properties(stateDir);
    topology = build.apply(serdes).apply(properties);
    driver = new TopologyTestDriver(topology, properties, START);
  }

  /** A kit around some rooms, with the default settings. */
  public static TopologyTestKit of(final Consumer<Rooms> rooms) {
    return of(TopologySettings.defaults(1, 1), rooms);
  }

  /** A kit around some rooms. */
  public static TopologyTestKit of(final TopologySettings settings, final Consumer<Rooms> rooms) {
    return new TopologyTestKit(
        serdes ->
            properties -> {
              final StreamsBuilder builder =
                  new StreamsBuilder(new TopologyConfig(new StreamsConfig(properties)));
              rooms.accept(new Rooms(builder, settings, serdes));
              return builder.build(properties);
            });
  }

  /** A kit around a topology that somebody else puts together, e.g. the whole product's. */
  public static TopologyTestKit whole(final BiFunction<Properties, AvroSerdes, Topology> build) {
    return new TopologyTestKit(serdes -> properties -> build.apply(properties, serdes));
  }

  /** Writes to {@code nhi.events}. */
  public EventPipe<NHIEvent> nhi() {
    return new EventPipe<>(
        this,
        NHIEvent.class,
        event -> Topics.NHI_EVENTS,
        event -> EntityKey.bytes(event.getTenantId(), event.getEntityId()));
  }

  /** Writes to {@code threat.events}. */
  public EventPipe<ThreatEvent> threats() {
    return new EventPipe<>(
        this,
        ThreatEvent.class,
        event -> Topics.THREAT_EVENTS,
        event -> EntityKey.bytes(event.getTenantId(), event.getEntityId()));
  }

  /** Writes to {@code remediation.events}. */
  public EventPipe<RemediationEvent> remediations() {
    return new EventPipe<>(
        this,
        RemediationEvent.class,
        event -> Topics.REMEDIATION_EVENTS,
        event -> EntityKey.bytes(event.getTenantId(), event.getEntityId()));
  }

  /** Writes to the agent, task, workflow or performance topic, as the event's type says. */
  public EventPipe<AgentEvent> agents() {
    return new EventPipe<>(this, AgentEvent.class, TopologyTestKit::topicOf, AgentEntity::key);
  }

  /** Writes to {@code audit.events}. */
  public EventPipe<AuditEvent> audits() {
    return new EventPipe<>(
        this,
        AuditEvent.class,
        event -> Topics.AUDIT_EVENTS,
        event -> event.getTenantId().getBytes(StandardCharsets.UTF_8));
  }

  /** Writes to {@code grc.events}. */
  public EventPipe<GrcEvent> grc() {
    return new EventPipe<>(
        this,
        GrcEvent.class,
        event -> Topics.GRC_EVENTS,
        event ->
            EntityKey.bytes(
                event.getTenantId(),
                event.getEntityId() == null ? event.getEventId() : event.getEntityId()));
  }

  /** Writes tenant configuration. */
  public EventPipe<TenantConfig> tenantConfigs() {
    return new EventPipe<>(
        this,
        TenantConfig.class,
        config -> Topics.TENANT_CONFIG,
        config -> config.getTenantId().getBytes(StandardCharsets.UTF_8));
  }

  /** Writes records of any type, e.g. to a stream that {@link Rooms#stream} stands in for. */
  public <T extends SpecificRecord> EventPipe<T> input(
      final String topic, final Class<T> type, final Function<T, byte[]> key) {
    return new EventPipe<>(this, type, record -> topic, key);
  }

  /** Tells the topology what time it is now, as the runtime does every few seconds. */
  public void tick() {
    driver
        .createInputTopic(Topics.CLOCK_TICKS, new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(null, new byte[0], now));
  }

  /** Lets time pass with a tick every so often. */
  public void tickFor(final Duration time, final Duration every) {
    for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(every)) {
      advance(every);
      tick();
    }
  }

  /** Reads an output topic. */
  public <T extends SpecificRecord> OutputPipe<T> output(final String topic, final Class<T> type) {
    return new OutputPipe<>(this, topic, type);
  }

  /** Reads the dead letter queue of an input topic. */
  public OutputPipe<DeadLetter> deadLetters(final String topic) {
    return output(topic + Topics.DLQ_SUFFIX, DeadLetter.class);
  }

  /** A key-value store as the topology sees it. */
  public <K, V> KeyValueStore<K, V> keyValueStore(final String name) {
    return driver.getKeyValueStore(name);
  }

  /** A window store as the topology sees it. */
  public <K, V> WindowStore<K, V> windowStore(final String name) {
    return driver.getWindowStore(name);
  }

  /** A counter summed over everything that has these tags among its own, e.g. family=nhi. */
  public long count(final String group, final String name, final Map<String, String> tags) {
    return driver.metrics().entrySet().stream()
        .filter(metric -> metric.getKey().group().equals(group))
        .filter(metric -> metric.getKey().name().equals(name))
        .filter(metric -> metric.getKey().tags().entrySet().containsAll(tags.entrySet()))
        .mapToLong(metric -> ((Double) metric.getValue().metricValue()).longValue())
        .sum();
  }

  /** The time of arrival of what is written next. */
  public Instant now() {
    return now;
  }

  /**
   * Moves the clock on, and with it wall-clock punctuation; stream time follows the next record.
   */
  public void advance(final Duration step) {
    now = now.plus(step);
    driver.advanceWallClockTime(step);
  }

  /** The registry behind the serdes, to be made unreachable or given older schemas. */
  public InMemorySchemaRegistry registry() {
    return registry;
  }

  /** The serdes that the topology under test uses. */
  public AvroSerdes serdes() {
    return serdes;
  }

  /** The topology under test. */
  public Topology topology() {
    return topology;
  }

  /** Kafka's own driver, for what the kit does not offer. */
  public TopologyTestDriver driver() {
    return driver;
  }

  @Override
  public void close() {
    try {
      driver.close();
    } finally {
      delete(stateDir);
    }
  }

  private static String topicOf(final AgentEvent event) {
    final String type = event.getEventType();
    if (type.startsWith("task.") || type.startsWith("tool.")) {
      return Topics.TASK_EVENTS;
    }
    if (type.startsWith("workflow.")) {
      return Topics.WORKFLOW_EVENTS;
    }
    return type.startsWith("performance.") ? Topics.PERFORMANCE_EVENTS : Topics.AGENT_EVENTS;
  }

  private static Properties properties(final Path stateDir) {
    final Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "kit");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    return properties;
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("nexora-kit-");
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(final Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

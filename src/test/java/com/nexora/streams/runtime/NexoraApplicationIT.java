package com.nexora.streams.runtime;

import static com.nexora.streams.testkit.Events.nhi;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.events.NHIEvent;
import com.nexora.streams.analytics.MetricPaths;
import com.nexora.streams.audit.HmacKeys;
import com.nexora.streams.audit.checkpoint.SealGuard;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.compliance.RulesSource;
import com.nexora.streams.embedded.DevRegistry;
import com.nexora.streams.privacy.PrivacyKeys;
import com.nexora.streams.privacy.PrivacySettings;
import com.nexora.streams.privacy.PrivacyTopology;
import com.nexora.streams.processkit.Topic;
import com.nexora.streams.query.HttpServer;
import com.nexora.streams.query.Tokens;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.HttpSchemaRegistry;
import com.nexora.streams.testkit.JsonPipe;
import com.nexora.streams.testkit.RunningCluster;
import com.nexora.streams.topology.NexoraTopology;
import com.nexora.streams.topology.OutputSchemas;
import com.nexora.streams.topology.TopologyGraph;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** One instance against a real broker: start, readiness through rebalances, shutdown, restart. */
final class NexoraApplicationIT {

  @RegisterExtension
  static final RunningCluster CLUSTER =
      RunningCluster.fresh()
          .guarded(
              "it",
              RunningCluster.grant(
                  ResourceType.GROUP, "it-", PatternType.PREFIXED, AclOperation.READ));

  /** The keys outlive a run, as in a file. */
  private static final PrivacyTopology PRIVACY =
      new PrivacyTopology(PrivacyKeys.random(), PrivacySettings.defaults());

  private static final AtomicInteger RUNS = new AtomicInteger();

  /** The window stores; each has four tasks in the dev profile. */
  private static final List<String> WINDOW_STORES =
      List.of(
          Stores.SEEN_EVENTS,
          Stores.SEEN_HISTORY,
          Stores.SEEN_AUDIT_EVENTS,
          Stores.SEEN_AUDIT_HISTORY,
          Stores.SEEN_GRC_EVENTS,
          Stores.SEEN_GRC_HISTORY,
          Stores.ENTITY_ACTIVITY,
          Stores.ENTITY_THREATS);

  /** Whether some test has published the samples, which every application reads from then on. */
  private static volatile boolean samples;

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final String applicationId = "it-" + RUNS.incrementAndGet() + "-" + System.nanoTime();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private static DevRegistry registryAgain;
  private HttpSchemaRegistry registry;
  private Path directory;
  private HttpServer http;

  @AfterAll
  static void closeRegistry() {
    if (registryAgain != null) {
      registryAgain.close();
    }
  }

  @BeforeEach
  void registry() throws IOException {
    registry = new HttpSchemaRegistry(Map.of("schema.registry.url", CLUSTER.registryUrl()));
    directory = CLUSTER.dataDir().resolve(applicationId);
    Tokens.createSecret(directory.resolve("jwt.key"));
  }

  @AfterEach
  void close() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
    registry.close();
  }

  @Test
  void shouldServeWhatWasPublishedAndAgainAfterARestart() throws Exception {
    // Given
    final String entity = "arn:aws:iam::1:role/restart";
    final NexoraApplication first = start(config("a", Map.of("instance.id", "pod-0")));
    publish(entity, 5);
    publishSamples();
    await("five events", () -> eventCount(entity) == 5);
    await("all acts of the samples", () -> acts() == 20);
    first.close();
    assertThat(first.state()).isEqualTo(State.NOT_RUNNING);

    // When
    final NexoraApplication second = start(config("a", Map.of("instance.id", "pod-0")));

    // Then
    assertThat(second.health().ready().ok()).isTrue();
    assertThat(eventCount(entity)).isEqualTo(5);
    assertThat(acts()).isEqualTo(20);
  }

  /** Logs, documents and changes of a database, each as another program would write them. */
  private static void publishSamples() throws IOException {
    samples = true;
    final ObjectMapper json = new ObjectMapper();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", CLUSTER.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (final String kind : List.of("application", "audit", "security")) {
        for (final String line : JsonPipe.lines("samples/logs-" + kind + ".ndjson")) {
          send(producer, "omninode.logging." + kind + ".v1", line);
        }
      }
      for (final String line : JsonPipe.lines("samples/documents.ndjson")) {
        final JsonNode sample = json.readTree(line);
        send(producer, sample.get("topic").asText(), sample.get("document").toString());
      }
      for (final String line : JsonPipe.lines("samples/cosmos-changes.ndjson")) {
        send(producer, Topics.COSMOS_CHANGES, line);
      }
    }
  }

  private static void send(
      final KafkaProducer<byte[], byte[]> producer, final String topic, final String json) {
    producer.send(new ProducerRecord<>(topic, json.getBytes(StandardCharsets.UTF_8)));
  }

  /** How many acts the trail of the samples' tenant holds. */
  private int acts() {
    final String token =
        Tokens.of(config("a", Map.of()).auth(), Clock.systemUTC())
            .mint("it", "acme", Set.of("read"), Duration.ofHours(1));
    final HttpResponse<String> answer = get("/audit/acme?limit=100", token);
    return answer.statusCode() == 200 ? answer.body().split("\"auditId\"", -1).length - 1 : -1;
  }

  @Test
  void shouldLetOthersPassWhileTheRegistryIsAwayAndTakeInAfterARestartWhatWaited()
      throws Exception {
    // Given
    final NexoraConfig config =
        config(
            "a",
            Map.of(
                "instance.id", "pod-0",
                "gate.retry.first.pause.ms", "4000",
                "gate.retry.longest.pause.ms", "4000",
                "gate.retry.attempts", "20"));
    final NexoraApplication first = start(config);
    publish("role/known", 1);
    await("a record of a known id", () -> eventCount("role/known") == 1);
    // What other tests have left behind is read, too, and needs the registry.
    await("all acts of the samples", () -> !samples || acts() == 20);
    final int letters = letters();
    final Schema later = new Schema.Parser().parse(NHIEvent.getClassSchema().toString());
    later.addProp("written-by", "a later release");
    final int newId = registry.register("nhi.events-later-value", later);
    final int port = CLUSTER.cluster().registry().port();
    CLUSTER.cluster().registry().close();

    // When
    publish("role/new", 1, newId);
    publish("role/new", 1);
    final long began = System.nanoTime();
    publish("role/known", 2);
    await("records of another key", () -> eventCount("role/known") == 3);
    final Duration passed = Duration.ofNanos(System.nanoTime() - began);
    final long meanwhile = eventCount("role/new");
    first.close();
    registryAgain = DevRegistry.start(CLUSTER.bootstrapServers(), port);
    start(config);

    // Then
    await("what waited", () -> eventCount("role/new") == 2);
    assertThat(meanwhile).isEqualTo(-404);
    assertThat(passed).isLessThan(Duration.ofSeconds(5));
    assertThat(letters()).isEqualTo(letters);
  }

  private static int letters() {
    return Topic.count(CLUSTER.bootstrapServers(), Topics.NHI_EVENTS + Topics.DLQ_SUFFIX);
  }

  @Test
  void shouldKeepItsStoresOverACleanRestart() throws Exception {
    // Given
    final NexoraConfig config = config("a", Map.of("instance.id", "pod-0"));
    final NexoraApplication first = start(config);
    for (final String store : WINDOW_STORES) {
      await("a segment in " + store, () -> segments(config, store) >= 4);
    }
    first.close();
    final ListAppender<ILoggingEvent> log = new ListAppender<>();
    final Logger kafka = (Logger) LoggerFactory.getLogger("org.apache.kafka.streams");
    log.start();
    kafka.addAppender(log);

    // When
    final NexoraApplication second = start(config);

    // Then
    kafka.detachAppender(log);
    assertThat(second.health().ready().ok()).isTrue();
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .noneMatch(message -> message.contains("wipe out the local state"));
  }

  /** Folders of a window store's segments, over all tasks. */
  private static long segments(final NexoraConfig config, final String store) {
    try (Stream<Path> files = Files.walk(config.stateDirectory())) {
      return files.filter(file -> file.getFileName().toString().startsWith(store + ".")).count();
    } catch (final IOException | UncheckedIOException e) {
      return 0;
    }
  }

  @Test
  void shouldStayReadyAndReadableWhileAThreadComesAndGoes() throws Exception {
    // Given
    final String entity = "role/rebalance";
    final NexoraApplication application = start(config("a", Map.of()));
    publish(entity, 3);
    await("three events", () -> eventCount(entity) == 3);
    final Watch watch = new Watch(entity);

    // When
    application.streams().addStreamThread();
    await("running with two threads", () -> running(application, 2));
    application.streams().removeStreamThread();
    await("running with one thread", () -> running(application, 1));

    // Then
    watch.stop();
    assertThat(watch.wrong).as("answers that were neither right nor 503").isEmpty();
    assertThat(watch.right.get()).isPositive();
  }

  @Test
  void shouldNeverSayNotFoundWhilePartitionsMoveToASecondInstance() throws Exception {
    // Given
    final String entity = "role/moving";
    final NexoraApplication first = start(config("a", Map.of()));
    publish(entity, 3);
    await("three events", () -> eventCount(entity) == 3);
    final Watch watch = new Watch(entity);

    // When
    final NexoraApplication second = launch(config("b", Map.of()));
    await(
        "both own partitions",
        () ->
            !second.stores().readable(Stores.AGENT_STATES).isEmpty()
                && first.stores().readable(Stores.AGENT_STATES).size() < 4);
    second.close();
    await("the first owns all again", () -> first.stores().complete(Stores.AGENT_STATES));

    // Then
    watch.stop();
    assertThat(watch.wrong).as("answers that were neither right nor 503").isEmpty();
    assertThat(watch.notReady.get()).as("times the first was not ready").isZero();
    assertThat(eventCount(entity)).isEqualTo(3);
  }

  @Test
  void shouldRefuseAClusterWhoseTopicsDoNotMatchTheCatalogue() {
    // Given
    final NexoraConfig config = config("a", Map.of("topics.profile", "production"));

    // When / Then
    assertThatThrownBy(() -> launch(config))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("entity have 4 partitions, the catalogue says 32")
        .hasMessageContaining("nexora topics plan");
  }

  @Test
  void shouldRefuseToStartWithoutARegistry() {
    // Given
    final NexoraConfig config = config("a", Map.of());
    final NexoraApplication application =
        application(config)
            .check(
                StartupCheck.of(
                    "schema registry",
                    () ->
                        new HttpSchemaRegistry(
                                Map.of(
                                    "schema.registry.url", "http://127.0.0.1:1",
                                    "max.retries", "0"))
                            .ping()));

    // When / Then
    assertThatThrownBy(application::start)
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("schema registry");
    assertThat(application.state()).isEqualTo(State.CREATED);
  }

  @Test
  void shouldRunTheSafeTransactionProtocol() {
    // Given
    final NexoraConfig config = config("a", Map.of());

    // When
    final ClusterView cluster =
        ClusterView.read(config, List.of(Topics.NHI_EVENTS), Duration.ofSeconds(20));

    // Then
    assertThat(cluster.transactionVersion()).isEqualTo(2);
    assertThat(cluster.timestampTypes()).containsEntry(Topics.NHI_EVENTS, "LogAppendTime");
  }

  private NexoraApplication start(final NexoraConfig config) {
    final NexoraApplication application = launch(config);
    assertThat(application.awaitReady(LIMIT)).as("ready in time").isTrue();
    return application;
  }

  private NexoraApplication launch(final NexoraConfig config) {
    final NexoraApplication application = application(config);
    application.start();
    return application;
  }

  private NexoraApplication application(final NexoraConfig config) {
    final AvroSerdes serdes = new AvroSerdes(registry, config.schemaRegistry());
    final HmacKeys keys = HmacKeys.parse("1:" + Base64.getEncoder().encodeToString(new byte[32]));
    final HttpServer server = new HttpServer(config, Clock.systemUTC());
    if (http == null || !config.stateDirectory().endsWith("b")) {
      http = server;
    }
    final NexoraApplication application =
        new NexoraApplication(
                config,
                (settings, kafka) -> {
                  final Topology topology =
                      new NexoraTopology(
                              settings,
                              serdes,
                              keys,
                              MetricPaths.defaults(),
                              RulesSource.shipped(),
                              SealGuard.open(),
                              PRIVACY)
                          .build(new TopologyConfig(kafka));
                  OutputSchemas.resolve(
                      TopologyGraph.of(topology.describe()), CLUSTER.catalogue(), serdes);
                  return topology;
                })
            .with(server);
    opened.add(application);
    return application;
  }

  private NexoraConfig config(final String state, final Map<String, String> changes) {
    final Map<String, String> all = new HashMap<>();
    all.put("application.id", applicationId);
    all.put("kafka.bootstrap.servers", CLUSTER.bootstrapServers());
    all.put("schema.registry.url", CLUSTER.registryUrl());
    all.put("state.dir", directory.resolve(state).toString());
    all.put("topics.profile", "dev");
    all.put("http.port", "0");
    all.put("http.host", "127.0.0.1");
    all.put("threads", "1");
    all.put("auth.jwt.hs256.secret.file", directory.resolve("jwt.key").toString());
    all.put("rocksdb.memory.bytes", Long.toString(64L << 20));
    all.put("statestore.cache.max.bytes", Long.toString(16L << 20));
    all.putAll(changes);
    return NexoraConfig.of(all);
  }

  private void publish(final String entity, final int count) {
    publish(entity, count, 0);
  }

  /**
   * @param schemaId to write in place of the one that the registry gave; 0: that one
   */
  private void publish(final String entity, final int count, final int schemaId) {
    final AvroSerdes serdes = new AvroSerdes(registry, Map.of());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", CLUSTER.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      final var serializer = serdes.value(NHIEvent.class).serializer();
      for (final NHIEvent event :
          nhi().entity(entity).at(Instant.now()).times(count, Duration.ofMillis(1))) {
        final byte[] value = serializer.serialize(Topics.NHI_EVENTS, event);
        if (schemaId != 0) {
          ByteBuffer.wrap(value).putInt(1, schemaId);
        }
        producer.send(
            new ProducerRecord<>(
                Topics.NHI_EVENTS, EntityKey.bytes(event.getTenantId(), entity), value));
      }
    }
  }

  private long eventCount(final String entity) {
    final HttpResponse<String> answer = ask(entity);
    if (answer.statusCode() != 200) {
      return -answer.statusCode();
    }
    final String body = answer.body();
    return Long.parseLong(body.replaceAll("(?s).*\"eventCount\":(\\d+).*", "$1"));
  }

  private HttpResponse<String> ask(final String entity) {
    final String token =
        Tokens.of(config("a", Map.of()).auth(), Clock.systemUTC())
            .mint("it", "tenant-a", Set.of("read"), Duration.ofHours(1));
    return get("/agents/tenant-a/" + URLEncoder.encode(entity, StandardCharsets.UTF_8), token);
  }

  private HttpResponse<String> get(final String path, final String token) {
    try {
      return CLIENT.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + path))
              .header("Authorization", "Bearer " + token)
              .timeout(Duration.ofSeconds(20))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (final IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static boolean running(final NexoraApplication application, final int threads) {
    return application.state() == State.RUNNING
        && application.streams().metadataForLocalThreads().stream()
                .filter(thread -> "RUNNING".equals(thread.threadState()))
                .count()
            == threads;
  }

  private static void await(final String what, final BooleanSupplier condition)
      throws InterruptedException {
    final long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waiting for " + what).isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  /** Asks for one agent without pause and keeps every answer that is neither right nor "later". */
  private final class Watch {

    private final AtomicBoolean going = new AtomicBoolean(true);
    private final AtomicInteger right = new AtomicInteger();
    private final AtomicInteger notReady = new AtomicInteger();
    private final List<String> wrong = new java.util.concurrent.CopyOnWriteArrayList<>();
    private final Thread thread;

    Watch(final String entity) {
      thread =
          new Thread(
              () -> {
                while (going.get()) {
                  final HttpResponse<String> answer = ask(entity);
                  if (answer.statusCode() == 200 && answer.body().contains("\"eventCount\":3")) {
                    right.incrementAndGet();
                  } else if (answer.statusCode() != 503) {
                    wrong.add(answer.statusCode() + " " + answer.body());
                  }
                  if (get("/health/ready", "").statusCode() != 200) {
                    notReady.incrementAndGet();
                  }
                }
              },
              "watch");
      thread.start();
    }

    void stop() throws InterruptedException {
      going.set(false);
      thread.join(LIMIT.toMillis());
    }
  }
}

package com.nexora.streams.query;

import static com.nexora.streams.testkit.Events.agentEvent;
import static com.nexora.streams.testkit.Events.nhi;
import static com.nexora.streams.testkit.Events.threat;

import com.nexora.events.GrcEvent;
import com.nexora.streams.analytics.MetricPaths;
import com.nexora.streams.audit.HmacKeys;
import com.nexora.streams.audit.PublishedLog;
import com.nexora.streams.audit.checkpoint.CheckpointKeys;
import com.nexora.streams.audit.checkpoint.SealGuard;
import com.nexora.streams.catalogue.TenantSettings;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.compliance.RulesSource;
import com.nexora.streams.intake.EventSender;
import com.nexora.streams.privacy.PayloadReader;
import com.nexora.streams.privacy.PrivacyKeys;
import com.nexora.streams.privacy.PrivacySettings;
import com.nexora.streams.privacy.PrivacyTopology;
import com.nexora.streams.runtime.Health.Verdict;
import com.nexora.streams.runtime.NexoraConfig;
import com.nexora.streams.runtime.ReadableStores;
import com.nexora.streams.runtime.StoreUnavailableException;
import com.nexora.streams.testkit.TopologyTestKit;
import com.nexora.streams.topology.NexoraTopology;
import com.nexora.streams.topology.TopologyGraph;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.state.QueryableStoreType;

/**
 * The real server on a real port, over the real topology in one thread; only the broker is missing.
 * Time stands still five minutes after the kit's start.
 */
final class QueryFixture implements AutoCloseable, Backend {

  static final String TENANT = "tenant-a";

  /** An id with everything that a path, a query and a store key could trip over. */
  static final String NASTY = "arn:aws:iam::123:role/a b%2F;x=1?#&+ü/../\u0001\\\"';--";

  static final Clock CLOCK =
      Clock.fixed(TopologyTestKit.START.plus(Duration.ofMinutes(5)), ZoneOffset.UTC);

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  final NoDesk desk = new NoDesk();
  final FakeLetters letters = new FakeLetters();
  final PrivacyKeys privacyKeys = PrivacyKeys.random();
  final TopologyTestKit kit;
  final HttpServer server;
  final Tokens tokens;
  final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(
          true, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());
  final MemoryLedger ledger = new MemoryLedger(CLOCK);
  volatile Function<String, TenantSettings> tenants = tenant -> TenantsInStore.DEFAULTS;
  volatile boolean storesReadable = true;
  volatile Duration storeDelay = Duration.ZERO;
  volatile PublishedLog log = PublishedLog.none();
  volatile Optional<CheckpointKeys> signingKeys = Optional.empty();
  volatile Verdict ready = new Verdict(true, List.of());
  volatile Verdict live = new Verdict(true, List.of());

  QueryFixture(final Path directory, final Map<String, String> settings) throws IOException {
    final Path secret = directory.resolve("jwt.key");
    Tokens.createSecret(secret);
    final Map<String, String> all = new HashMap<>();
    all.put("http.port", "0");
    all.put("http.host", "127.0.0.1");
    all.put("auth.jwt.hs256.secret.file", secret.toString());
    all.putAll(settings);
    final NexoraConfig config = NexoraConfig.of(all);
    final HmacKeys keys = HmacKeys.parse("1:" + Base64.getEncoder().encodeToString(new byte[32]));
    kit =
        TopologyTestKit.whole(
            (properties, serdes) ->
                new NexoraTopology(
                        TopologySettings.defaults(1, 1).keeping(config.retentionClasses()),
                        serdes,
                        keys,
                        MetricPaths.defaults(),
                        RulesSource.shipped(),
                        SealGuard.open(),
                        new PrivacyTopology(privacyKeys, PrivacySettings.defaults()))
                    .build(new TopologyConfig(new StreamsConfig(properties))));
    tokens = Tokens.of(config.auth(), CLOCK);
    server =
        new HttpServer(config, CLOCK)
            .with(new PrivacyAccess(desk, new PayloadReader(privacyKeys)))
            .with(letters)
            .with(KitDesk.access(this))
            .taking(
                backend ->
                    Intake.of(
                        config.intake(),
                        new EventSender(producer, kit.serdes().value(GrcEvent.class).serializer()),
                        ledger,
                        new StoredTenants(name -> tenants.apply(name), Duration.ofMinutes(5)),
                        CLOCK));
    server.start(this);
  }

  /** Two identities with activity, metrics and threats; their acts are in the audit trail. */
  QueryFixture withData() {
    for (final String entity : List.of("agent-1", NASTY)) {
      kit.agents().pipe(agentEvent("agent.started").entity(entity));
      kit.agents().pipe(agentEvent("task.started").entity(entity));
      for (int i = 1; i <= 20; i++) {
        kit.agents()
            .pipe(
                agentEvent("task.completed")
                    .entity(entity)
                    .durationMs(100 * i)
                    .after(Duration.ofSeconds(i)));
      }
      kit.nhi().pipe(nhi().entity(entity).after(Duration.ofSeconds(30)));
      for (int i = 1; i <= 3; i++) {
        kit.threats()
            .pipe(
                threat("threat-" + i)
                    .entity(entity)
                    .scored(6.5 + i)
                    .after(Duration.ofSeconds(60 + i)));
      }
    }
    kit.advance(Duration.ofSeconds(1));
    return this;
  }

  String tokenOf(final String tenant) {
    return tokens.mint("tester", tenant, Set.of("read"), Duration.ofHours(1));
  }

  /** A token that a path can be called with. */
  String tokenFor(final String path) {
    return path.startsWith("/audit/log/")
        ? tokens.mint("tester", Tokens.ALL_TENANTS, Set.of("auditor"), Duration.ofHours(1))
        : tokenOf(TENANT);
  }

  HttpResponse<String> get(final String path) {
    return get(path, tokenFor(path));
  }

  HttpResponse<String> get(final String path, final String token) {
    return send(request(path).header("Authorization", "Bearer " + token).GET());
  }

  HttpRequest.Builder request(final String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .timeout(Duration.ofSeconds(20));
  }

  HttpResponse<String> send(final HttpRequest.Builder request) {
    try {
      return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (final IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static String encode(final String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public Function<String, TenantSettings> tenants() {
    return name -> tenants.apply(name);
  }

  @Override
  public String instance() {
    return "test-0";
  }

  @Override
  public Verdict live() {
    return live;
  }

  @Override
  public Verdict ready() {
    return ready;
  }

  @Override
  public Map<String, Object> health() {
    return Map.of(
        "status", "ready", "live", true, "ready", true, "state", "RUNNING", "reasons", List.of());
  }

  @Override
  public TopologyGraph graph() {
    return TopologyGraph.of(kit.topology().describe());
  }

  @Override
  public Optional<CheckpointKeys> signingKeys() {
    return signingKeys;
  }

  @Override
  public PublishedLog log() {
    return log;
  }

  @Override
  public ReadableStores stores() {
    return new ReadableStores() {
      @Override
      public int partitions(final String store) {
        return 1;
      }

      @Override
      public Set<Integer> readable(final String store) {
        return storesReadable ? Set.of(0) : Set.of();
      }

      @Override
      @SuppressWarnings("unchecked")
      public <T> T open(final String store, final QueryableStoreType<T> type, final int partition) {
        if (!storesReadable) {
          throw new StoreUnavailableException(store + " is being restored", null);
        }
        try {
          Thread.sleep(storeDelay.toMillis());
        } catch (final InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        return (T) kit.keyValueStore(store);
      }
    };
  }

  @Override
  public void close() {
    server.close();
    kit.close();
  }

  List<IntakeRoute> intakeRoutes() {
    return server.intakeRoutes();
  }

  static Path temporary(final Path base, final String name) throws IOException {
    return Files.createDirectories(base.resolve(name));
  }
}

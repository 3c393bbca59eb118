package com.nexora.streams.bench.product;

import com.nexora.streams.audit.HmacKeys;
import com.nexora.streams.audit.checkpoint.KeyFile;
import com.nexora.streams.audit.note.VerifierKey;
import com.nexora.streams.bench.Bench;
import com.nexora.streams.bench.BenchContext;
import com.nexora.streams.bench.BenchException;
import com.nexora.streams.embedded.BrokerJvm;
import com.nexora.streams.embedded.DevCluster;
import com.nexora.streams.embedded.DevPorts;
import com.nexora.streams.embedded.LoopbackPorts;
import com.nexora.streams.imports.KafkaFeed;
import com.nexora.streams.privacy.PrivacyKeys;
import com.nexora.streams.query.Tokens;
import com.nexora.streams.runtime.AuditLogKeys;
import com.nexora.streams.runtime.ConfigKeys;
import com.nexora.streams.runtime.HttpKeys;
import com.nexora.streams.runtime.NexoraConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Broker, registry and one instance of the product, started by the command that production uses and
 * with the settings that we ship.
 */
final class ProductCluster implements AutoCloseable {

  private static final String APPLICATION = "bench-product";
  private static final Duration TOKEN_LIFETIME = Duration.ofHours(6);
  private static final Duration READY = Duration.ofMinutes(3);

  private final Path directory;
  private final DevCluster cluster;
  private final Path config;
  private final ProductHttp http;
  private @Nullable ProductProcess process;

  private ProductCluster(
      final Path directory, final DevCluster cluster, final Path config, final ProductHttp http) {
    this.directory = directory;
    this.cluster = cluster;
    this.config = config;
    this.http = http;
  }

  /** Starts broker and registry, not yet the product. */
  static ProductCluster open(final BenchContext context, final String name) {
    return open(context, name, Map.of());
  }

  /** As {@link #open(BenchContext, String)}, with settings that differ from those we ship. */
  static ProductCluster open(
      final BenchContext context, final String name, final Map<String, String> more) {
    final Path directory = context.directory().resolve(name);
    Bench.deleteTree(directory);
    context.progress().accept(name + ": starting a broker in " + directory);
    final DevCluster cluster =
        DevCluster.start(directory.resolve("cluster"), DevPorts.free(), Map.of(), BrokerJvm.SERVER);
    try {
      final Map<String, String> settings =
          settings(directory, cluster, LoopbackPorts.free(1).get(0));
      settings.putAll(more);
      final Path config = directory.resolve("nexora.properties");
      final Properties file = new Properties();
      file.putAll(settings);
      try (var out = Files.newOutputStream(config)) {
        file.store(out, null);
      }
      final String token =
          Tokens.of(NexoraConfig.of(settings).auth(), Clock.systemUTC())
              .mint("bench", Tokens.ALL_TENANTS, List.of("read", "write"), TOKEN_LIFETIME);
      final String url = "http://127.0.0.1:" + settings.get(HttpKeys.HTTP_PORT);
      return new ProductCluster(directory, cluster, config, new ProductHttp(url, token));
    } catch (final IOException e) {
      cluster.close();
      throw new UncheckedIOException(e);
    } catch (final RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private static Map<String, String> settings(
      final Path directory, final DevCluster cluster, final int port) throws IOException {
    final Path keys = Files.createDirectories(directory.resolve("keys"));
    final Path secret = keys.resolve("jwt.key");
    Tokens.createSecret(secret);
    final Path hmacKeys = keys.resolve("audit-hmac.keys");
    HmacKeys.generate(hmacKeys);
    final Path privacyKeys = keys.resolve("privacy.keys");
    PrivacyKeys.generate(privacyKeys);
    final Map<String, String> settings = new HashMap<>();
    settings.put(ConfigKeys.APPLICATION_ID, APPLICATION);
    settings.put(ConfigKeys.BOOTSTRAP_SERVERS, cluster.bootstrapServers());
    settings.put(ConfigKeys.REGISTRY_URL, cluster.registryUrl());
    settings.put(ConfigKeys.STATE_DIR, directory.resolve("state").toString());
    settings.put(HttpKeys.HTTP_HOST, "127.0.0.1");
    settings.put(HttpKeys.HTTP_PORT, Integer.toString(port));
    settings.put(HttpKeys.JWT_SECRET_FILE, secret.toString());
    settings.put(ConfigKeys.AUDIT_HMAC_KEYS, hmacKeys.toString());
    settings.put(ConfigKeys.PRIVACY_KEYS, privacyKeys.toString());
    final Path signingKeys = keys.resolve("audit-signing.keys");
    new KeyFile(signingKeys, Optional.empty()).generate(APPLICATION);
    settings.put(AuditLogKeys.SIGNING_KEYS, signingKeys.toString());
    settings.put(ConfigKeys.TOPICS_PROFILE, "dev");
    return settings;
  }

  /**
   * Starts the product; returns when it says that it is ready.
   *
   * @throws BenchException if it does not get ready
   */
  void start() {
    launch();
    running().await("it is ready", READY, () -> http.status("/health/ready") == 200);
  }

  /** Starts the product; returns at once. */
  void launch() {
    process = ProductProcess.launch(config, directory.resolve("product.log"));
  }

  /** Starts another program of ours with the product's configuration as its first argument. */
  ProductProcess launch(final Class<?> main, final String... arguments) {
    final List<String> program = new ArrayList<>(List.of(main.getName(), config.toString()));
    program.addAll(List.of(arguments));
    return ProductProcess.launch(program, directory.resolve(main.getSimpleName() + ".log"));
  }

  /** Asks the product to stop and waits for it. */
  void stop() {
    running().stop();
  }

  /** Deletes the state that the stopped product has left. */
  void deleteState() {
    Bench.deleteTree(directory.resolve("state"));
  }

  /** The product's process. */
  ProductProcess running() {
    if (process == null) {
      throw new IllegalStateException("the product was not started");
    }
    return process;
  }

  ProductHttp http() {
    return http;
  }

  /** Partitions of the topics that are keyed by entity. */
  int partitions() {
    return cluster.catalogue().entityPartitions();
  }

  /** Prefix of the topics that the product keeps for itself. */
  String applicationId() {
    return APPLICATION;
  }

  /** CPU time of the broker so far, nanoseconds. */
  long brokerCpuNanos() {
    return com.nexora.streams.bench.CpuTime.of(cluster.broker().pid());
  }

  /** The public key under which the checkpoints of the trail are signed. */
  VerifierKey signingKey() {
    return new KeyFile(directory.resolve("keys").resolve("audit-signing.keys"), Optional.empty())
        .load(APPLICATION)
        .signing();
  }

  /** A new way in for events. */
  KafkaFeed feed() {
    return KafkaFeed.open(clients());
  }

  /** A new view of what lies on the topics, and of what the product has read. */
  ProductTopics topics() {
    return topics(APPLICATION);
  }

  /** A new view of what lies on the topics, and of what an application has read. */
  ProductTopics topics(final String applicationId) {
    return new ProductTopics(cluster.bootstrapServers(), applicationId);
  }

  /** Reads findings. */
  FindingDecoder findings() {
    return new FindingDecoder(cluster.registryUrl());
  }

  /** A new consumer of alerts. */
  AlertWatch alerts() {
    return AlertWatch.start(cluster.bootstrapServers(), cluster.registryUrl());
  }

  private Map<String, Object> clients() {
    return Map.of(
        "bootstrap.servers", cluster.bootstrapServers(),
        "schema.registry.url", cluster.registryUrl());
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
    cluster.close();
    Bench.deleteTree(directory.resolve("cluster"));
    deleteState();
  }
}

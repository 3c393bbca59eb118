package com.nexora.streams.embedded;

import com.nexora.streams.audit.HmacKeys;
import com.nexora.streams.audit.checkpoint.KeyFile;
import com.nexora.streams.catalogue.PrivateFile;
import com.nexora.streams.privacy.PrivacyKeys;
import com.nexora.streams.query.NexoraServer;
import com.nexora.streams.query.Tokens;
import com.nexora.streams.runtime.AuditLogKeys;
import com.nexora.streams.runtime.ConfigKeys;
import com.nexora.streams.runtime.ConfigSources;
import com.nexora.streams.runtime.DevEndpoints;
import com.nexora.streams.runtime.HttpKeys;
import com.nexora.streams.runtime.NexoraApplication;
import com.nexora.streams.runtime.NexoraConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole product on one machine: broker, registry and application around one data directory.
 *
 * <p>The application is the production one, with real files for its keys and real tokens; only the
 * cluster around it is small. So what works here works there, and routes are protected from the
 * first day.
 */
public final class DevMode implements AutoCloseable {

  /**
   * What can be chosen.
   *
   * @param dataDir holds everything; reused by the next start
   * @param httpPort port of the application
   * @param ports of broker and registry
   * @param brokerProperties by Kafka's names, over those of the development broker
   */
  public record Options(
      Path dataDir, int httpPort, DevPorts ports, Map<String, String> brokerProperties) {}

  private static final List<String> SCOPES = List.of("read", "write", "admin", "auditor");

  private static final Logger log = LoggerFactory.getLogger(DevMode.class);
  private static final Duration TOKEN_LIFETIME = Duration.ofDays(30);
  private static final String INSTANCE = "dev";
  private static final String DEV_ORIGIN = "localhost/nexora-dev";

  private final Path dataDir;
  private final DevCluster cluster;
  private final NexoraApplication application;
  private final DevEndpoints endpoints;
  private final String token;
  private @Nullable BackgroundFeed feed;
  private boolean closed;

  private DevMode(
      final Path dataDir,
      final DevCluster cluster,
      final NexoraApplication application,
      final DevEndpoints endpoints,
      final String token) {
    this.dataDir = dataDir;
    this.cluster = cluster;
    this.application = application;
    this.endpoints = endpoints;
    this.token = token;
  }

  /**
   * Starts all of it; returns when the application runs, which may still be restoring its stores.
   *
   * @throws DevClusterException if a port is taken or the data directory cannot be used; nothing is
   *     left running
   */
  public static DevMode start(final Options options) {
    final Path dataDir = options.dataDir().toAbsolutePath().normalize();
    requireFree(options);
    final DevCluster cluster =
        DevCluster.start(dataDir, options.ports(), options.brokerProperties());
    try {
      return start(options, dataDir, cluster);
    } catch (final IOException e) {
      cluster.close();
      throw new UncheckedIOException("cannot write to the data directory " + dataDir, e);
    } catch (final RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private static DevMode start(final Options options, final Path dataDir, final DevCluster cluster)
      throws IOException {
    final Path keys = Files.createDirectories(dataDir.resolve("keys"));
    final Path jwtSecret = keys.resolve("jwt.key");
    Tokens.createSecret(jwtSecret);
    final Path hmacKeys = dataDir.resolve(HmacKeys.DEV_FILE);
    HmacKeys.generate(hmacKeys);
    final Path signingKeys = dataDir.resolve(KeyFile.DEV_FILE);
    new KeyFile(signingKeys, Optional.empty()).generate(DEV_ORIGIN);
    PrivacyKeys.generate(dataDir.resolve(PrivacyKeys.DEV_FILE));
    final NexoraConfig config =
        NexoraConfig.from(
            ConfigSources.none()
                .environment(applicationEnvironment())
                .values(
                    "dev mode",
                    settings(options, dataDir, cluster, jwtSecret, hmacKeys, signingKeys)));
    final String token =
        Tokens.of(config.auth(), Clock.systemUTC())
            .mint("dev", Tokens.ALL_TENANTS, SCOPES, TOKEN_LIFETIME);
    final Path tokenFile = dataDir.resolve("token");
    PrivateFile.replace(tokenFile, token + "\n");
    final DevEndpoints endpoints =
        new DevEndpoints(
            cluster.bootstrapServers(),
            cluster.registryUrl(),
            "http://localhost:" + options.httpPort(),
            tokenFile);
    final NexoraApplication application = NexoraServer.assemble(config);
    application.start();
    endpoints.write(dataDir);
    return new DevMode(dataDir, cluster, application, endpoints, token);
  }

  private static Map<String, String> settings(
      final Options options,
      final Path dataDir,
      final DevCluster cluster,
      final Path jwtSecret,
      final Path hmacKeys,
      final Path signingKeys) {
    final Map<String, String> settings = new HashMap<>();
    settings.put(ConfigKeys.BOOTSTRAP_SERVERS, cluster.bootstrapServers());
    settings.put(ConfigKeys.REGISTRY_URL, cluster.registryUrl());
    settings.put(ConfigKeys.STATE_DIR, dataDir.resolve("state").toString());
    settings.put(ConfigKeys.INSTANCE_ID, INSTANCE);
    settings.put(HttpKeys.HTTP_HOST, "127.0.0.1");
    settings.put(HttpKeys.HTTP_ADVERTISED_HOST, "localhost");
    settings.put(HttpKeys.HTTP_PORT, Integer.toString(options.httpPort()));
    settings.put(HttpKeys.JWT_SECRET_FILE, jwtSecret.toString());
    settings.put(ConfigKeys.AUDIT_HMAC_KEYS, hmacKeys.toString());
    settings.put(AuditLogKeys.SIGNING_KEYS, signingKeys.toString());
    settings.put(AuditLogKeys.ORIGIN, DEV_ORIGIN);
    settings.put(ConfigKeys.PRIVACY_KEYS, dataDir.resolve(PrivacyKeys.DEV_FILE).toString());
    settings.put(ConfigKeys.TOPICS_PROFILE, "dev");
    return settings;
  }

  /** The environment without PORT, which {@code --port} has taken into account. */
  private static Map<String, String> applicationEnvironment() {
    final Map<String, String> environment = new HashMap<>(System.getenv());
    environment.remove("PORT");
    return environment;
  }

  private static void requireFree(final Options options) {
    final Map<String, Integer> flags =
        Map.of(
            "--port", options.httpPort(),
            "--broker-port", options.ports().broker(),
            "--registry-port", options.ports().registry());
    flags.forEach(
        (flag, port) -> {
          if (!"--broker-port".equals(flag) && !LoopbackPorts.isFree(port)) {
            throw new DevClusterException(
                "port "
                    + port
                    + " is taken by another program. Stop it, or give another port with "
                    + flag
                    + ".");
          }
        });
  }

  /**
   * Starts a simulated feed into it.
   *
   * @param rate events a second
   * @param seed of the scenario
   */
  public synchronized BackgroundFeed feed(final double rate, final long seed) {
    if (closed) {
      throw new IllegalStateException("dev mode was closed");
    }
    final BackgroundFeed started =
        BackgroundFeed.start(endpoints.bootstrapServers(), endpoints.registryUrl(), rate, seed);
    feed = started;
    return started;
  }

  /** Where to reach it. */
  public DevEndpoints endpoints() {
    return endpoints;
  }

  /** A bearer token for all tenants and scopes. */
  public String token() {
    return token;
  }

  /** The application. */
  public NexoraApplication application() {
    return application;
  }

  /**
   * Stops the feed, the application, then what is around it; the data stay. A second call waits for
   * the first.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      DevEndpoints.delete(dataDir);
    } catch (final IOException e) {
      log.atWarn().setCause(e).log("could not remove the address file");
    }
    // First whoever sends, else it meets a broker that is gone.
    if (feed != null) {
      feed.close();
    }
    application.close();
    cluster.close();
  }
}

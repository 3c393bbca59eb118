package com.nexora.streams.cli;

import com.nexora.streams.catalogue.CatalogueException;
import com.nexora.streams.runtime.DevEndpoints;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.HttpSchemaRegistry;
import com.nexora.streams.schema.SchemaSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which broker and registry a command talks to: given, or those of the running dev mode. */
final class ClusterAccess {

  static final int FAILED = 1;

  @Option(
      names = "--bootstrap-server",
      paramLabel = "HOST:PORT",
      description =
          "Broker to talk to. Default: the running dev mode of NEXORA_DATA_DIR or .nexora/dev.")
  private @Nullable String bootstrapServer;

  @Option(
      names = "--registry-url",
      paramLabel = "URL",
      description = "Schema registry. Default: that of the running dev mode.")
  private @Nullable String registryUrl;

  @Option(
      names = "--command-config",
      paramLabel = "FILE",
      description = "Properties for the Kafka and registry clients (TLS, SASL, credentials).")
  private @Nullable Path commandConfig;

  /**
   * Settings for the Kafka and registry clients.
   *
   * @throws ParameterException if nobody said where to
   */
  Map<String, Object> clients(final CommandSpec spec) {
    final Map<String, Object> config = new HashMap<>(fileSettings(spec));
    put(
        spec,
        config,
        CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
        bootstrapServer,
        DevEndpoints::bootstrapServers,
        "--bootstrap-server HOST:PORT");
    put(
        spec,
        config,
        SchemaSettings.URL,
        registryUrl,
        DevEndpoints::registryUrl,
        "--registry-url URL");
    return config;
  }

  /** Opens what a command works at. */
  interface Opening<O> {
    O open(Map<String, Object> clients, AvroSerdes serdes);
  }

  /**
   * Does a command's work at an office that is opened for it and closed behind it.
   *
   * @return what the work says; {@value #FAILED} if brokers, registry or a file failed, with the
   *     reason on the error output
   * @throws ParameterException if nobody said where to
   */
  <O> int work(
      final CommandSpec spec,
      final Opening<O> opening,
      final Consumer<O> closing,
      final ToIntFunction<O> work) {
    final PrintWriter err = spec.commandLine().getErr();
    try {
      final Map<String, Object> config = clients(spec);
      try (HttpSchemaRegistry registry = new HttpSchemaRegistry(config)) {
        final O office = opening.open(config, new AvroSerdes(registry, config));
        try {
          return work.applyAsInt(office);
        } finally {
          closing.accept(office);
        }
      }
    } catch (final KafkaException | CatalogueException | UncheckedIOException e) {
      err.println(e.getMessage());
      return FAILED;
    } finally {
      err.flush();
      spec.commandLine().getOut().flush();
    }
  }

  /** Kafka's clients warn of settings that they do not know. */
  static Map<String, Object> kafkaOnly(final Map<String, Object> config) {
    final Map<String, Object> client = new HashMap<>(config);
    client.keySet().removeIf(name -> name.startsWith("schema.registry."));
    return client;
  }

  /** The running dev mode, unless broker and registry were both given. */
  Optional<DevEndpoints> devMode() {
    return bootstrapServer != null && registryUrl != null
        ? Optional.empty()
        : DevEndpoints.read(DevEndpoints.dataDir(System.getenv()));
  }

  private Map<String, String> fileSettings(final CommandSpec spec) {
    final Map<String, String> settings = new HashMap<>();
    if (commandConfig == null) {
      return settings;
    }
    final Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(commandConfig)) {
      properties.load(in);
    } catch (final IOException | IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "cannot read --command-config " + commandConfig + " (" + e + ")");
    }
    properties.stringPropertyNames().forEach(n -> settings.put(n, properties.getProperty(n)));
    return settings;
  }

  private void put(
      final CommandSpec spec,
      final Map<String, Object> config,
      final String key,
      final @Nullable String given,
      final Function<DevEndpoints, String> found,
      final String option) {
    if (given != null) {
      config.put(key, given);
    }
    if (config.containsKey(key)) {
      return;
    }
    config.put(
        key,
        devMode()
            .map(found)
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        "no dev mode runs in %s: start one with \"nexora dev\", or give %s"
                            .formatted(DevEndpoints.dataDir(System.getenv()), option))));
  }

  /** Who gives orders by command, as entries of the trail name them. */
  static String operator() {
    return "cli:" + System.getProperty("user.name", "unknown");
  }
}

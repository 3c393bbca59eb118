package com.nexora.streams.cli;

import com.nexora.streams.embedded.DevMode;
import com.nexora.streams.embedded.DevPorts;
import com.nexora.streams.embedded.StatusLine;
import com.nexora.streams.runtime.DevEndpoints;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Everything on one machine. */
@Command(
    name = "dev",
    description = {
      "Starts broker, schema registry and application on this machine, with a simulated feed.",
      "Data stay in the data directory; the next start continues with them. Ctrl-C stops it."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nA second one beside the first:%n",
    footer =
        "  nexora dev --data-dir /tmp/second --port 8090 --broker-port 9192 --registry-port 8091")
final class DevCommand implements Callable<Integer> {

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "${env:PORT:-8080}",
      description = "HTTP port (default: PORT, else 8080).")
  private int port;

  @Option(
      names = "--broker-port",
      paramLabel = "N",
      defaultValue = "9092",
      description = "Port of the broker (default: ${DEFAULT-VALUE}).")
  private int brokerPort;

  @Option(
      names = "--registry-port",
      paramLabel = "N",
      defaultValue = "8081",
      description = "Port of the schema registry (default: ${DEFAULT-VALUE}).")
  private int registryPort;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where everything is kept (default: NEXORA_DATA_DIR, else .nexora/dev).")
  private @Nullable Path dataDir;

  @Option(names = "--no-simulator", description = "No simulated feed.")
  private boolean noSimulator;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "50",
      description = "Simulated events a second (default: ${DEFAULT-VALUE}).")
  private int rate;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the simulated feed (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--broker-property",
      paramLabel = "KEY=VALUE",
      description = "A broker setting by Kafka's name; may be given often.")
  private Map<String, String> brokerProperties = new LinkedHashMap<>();

  @Option(
      names = "--json",
      description = "Prints the addresses as one JSON line, and no status line.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    final Path data = dataDir == null ? DevEndpoints.dataDir(System.getenv()) : dataDir;
    final PrintStream out = System.out;
    if (!json) {
      out.println(
          "nexora: starting broker, registry and application in " + data.toAbsolutePath() + " ...");
    }
    try (DevMode dev =
        DevMode.start(
            new DevMode.Options(
                data, port, new DevPorts(brokerPort, registryPort), brokerProperties))) {
      Runtime.getRuntime().addShutdownHook(new Thread(dev::close, "dev-shutdown"));
      out.println(json ? DevGreeting.json(dev) : DevGreeting.text(dev, data));
      try (AutoCloseable feed = noSimulator ? () -> {} : dev.feed(rate, seed);
          AutoCloseable status = json ? () -> {} : StatusLine.start(dev.application(), out)) {
        return dev.application().awaitEnd() == KafkaStreams.State.ERROR ? 1 : 0;
      }
    }
  }
}

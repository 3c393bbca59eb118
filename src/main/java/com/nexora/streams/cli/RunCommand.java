package com.nexora.streams.cli;

import com.nexora.streams.query.NexoraServer;
import com.nexora.streams.runtime.ConfigSources;
import com.nexora.streams.runtime.NexoraApplication;
import com.nexora.streams.runtime.NexoraConfig;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.kafka.streams.KafkaStreams;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Production: one instance against a cluster that is there. */
@Command(
    name = "run",
    description = "Runs one instance against a Kafka cluster and a schema registry (production).",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExit codes:%n",
    footer = {
      "  0  stopped on request",
      "  1  a start-up check failed, or the stream threads died for good; the message says why"
    })
final class RunCommand implements Callable<Integer> {

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description =
          "Settings; NEXORA_* environment variables override them. See docs/configuration.md.")
  private Path config = Path.of("");

  @Override
  public Integer call() throws Exception {
    final NexoraConfig settings =
        NexoraConfig.from(ConfigSources.none().file(config).environment(System.getenv()));
    try (NexoraApplication application = NexoraServer.assemble(settings)) {
      application.closeOnShutdown().start();
      return application.awaitEnd() == KafkaStreams.State.ERROR ? 1 : 0;
    }
  }
}

package com.nexora.streams.cli;

import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.embedded.Scenario;
import com.nexora.streams.embedded.Simulator;
import com.nexora.streams.imports.FeedException;
import com.nexora.streams.imports.KafkaFeed;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Sends a made-up but believable feed. */
@Command(
    name = "simulate",
    description = {
      "Sends a made-up but believable feed: agents at work, identities calling, detections and",
      "attack stories. Same seed, start, rate and sizes: same events."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:all was sent",
      "1:broker or registry cannot be reached; what was sent before stays",
      "2:wrong usage"
    },
    footerHeading = "%nExample:%n",
    footer = "  nexora simulate --rate 500 --count 30000 --seed 7")
final class SimulateCommand implements Callable<Integer> {

  private static final Duration STOP_BOUND = Duration.ofSeconds(10);

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ClusterAccess target = new ClusterAccess();

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "50",
      description = "Events a second (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "-1",
      description = "Events in all (default: until Ctrl-C).")
  private long count;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--tenants",
      paramLabel = "N",
      defaultValue = "3",
      description = "Tenants (default: ${DEFAULT-VALUE}).")
  private int tenants;

  @Option(
      names = "--agents",
      paramLabel = "N",
      defaultValue = "6",
      description = "Agents of each tenant (default: ${DEFAULT-VALUE}).")
  private int agents;

  @Option(
      names = "--start",
      paramLabel = "TIME",
      description = "Time of the first event, ISO-8601 (default: now).")
  private @Nullable String start;

  @Option(names = "--json", description = "Print the summary as JSON, and no progress.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    final Scenario.Settings settings = settings();
    try (KafkaFeed feed = KafkaFeed.open(target.clients(spec));
        Simulator simulator = new Simulator(settings, feed)) {
      final CountDownLatch done = new CountDownLatch(1);
      final Thread interrupt = new Thread(() -> stop(simulator, done), "simulate-stop");
      Runtime.getRuntime().addShutdownHook(interrupt);
      try (AutoCloseable progress =
          json ? () -> {} : Progress.start(spec.commandLine().getErr(), simulator::sent, "sent")) {
        simulator.run(count);
        print(simulator, settings);
      } finally {
        done.countDown();
      }
      return 0;
    } catch (final FeedException e) {
      spec.commandLine().getErr().println(e.getMessage());
      spec.commandLine().getErr().flush();
      return 1;
    }
  }

  private Scenario.Settings settings() {
    try {
      final Instant begin = start == null ? Instant.now() : Instant.parse(start);
      final Instant latest = Instant.now().plus(TopologySettings.defaults(1, 1).clockSkew());
      if (begin.isAfter(latest)) {
        throw new IllegalArgumentException(
            "--start lies in the future: the gate refuses events more than 5 minutes ahead");
      }
      return new Scenario.Settings(seed, begin.toEpochMilli(), rate, tenants, agents);
    } catch (final DateTimeParseException e) {
      throw new ParameterException(
          spec.commandLine(), "--start " + start + " is no time such as 2026-01-15T10:00:00Z");
    } catch (final IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
    }
  }

  /** On Ctrl-C: what was sent is flushed and told before the process goes. */
  private static void stop(final Simulator simulator, final CountDownLatch done) {
    simulator.close();
    try {
      done.await(STOP_BOUND.toMillis(), TimeUnit.MILLISECONDS);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void print(final Simulator simulator, final Scenario.Settings settings) {
    final PrintWriter out = spec.commandLine().getOut();
    final String begin = Instant.ofEpochMilli(settings.start()).toString();
    out.println(
        json
            ? FeedReport.json(simulator.sent(), simulator.sentByTopic(), seed, begin)
            : FeedReport.text(simulator.sent(), simulator.sentByTopic(), seed, begin));
    out.flush();
  }
}

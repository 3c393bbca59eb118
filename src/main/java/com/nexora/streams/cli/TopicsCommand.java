package com.nexora.streams.cli;

import com.nexora.streams.catalogue.CatalogueException;
import com.nexora.streams.catalogue.TopicCatalogue;
import com.nexora.streams.runtime.DevEndpoints;
import com.nexora.streams.runtime.ProvisioningException;
import com.nexora.streams.runtime.TopicPlan;
import com.nexora.streams.runtime.TopicProvisioner;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows the topics of the catalogue and brings a cluster to them. */
@Command(
    name = "topics",
    description = "Shows the topic catalogue and brings a cluster to it.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(list | plan | apply | acls)",
    subcommands = {
      TopicsCommand.ListTopics.class,
      TopicsCommand.PlanTopics.class,
      TopicsCommand.ApplyTopics.class,
      TopicsAcls.class
    })
public final class TopicsCommand implements Runnable {

  static final int DONE = 0;
  static final int FAILED = 1;
  static final int DIFFERENT = 3;
  static final int REFUSED = 4;
  static final int UNREACHABLE = 5;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "give one of: list, plan, apply, acls");
    }
  }

  /** Which catalogue, in which environment. */
  static final class CatalogueOptions {

    @Option(
        names = "--profile",
        paramLabel = "NAME",
        defaultValue = "${env:NEXORA_TOPICS_PROFILE}",
        description =
            "Environment of the catalogue: production or dev. Default: NEXORA_TOPICS_PROFILE, else dev"
                + " where the running dev mode is asked, else production.")
    private @Nullable String profile;

    @Option(
        names = "--catalogue",
        paramLabel = "FILE",
        defaultValue = "${env:NEXORA_TOPICS_FILE}",
        description =
            "A catalogue of your own. Default: NEXORA_TOPICS_FILE, else the shipped"
                + " config/topics.yaml.")
    private @Nullable Path file;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    boolean json() {
      return json;
    }

    TopicCatalogue load(final boolean dev) {
      final String chosen =
          profile != null ? profile : dev ? TopicCatalogue.DEV : TopicCatalogue.PRODUCTION;
      return file == null ? TopicCatalogue.load(chosen) : TopicCatalogue.load(file, chosen);
    }
  }

  /** Which cluster. */
  static final class ClusterOptions {

    @Option(
        names = "--bootstrap-server",
        paramLabel = "HOST:PORT",
        defaultValue = "${env:NEXORA_KAFKA_BOOTSTRAP_SERVERS}",
        description =
            "Broker to ask. Default: NEXORA_KAFKA_BOOTSTRAP_SERVERS, else the running dev mode of"
                + " NEXORA_DATA_DIR or .nexora/dev.")
    private @Nullable String bootstrapServer;

    @Option(
        names = "--command-config",
        paramLabel = "FILE",
        description = "Properties for the admin client, as Kafka's own tools take them.")
    private @Nullable Path commandConfig;

    @Option(
        names = "--allow-grow",
        description =
            "Add partitions where no state hangs on them; the order of a key is lost around that"
                + " moment.")
    private boolean grow;

    @Option(
        names = "--allow-loss",
        description =
            "Shorten retention and change clean-up of topics that hold records; Kafka may then"
                + " delete some.")
    private boolean loss;

    TopicPlan.Allowed allowed() {
      return new TopicPlan.Allowed(grow, loss);
    }

    /** Whether it is the running dev mode that will be asked. */
    boolean dev() {
      return bootstrapServer == null;
    }

    Admin connect(final CommandSpec spec) {
      final Properties properties = new Properties();
      if (commandConfig != null) {
        try (Reader in = Files.newBufferedReader(commandConfig)) {
          properties.load(in);
        } catch (final IOException e) {
          throw new ParameterException(
              spec.commandLine(), "cannot read --command-config " + commandConfig + " (" + e + ")");
        }
      }
      properties.setProperty("bootstrap.servers", servers(spec));
      if (!properties.containsKey("request.timeout.ms")) {
        properties.setProperty("request.timeout.ms", "10000");
        properties.setProperty("default.api.timeout.ms", "15000");
      }
      return Admin.create(properties);
    }

    private String servers(final CommandSpec spec) {
      if (bootstrapServer != null) {
        return bootstrapServer;
      }
      final Path dataDir = DevEndpoints.dataDir(System.getenv());
      final Optional<DevEndpoints> endpoints = DevEndpoints.read(dataDir);
      return endpoints
          .map(DevEndpoints::bootstrapServers)
          .orElseThrow(
              () ->
                  new ParameterException(
                      spec.commandLine(),
                      "no dev mode runs in %s: start one with \"nexora dev\", or give --bootstrap-server HOST:PORT"
                          .formatted(dataDir)));
    }
  }

  /** {@code topics list}. */
  @Command(
      name = "list",
      description = "Lists the topics of the catalogue; asks no broker.",
      mixinStandardHelpOptions = true)
  static final class ListTopics implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private CatalogueOptions catalogue = new CatalogueOptions();

    @Override
    public Integer call() {
      return guarded(
          spec,
          () -> {
            final TopicCatalogue loaded = catalogue.load(false);
            final PrintWriter out = spec.commandLine().getOut();
            out.println(catalogue.json ? TopicsReport.json(loaded) : TopicsReport.text(loaded));
            return DONE;
          });
    }
  }

  /** {@code topics plan}. */
  @Command(
      name = "plan",
      description = "Shows the difference between the catalogue and a cluster.",
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit codes:%n",
      exitCodeList = {
        "0:the cluster is as the catalogue says",
        "1:the catalogue is not valid, or the cluster refused",
        "2:wrong usage",
        "3:there are differences that \"topics apply\" makes",
        "4:something is refused; the text says what can be done",
        "5:no broker answered"
      })
  static final class PlanTopics implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private CatalogueOptions catalogue = new CatalogueOptions();
    @Mixin private ClusterOptions cluster = new ClusterOptions();

    @Override
    public Integer call() {
      return guarded(
          spec,
          () -> {
            final TopicCatalogue wanted = catalogue.load(cluster.dev());
            try (Admin admin = cluster.connect(spec)) {
              final TopicPlan plan = new TopicProvisioner(admin).plan(wanted, cluster.allowed());
              print(spec, plan, catalogue.json, false);
              if (!plan.refusals().isEmpty()) {
                return REFUSED;
              }
              return plan.isEmpty() ? DONE : DIFFERENT;
            }
          });
    }
  }

  /** {@code topics apply}. */
  @Command(
      name = "apply",
      description = {
        "Brings a cluster to the catalogue: creates topics, changes settings, adds partitions where",
        "allowed. Never deletes, never shrinks; if anything is refused, nothing is changed."
      },
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit codes:%n",
      exitCodeList = {
        "0:the cluster is as the catalogue says",
        "1:the catalogue is not valid, or the cluster refused",
        "2:wrong usage",
        "4:something is refused, nothing was changed; the text says what can be done",
        "5:no broker answered"
      })
  static final class ApplyTopics implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private CatalogueOptions catalogue = new CatalogueOptions();
    @Mixin private ClusterOptions cluster = new ClusterOptions();

    @Override
    public Integer call() {
      return guarded(
          spec,
          () -> {
            final TopicCatalogue wanted = catalogue.load(cluster.dev());
            try (Admin admin = cluster.connect(spec)) {
              final TopicProvisioner provisioner = new TopicProvisioner(admin);
              final TopicPlan plan = provisioner.plan(wanted, cluster.allowed());
              if (plan.refusals().isEmpty()) {
                provisioner.apply(plan);
              }
              print(spec, plan, catalogue.json, true);
              return plan.refusals().isEmpty() ? DONE : REFUSED;
            }
          });
    }
  }

  private static void print(
      final CommandSpec spec, final TopicPlan plan, final boolean json, final boolean applied) {
    final PrintWriter out = spec.commandLine().getOut();
    out.println(json ? TopicsReport.json(plan, applied) : TopicsReport.text(plan, applied));
    out.flush();
  }

  private static int guarded(final CommandSpec spec, final Callable<Integer> body) {
    final PrintWriter err = spec.commandLine().getErr();
    try {
      return body.call();
    } catch (final ProvisioningException e) {
      err.println(e.getMessage());
      return switch (e.reason()) {
        case UNREACHABLE -> UNREACHABLE;
        case REFUSED -> REFUSED;
        case FAILED -> FAILED;
      };
    } catch (final CatalogueException | IllegalStateException e) {
      err.println(e.getMessage());
      return FAILED;
    } catch (final KafkaException e) {
      err.println("cannot make a Kafka client: " + reason(e));
      return FAILED;
    } catch (final ParameterException e) {
      throw e;
    } catch (final Exception e) {
      err.println("failed: " + e);
      return FAILED;
    } finally {
      err.flush();
    }
  }

  private static String reason(final Throwable e) {
    final @Nullable Throwable cause = e.getCause();
    return cause == null ? String.valueOf(e.getMessage()) : String.valueOf(cause.getMessage());
  }
}

package com.nexora.streams.cli;

import com.nexora.streams.audit.AuditReport;
import com.nexora.streams.audit.AuditTopicReader;
import com.nexora.streams.audit.AuditVerifier;
import com.nexora.streams.audit.HmacKeys;
import com.nexora.streams.runtime.DevEndpoints;
import com.nexora.streams.schema.HttpSchemaRegistry;
import com.nexora.streams.schema.SchemaException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Checks the audit trail. */
@Command(
    name = "audit",
    description = "Checks the audit trail.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(verify)",
    subcommands = AuditCommand.Verify.class)
public final class AuditCommand implements Runnable {

  static final int CANNOT_READ = 1;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "give one of: verify");
    }
  }

  /** {@code audit verify}. */
  @Command(
      name = "verify",
      description = {
        "Reads audit.records from its beginning to its present end and checks every entry, every",
        "chain, every HMAC. Several kinds of damage at once: the lowest exit code is given, the",
        "report names them all. A cut tail cannot be seen from the topic alone."
      },
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit codes:%n",
      exitCodeList = {
        "0:intact",
        "1:the trail or the keys cannot be read",
        "2:wrong usage",
        "10:edited - a sealed entry or a field of its envelope was changed",
        "11:missing - a sealed entry is gone",
        "12:inserted - a record that the sequencer did not seal there",
        "13:reordered - entries stand in another order",
        "14:duplicated - an entry stands there more than once",
        "15:forked - two entries claim the same place",
        "16:bad-hmac - not sealed with our key",
        "17:unknown-key - a key version that was not given",
        "18:undecodable - not a sealed entry at all",
        "19:mislabelled - key or headers do not agree with the entry",
        "20:truncated-head - the log does not begin at leaf 0; the rest is checked"
      })
  static final class Verify implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private ClusterAccess cluster = new ClusterAccess();

    @Option(
        names = "--hmac-keys",
        paramLabel = "FILE",
        description = {
          "Keys of the HMACs, one version:base64 per line, readable by the owner only. Default: the",
          "variable " + HmacKeys.ENVIRONMENT + ", else those of the running dev mode; without keys",
          "the HMACs are not checked."
        })
    private @Nullable Path hmacKeys;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
      final PrintWriter err = spec.commandLine().getErr();
      try {
        return verify();
      } catch (final ParameterException e) {
        throw e;
      } catch (final KafkaException e) {
        err.println(
            (e instanceof SchemaException ? "" : "cannot read audit.records: ") + reason(e));
      } catch (final IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
        err.println(e.getMessage());
      } finally {
        err.flush();
      }
      return CANNOT_READ;
    }

    private int verify() {
      final Map<String, Object> config = cluster.clients(spec);
      final Optional<HmacKeys> keys = keys(cluster.devMode());
      try (HttpSchemaRegistry registry = new HttpSchemaRegistry(config)) {
        final AuditTopicReader reader = new AuditTopicReader(clientOnly(config), registry);
        final List<AuditVerifier.LogSource> logs = reader.logs();
        final AuditReport report;
        try (Progress progress = Progress.start(spec.commandLine().getErr(), reader::recordsRead)) {
          report =
              new AuditVerifier(keys.orElse(null), Runtime.getRuntime().availableProcessors())
                  .verify(logs);
        }
        final PrintWriter out = spec.commandLine().getOut();
        out.println(
            json
                ? AuditReportText.json(report, keys.isPresent())
                : AuditReportText.text(report, keys.isPresent()));
        out.flush();
        return report.exitCode();
      }
    }

    private Optional<HmacKeys> keys(final Optional<DevEndpoints> dev) {
      if (hmacKeys != null) {
        return Optional.of(HmacKeys.load(hmacKeys));
      }
      final String variable = System.getenv(HmacKeys.ENVIRONMENT);
      if (variable != null && !variable.isBlank()) {
        return Optional.of(HmacKeys.parse(variable));
      }
      final Path file = DevEndpoints.dataDir(System.getenv()).resolve(HmacKeys.DEV_FILE);
      return dev.isPresent() && Files.exists(file)
          ? Optional.of(HmacKeys.load(file))
          : Optional.empty();
    }

    /** Kafka warns of settings that it does not know. */
    private static Map<String, Object> clientOnly(final Map<String, Object> config) {
      final Map<String, Object> client = new HashMap<>(config);
      client.keySet().removeIf(name -> name.startsWith("schema.registry."));
      return client;
    }

    private static String reason(final KafkaException e) {
      final Throwable cause = e.getCause();
      return cause instanceof KafkaException && !(e instanceof SchemaException)
          ? e.getMessage() + ": " + cause.getMessage()
          : String.valueOf(e.getMessage());
    }
  }
}

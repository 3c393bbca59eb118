package com.nexora.streams.cli;

import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.imports.AgentMapping;
import com.nexora.streams.imports.CloudTrailRecords;
import com.nexora.streams.imports.FeedException;
import com.nexora.streams.imports.FileImport;
import com.nexora.streams.imports.ImportReport;
import com.nexora.streams.imports.KafkaFeed;
import com.nexora.streams.imports.RecordMapping;
import com.nexora.streams.imports.ThreatMapping;
import com.nexora.streams.ingest.Admission;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends what stands in files. */
@Command(
    name = "import",
    description = "Sends events that stand in files.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(cloudtrail | threats | agents)",
    subcommands = {
      ImportCommand.CloudTrail.class,
      ImportCommand.Threats.class,
      ImportCommand.Agents.class
    })
public final class ImportCommand implements Runnable {

  static final int DONE = 0;
  static final int FAILED = 1;
  static final int REFUSED = 3;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "give one of: cloudtrail, threats, agents");
    }
  }

  /** {@code import cloudtrail}. */
  @Command(
      name = "cloudtrail",
      description = {
        "AWS CloudTrail records as NHI events with OCSF 1.1.0 bodies: JSON lines,",
        "{\"Records\":[...]}, gzip of both. Importing a file twice changes nothing."
      })
  static final class CloudTrail extends FileCommand {
    CloudTrail() {
      super(CloudTrailRecords::new);
    }
  }

  /** {@code import threats}. */
  @Command(
      name = "threats",
      description = {
        "Threat events as JSON lines with the fields of ThreatEvent;",
        "timestamp as ISO-8601 or epoch milliseconds. gzip, too."
      })
  static final class Threats extends FileCommand {
    Threats() {
      super(ThreatMapping::new);
    }
  }

  /** {@code import agents}. */
  @Command(
      name = "agents",
      description = {
        "Agent, task, tool and workflow events as JSON lines with the fields of AgentEvent;",
        "payload as an object or as text. gzip, too."
      })
  static final class Agents extends FileCommand {
    Agents() {
      super(AgentMapping::new);
    }
  }

  /** What the three have in common. */
  @Command(
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit codes:%n",
      exitCodeList = {
        "0:every record was sent, or stood there before",
        "1:broker or registry cannot be reached; what was sent before stays",
        "2:wrong usage, or a file that cannot be opened",
        "3:some records were refused, all others sent; the report says which and why"
      })
  abstract static class FileCommand implements Callable<Integer> {

    private final Function<Admission, RecordMapping> format;

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ClusterAccess target = new ClusterAccess();

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files, sent in this order.")
    private List<Path> files = new ArrayList<>();

    @Option(
        names = "--as-live",
        description =
            "Move all times by one and the same amount, so that the last record of all files is"
                + " now. The bodies keep the original time.")
    private boolean asLive;

    @Option(
        names = "--now-is",
        paramLabel = "TIME",
        description =
            "As --as-live, but so that this time of the files is now: keeps several imports in"
                + " step. ISO-8601.")
    private @Nullable String nowIs;

    @Option(names = "--json", description = "Print the report as JSON, and no progress.")
    private boolean json;

    FileCommand(final Function<Admission, RecordMapping> format) {
      this.format = format;
    }

    @Override
    public Integer call() {
      requireReadable();
      final OptionalLong anchor = anchor();
      final long now = System.currentTimeMillis();
      final long skew = TopologySettings.defaults(1, 1).clockSkew().toMillis();
      final RecordMapping mapping = format.apply(new Admission(now, skew));
      final AtomicLong read = new AtomicLong();
      try (KafkaFeed feed = KafkaFeed.open(target.clients(spec));
          AutoCloseable progress = json ? () -> {} : Progress.start(err(), read::get)) {
        final FileImport importing =
            new FileImport(mapping, feed, soFar -> read.set(soFar.getRead()));
        final ImportReport report = importing.run(files, shift(importing, anchor, now));
        print(report);
        return report.getRefused() == 0 ? DONE : REFUSED;
      } catch (final FeedException e) {
        err().println(e.getMessage());
        err().flush();
        return FAILED;
      } catch (final ParameterException e) {
        throw e;
      } catch (final Exception e) {
        throw new IllegalStateException("the import failed: " + e, e);
      }
    }

    private void requireReadable() {
      for (final Path file : files) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
          throw new ParameterException(
              spec.commandLine(), "cannot open " + file + ": no such file, or no right to read it");
        }
      }
    }

    private OptionalLong anchor() {
      if (nowIs == null) {
        return OptionalLong.empty();
      }
      try {
        return OptionalLong.of(OffsetDateTime.parse(nowIs).toInstant().toEpochMilli());
      } catch (final DateTimeException | ArithmeticException e) {
        throw new ParameterException(
            spec.commandLine(), "--now-is " + nowIs + " is no time such as 2023-07-10T12:00:00Z");
      }
    }

    private long shift(final FileImport importing, final OptionalLong anchor, final long now) {
      if (!asLive && anchor.isEmpty()) {
        return 0;
      }
      final OptionalLong last = anchor.isPresent() ? anchor : importing.latest(files);
      if (last.isPresent() && !json) {
        err().printf("%s becomes now%n", Instant.ofEpochMilli(last.getAsLong()));
        err().flush();
      }
      return last.isPresent() ? now - last.getAsLong() : 0;
    }

    private void print(final ImportReport report) {
      final PrintWriter out = spec.commandLine().getOut();
      out.println(json ? FeedReport.json(report) : FeedReport.text(report));
      out.flush();
    }

    private PrintWriter err() {
      return spec.commandLine().getErr();
    }
  }
}

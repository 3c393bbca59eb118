package com.nexora.streams.cli;

import com.nexora.streams.audit.AuditReport;
import com.nexora.streams.audit.AuditSegmentReader;
import com.nexora.streams.audit.AuditTopicReader;
import com.nexora.streams.audit.AuditVerifier;
import com.nexora.streams.audit.CheckpointBook;
import com.nexora.streams.audit.CheckpointNotes;
import com.nexora.streams.audit.CheckpointTrust;
import com.nexora.streams.audit.DamageKind;
import com.nexora.streams.audit.HmacKeys;
import com.nexora.streams.audit.SavedHead;
import com.nexora.streams.audit.StoredNote;
import com.nexora.streams.audit.VerifySettings;
import com.nexora.streams.audit.evidence.Evidence;
import com.nexora.streams.audit.evidence.EvidenceCheck;
import com.nexora.streams.schema.HttpSchemaRegistry;
import com.nexora.streams.schema.SchemaException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code audit verify}. */
@Command(
    name = "verify",
    description = {
      "Checks every entry, every chain, every HMAC of the trail and holds its Merkle roots against",
      "signed checkpoints: from audit.records, from its beginning to its present end, or from a",
      "copy of its files. Several kinds of damage at once: the lowest exit code is given, the",
      "report names them all. Without --key a cut tail cannot be seen, without the keys of the HMACs",
      "these are not checked."
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
      "15:forked - two entries claim the same place, or a signed root differs",
      "16:bad-hmac - not sealed with our key",
      "17:unknown-key - a key that was not given",
      "18:undecodable - not a sealed entry or checkpoint at all",
      "19:mislabelled - key or headers do not agree with the entry",
      "20:truncated-head - the log does not begin at leaf 0; the rest is checked",
      "21:truncated - a signed checkpoint has more entries than the log",
      "22:stale - the newest checkpoint is older than --max-age",
      "23:unsigned - entries without a valid checkpoint, older than --max-age",
      "24:bad-signature - a checkpoint's signature does not fit"
    })
final class AuditVerifyCommand implements Callable<Integer> {

  static final int CANNOT_READ = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ClusterAccess cluster = new ClusterAccess();

  @Mixin private VerifyTrust trust = new VerifyTrust();

  @Option(
      names = "--segments",
      paramLabel = "DIR",
      description = {
        "Read the files of a broker's log directory, or a copy of it, instead of the topic: no",
        "broker, no registry. Checkpoints beside the records are found by themselves."
      })
  private @Nullable Path segments;

  @Parameters(
      arity = "0..1",
      paramLabel = "EVIDENCE",
      description = {
        "Check one entry's evidence, as \"audit prove\" writes it, instead of a trail: needs --key or",
        "--policy, no network. With --checkpoints, that its root is not another one than yours;",
        "with --max-age, that its checkpoint states a later time."
      })
  private @Nullable Path evidence;

  @Option(
      names = "--checkpoints",
      paramLabel = "FILE",
      description =
          "Further signed checkpoints: a file, or a directory of files. Several times if need be.")
  private List<Path> checkpoints = new ArrayList<>();

  @Option(
      names = "--max-age",
      paramLabel = "TIME",
      description = {
        "A log whose newest checkpoint is older is stale, and older entries without a checkpoint are",
        "unsigned: e.g. 90s, 15m, 2h, 1d."
      })
  private @Nullable String maxAge;

  @Option(
      names = "--retention",
      paramLabel = "[CLASS=]TIME",
      description = {
        "How long the topic keeps records, e.g. 2557d: a head that must have expired by now, since",
        "it was signed for longer ago, is not damage. Several times for several retention classes,",
        "e.g. --retention 2557d --retention short=366d."
      })
  private List<String> retention = new ArrayList<>();

  @Option(
      names = "--save-head",
      paramLabel = "FILE",
      description = "Write how far the intact logs were verified.")
  private @Nullable Path saveHead;

  @Option(
      names = "--from-head",
      paramLabel = "FILE",
      description = "Read only what follows the heads that an earlier run saved.")
  private @Nullable Path fromHead;

  @Mixin private TrailKeys trailKeys = new TrailKeys();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    final PrintWriter err = spec.commandLine().getErr();
    try {
      if (evidence != null) {
        return verifyEvidence(evidence);
      }
      return segments == null ? verifyTopic() : verifySegments(segments);
    } catch (final ParameterException e) {
      throw e;
    } catch (final KafkaException e) {
      err.println((e instanceof SchemaException ? "" : "cannot read audit.records: ") + reason(e));
    } catch (final IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
      err.println(e.getMessage());
    } finally {
      err.flush();
    }
    return CANNOT_READ;
  }

  private int verifyEvidence(final Path file) {
    final CheckpointTrust trusted =
        trust
            .read()
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        "evidence needs --key VKEY or --policy FILE: whose signature do you believe? Do not take the key from the evidence itself"));
    final Evidence read;
    try {
      read = Evidence.parse(Files.readString(file));
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    } catch (final IllegalArgumentException e) {
      spec.commandLine().getErr().println("%s is no evidence: %s".formatted(file, e.getMessage()));
      return DamageKind.UNDECODABLE.exitCode();
    }
    final EvidenceCheck.Verdict verdict =
        new EvidenceCheck(
                trusted,
                trailKeys.find(Optional.empty()).orElse(null),
                checkpoints.stream().flatMap(path -> CheckpointNotes.read(path).stream()).toList(),
                before("--max-age", maxAge))
            .check(read);
    final PrintWriter out = spec.commandLine().getOut();
    out.println(json ? EvidenceText.json(read, verdict) : EvidenceText.text(read, verdict));
    out.flush();
    return verdict.exitCode();
  }

  private int verifySegments(final Path directory) {
    final AuditSegmentReader reader = new AuditSegmentReader(directory);
    return verify(
        reader.logs(), reader::notes, reader::recordsRead, trailKeys.find(Optional.empty()));
  }

  private int verifyTopic() {
    final Map<String, Object> config = cluster.clients(spec);
    final Optional<HmacKeys> keys = trailKeys.find(cluster.devMode());
    try (HttpSchemaRegistry registry = new HttpSchemaRegistry(config)) {
      final AuditTopicReader reader =
          new AuditTopicReader(ClusterAccess.kafkaOnly(config), registry);
      return verify(reader.logs(), reader::notes, reader::recordsRead, keys);
    }
  }

  private int verify(
      final List<AuditVerifier.LogSource> logs,
      final Supplier<List<StoredNote>> notes,
      final LongSupplier recordsRead,
      final Optional<HmacKeys> keys) {
    final Optional<CheckpointTrust> trusted = trust.read();
    final Map<String, SavedHead> from = fromHead == null ? Map.of() : SavedHeadFile.read(fromHead);
    VerifySettings settings =
        VerifySettings.of(keys.orElse(null))
            .at(before("--max-age", maxAge), expiredBefore())
            .from(from);
    if (trusted.isPresent()) {
      final List<StoredNote> found = new ArrayList<>(notes.get());
      checkpoints.forEach(path -> found.addAll(CheckpointNotes.read(path)));
      settings = settings.against(CheckpointBook.read(found, trusted.get()));
    } else if (!checkpoints.isEmpty() || maxAge != null) {
      throw new ParameterException(
          spec.commandLine(),
          "--checkpoints and --max-age need --key VKEY or --policy FILE: whose signatures count?");
    }
    final AuditReport report;
    try (Progress progress = Progress.start(spec.commandLine().getErr(), recordsRead::getAsLong)) {
      report = new AuditVerifier(settings, Runtime.getRuntime().availableProcessors()).verify(logs);
    }
    if (saveHead != null) {
      SavedHeadFile.write(saveHead, report, from);
    }
    final AuditReportText.Checked checked =
        new AuditReportText.Checked(keys.isPresent(), trusted.isPresent());
    final PrintWriter out = spec.commandLine().getOut();
    out.println(
        json ? AuditReportText.json(report, checked) : AuditReportText.text(report, checked));
    out.flush();
    return report.exitCode();
  }

  private Map<String, Long> expiredBefore() {
    final Map<String, Long> times = new HashMap<>();
    for (final String each : retention) {
      final int split = each.indexOf('=');
      times.put(
          split < 0 ? "" : each.substring(0, split),
          before("--retention", each.substring(split + 1)));
    }
    return times;
  }

  private long before(final String option, final @Nullable String age) {
    if (age == null) {
      return Long.MIN_VALUE;
    }
    try {
      final long number = Long.parseLong(age.substring(0, age.length() - 1));
      final Duration duration =
          switch (age.charAt(age.length() - 1)) {
            case 's' -> Duration.ofSeconds(number);
            case 'm' -> Duration.ofMinutes(number);
            case 'h' -> Duration.ofHours(number);
            case 'd' -> Duration.ofDays(number);
            default -> throw new NumberFormatException(age);
          };
      return Instant.now().minus(duration).toEpochMilli();
    } catch (final NumberFormatException | StringIndexOutOfBoundsException e) {
      throw new ParameterException(
          spec.commandLine(), option + " takes a number and s, m, h or d, e.g. 15m; not " + age, e);
    }
  }

  private static String reason(final KafkaException e) {
    final Throwable cause = e.getCause();
    return cause instanceof KafkaException && !(e instanceof SchemaException)
        ? e.getMessage() + ": " + cause.getMessage()
        : String.valueOf(e.getMessage());
  }
}

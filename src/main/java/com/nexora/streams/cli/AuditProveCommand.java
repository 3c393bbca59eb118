package com.nexora.streams.cli;

import com.nexora.streams.audit.AuditSchemas;
import com.nexora.streams.audit.AuditSegmentReader;
import com.nexora.streams.audit.AuditTopicReader;
import com.nexora.streams.audit.AuditVerifier;
import com.nexora.streams.audit.CheckpointNotes;
import com.nexora.streams.audit.CheckpointTrust;
import com.nexora.streams.audit.EntrySearch;
import com.nexora.streams.audit.StoredNote;
import com.nexora.streams.audit.evidence.Evidence;
import com.nexora.streams.audit.evidence.TlogProof;
import com.nexora.streams.audit.merkle.MerkleProofs;
import com.nexora.streams.audit.note.NoteException;
import com.nexora.streams.audit.note.SignedCheckpoint;
import com.nexora.streams.audit.note.VerifierKey;
import com.nexora.streams.schema.HttpSchemaRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code audit prove}. */
@Command(
    name = "prove",
    description = {
      "Writes the evidence of one entry: its bytes, that they are in the log, and the log's signed",
      "head, as one JSON document that \"audit verify FILE --key VKEY\" checks with no network.",
      "Reads the whole log of the entry, from the topic or from a copy of its files."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:proven",
      "1:the trail cannot be read, or its log is damaged",
      "2:wrong usage",
      "3:there is no such entry",
      "4:no checkpoint covers the entry yet: try again after the next one"
    })
final class AuditProveCommand implements Callable<Integer> {

  static final int CANNOT_READ = 1;
  static final int NOT_FOUND = 3;
  static final int NOT_YET = 4;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ClusterAccess cluster = new ClusterAccess();

  @Mixin private VerifyTrust trust = new VerifyTrust();

  @Parameters(paramLabel = "ID", description = "The entry's audit id.")
  private String auditId = "";

  @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Its tenant.")
  private String tenant = "";

  @Option(
      names = "--segments",
      paramLabel = "DIR",
      description = "Read the files of a broker's log directory, or a copy of it.")
  private @Nullable Path segments;

  @Option(
      names = "--checkpoints",
      paramLabel = "FILE",
      description = "Further signed checkpoints: a file, or a directory of files.")
  private List<Path> checkpoints = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the evidence here instead of printing it.")
  private @Nullable Path out;

  @Override
  public Integer call() {
    final PrintWriter err = spec.commandLine().getErr();
    try {
      if (segments != null) {
        final AuditSegmentReader reader = new AuditSegmentReader(segments);
        return prove(reader.logs(), reader.notes());
      }
      final Map<String, Object> config = cluster.clients(spec);
      try (HttpSchemaRegistry registry = new HttpSchemaRegistry(config)) {
        final AuditTopicReader reader =
            new AuditTopicReader(ClusterAccess.kafkaOnly(config), registry);
        return prove(reader.logs(), reader.notes());
      }
    } catch (final ParameterException e) {
      throw e;
    } catch (final KafkaException
        | IllegalArgumentException
        | IllegalStateException
        | UncheckedIOException e) {
      err.println(e.getMessage());
      return CANNOT_READ;
    } finally {
      err.flush();
    }
  }

  private int prove(final List<AuditVerifier.LogSource> logs, final List<StoredNote> found) {
    final PrintWriter err = spec.commandLine().getErr();
    final Optional<EntrySearch.Found> entry = new EntrySearch(tenant, auditId).in(logs);
    if (entry.isEmpty()) {
      err.println("the trail holds no entry %s of tenant %s".formatted(auditId, tenant));
      return NOT_FOUND;
    }
    final List<StoredNote> notes = new ArrayList<>(found);
    checkpoints.forEach(path -> notes.addAll(CheckpointNotes.read(path)));
    final Optional<CheckpointTrust> trusted = trust.read();
    final Optional<SignedCheckpoint> head = newest(notes, entry.get(), trusted);
    if (head.isEmpty()) {
      err.println(
          "entry %s is leaf %d of log %s, and no checkpoint%s covers it yet: try again after the next one"
              .formatted(
                  auditId,
                  entry.get().leaf(),
                  entry.get().logId(),
                  trusted.isPresent() ? " by the keys given" : ""));
      return NOT_YET;
    }
    write(evidence(entry.get(), head.get(), trusted));
    return 0;
  }

  private static Evidence evidence(
      final EntrySearch.Found entry,
      final SignedCheckpoint head,
      final Optional<CheckpointTrust> trusted) {
    final TlogProof proof =
        new TlogProof(
            entry.leaf(),
            MerkleProofs.inclusion(entry.leaf(), head.checkpoint().size(), entry.nodes()),
            head);
    if (!proof.proves(entry.entry())) {
      throw new IllegalStateException(
          "log %s does not have the root of its checkpoint %s: run \"nexora audit verify\""
              .formatted(entry.logId(), head.checkpoint()));
    }
    return new Evidence(
        entry.entry(),
        AuditSchemas.shipped().schemaOf(entry.entry()),
        proof,
        entry.hmac(),
        entry.keyVersion(),
        trusted.stream().flatMap(t -> t.keys().stream()).map(VerifierKey::toString).toList());
  }

  /** The newest checkpoint that covers the entry and that the log has grown to. */
  private static Optional<SignedCheckpoint> newest(
      final List<StoredNote> notes,
      final EntrySearch.Found entry,
      final Optional<CheckpointTrust> trusted) {
    return notes.stream()
        .map(AuditProveCommand::parse)
        .flatMap(Optional::stream)
        .filter(note -> note.checkpoint().origin().endsWith('/' + entry.logId()))
        .filter(note -> entry.leaf() < note.checkpoint().size())
        .filter(note -> note.checkpoint().size() <= entry.size())
        .sorted(
            Comparator.comparingLong((SignedCheckpoint note) -> note.checkpoint().size())
                .reversed())
        .filter(note -> trusted.isEmpty() || believed(note, trusted.get()))
        .findFirst();
  }

  private static boolean believed(final SignedCheckpoint note, final CheckpointTrust trust) {
    try {
      return trust.judge(note).enough();
    } catch (final NoteException e) {
      return false;
    }
  }

  private static Optional<SignedCheckpoint> parse(final StoredNote note) {
    try {
      return Optional.of(SignedCheckpoint.parse(note.bytes()));
    } catch (final NoteException e) {
      return Optional.empty();
    }
  }

  private void write(final Evidence evidence) {
    if (out == null) {
      spec.commandLine().getOut().println(evidence.json());
      spec.commandLine().getOut().flush();
      return;
    }
    try {
      Files.writeString(out, evidence.json() + System.lineSeparator());
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot write " + out, e);
    }
  }
}

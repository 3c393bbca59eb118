package com.nexora.streams.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nexora.streams.audit.checkpoint.CheckpointKeys;
import com.nexora.streams.audit.checkpoint.KeyFile;
import com.nexora.streams.catalogue.KmsKeys;
import com.nexora.streams.runtime.DevEndpoints;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The keys that sign checkpoints: made, shown to auditors, changed. */
@Command(
    name = "keys",
    description = {
      "The keys that sign the heads of the audit trail: make one, show the public ones, change it.",
      "Works on the file alone; a running instance reads it when it starts."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(generate|show|rotate|retire)",
    subcommands = {
      AuditKeysCommand.Generate.class,
      AuditKeysCommand.Show.class,
      AuditKeysCommand.Rotate.class,
      AuditKeysCommand.Retire.class
    })
final class AuditKeysCommand implements Runnable {

  private static final int CANNOT = 1;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(
          spec.commandLine(), "give one of: generate, show, rotate, retire");
    }
  }

  /** Which file, whose keys. */
  static final class Where {

    @Option(
        names = "--file",
        paramLabel = "FILE",
        description = "The key file. Default: dev mode's, of NEXORA_DATA_DIR or .nexora/dev.")
    private @Nullable Path file;

    @Option(
        names = "--origin",
        paramLabel = "NAME",
        description = {
          "Name of the installation in checkpoints, audit.origin of its settings.",
          "Default: the name of the key in the file."
        })
    private @Nullable String origin;

    @Option(
        names = "--kms-uri",
        paramLabel = "URI",
        description =
            "Key of a key management service that encrypts the file (audit.signing.kms.uri).")
    private @Nullable String kms;

    Path path() {
      return file == null ? DevEndpoints.dataDir(System.getenv()).resolve(KeyFile.DEV_FILE) : file;
    }

    KeyFile open() {
      return new KeyFile(path(), Optional.ofNullable(kms).map(KmsKeys::aead));
    }

    /** The name that was given, else that of the key that signs. */
    String origin(final String text) {
      if (origin != null) {
        return origin;
      }
      final String key =
          text.lines()
              .map(String::strip)
              .filter(line -> line.startsWith("PRIVATE+KEY+"))
              .reduce((first, last) -> last)
              .orElseThrow(() -> new IllegalArgumentException(path() + " holds no private key"));
      return key.split("\\+")[2];
    }
  }

  /** A subcommand: what it does with the file, and how it fails. */
  abstract static class OnFile implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private Where where = new Where();

    abstract String run(Where file);

    @Override
    public Integer call() {
      final PrintWriter err = spec.commandLine().getErr();
      try {
        final PrintWriter out = spec.commandLine().getOut();
        out.println(run(where));
        out.flush();
        return 0;
      } catch (final IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
        err.println(e.getMessage());
        err.flush();
        return CANNOT;
      }
    }

    static Instant now() {
      return Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS);
    }
  }

  /** {@code audit keys generate}. */
  @Command(
      name = "generate",
      description = {
        "Writes a new key to a file that does not exist yet, readable by its owner only, and prints",
        "the public key. Back the file up now: see docs/audit-keys.md."
      },
      mixinStandardHelpOptions = true)
  static final class Generate extends OnFile {

    @Override
    String run(final Where where) {
      if (where.open().exists()) {
        throw new IllegalArgumentException(
            where.path() + " exists: \"nexora audit keys rotate\" adds a key to it");
      }
      if (where.origin == null) {
        throw new IllegalArgumentException(
            "give --origin NAME: the name of this installation in checkpoints, best a host name that is yours");
      }
      final String text = CheckpointKeys.rotated("", where.origin, now());
      where.open().write(text);
      return CheckpointKeys.parse(text, where.origin).signing().toString();
    }
  }

  /** {@code audit keys show}. */
  @Command(
      name = "show",
      description = {
        "Prints the public keys for auditors, oldest first, in the form name+id+base64 that tools",
        "for transparency logs take. The last one signs now."
      },
      mixinStandardHelpOptions = true)
  static final class Show extends OnFile {

    @Option(
        names = "--log",
        paramLabel = "LOG",
        description = {
          "Print them as the keys of one log, e.g. default/0: clients of transparency logs want the",
          "log's origin as the key's name."
        })
    private @Nullable String log;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    String run(final Where where) {
      final String text = where.open().read();
      final CheckpointKeys keys = CheckpointKeys.parse(text, where.origin(text));
      return json ? json(keys) : lines(keys);
    }

    private String lines(final CheckpointKeys keys) {
      final StringBuilder lines = new StringBuilder();
      for (final CheckpointKeys.Listed each : keys.listed()) {
        lines.append(lines.isEmpty() ? "" : System.lineSeparator()).append(name(keys, each));
      }
      return lines.toString();
    }

    private String json(final CheckpointKeys keys) {
      final ObjectNode all = JsonNodeFactory.instance.objectNode();
      all.put("origin", keys.origin());
      final ArrayNode items = all.putArray("items");
      for (final CheckpointKeys.Listed each : keys.listed()) {
        final ObjectNode item = items.addObject();
        item.put("key", name(keys, each));
        item.put("since", each.since().map(Instant::toString).orElse(null));
        item.put("until", each.until().map(Instant::toString).orElse(null));
      }
      return all.toString();
    }

    private String name(final CheckpointKeys keys, final CheckpointKeys.Listed each) {
      return (log == null ? each.key() : each.key().named(keys.originOf(log))).toString();
    }
  }

  /** {@code audit keys rotate}. */
  @Command(
      name = "rotate",
      description = {
        "Adds a new key to the file. At its next start the instance publishes, for every log, one",
        "checkpoint that names the new key and is signed by both; from then on the new key signs.",
        "Prints the new public key."
      },
      mixinStandardHelpOptions = true)
  static final class Rotate extends OnFile {

    @Override
    String run(final Where where) {
      final KeyFile file = where.open();
      final String text = file.read();
      final String origin = where.origin(text);
      CheckpointKeys.parse(text, origin);
      final String next = CheckpointKeys.rotated(text, origin, now());
      file.write(next);
      return CheckpointKeys.parse(next, origin).signing().toString();
    }
  }

  /** {@code audit keys retire}. */
  @Command(
      name = "retire",
      description = {
        "Removes the private halves of all keys but the one that signs; the public halves stay, since",
        "old checkpoints are checked with them. Only after every log shows a checkpoint of the new",
        "key."
      },
      mixinStandardHelpOptions = true)
  static final class Retire extends OnFile {

    @Override
    String run(final Where where) {
      final KeyFile file = where.open();
      final String text = file.read();
      final String origin = where.origin(text);
      final String next = CheckpointKeys.retired(text, origin);
      file.write(next);
      return "%d keys are listed, one of them signs"
          .formatted(CheckpointKeys.parse(next, origin).listed().size());
    }
  }
}

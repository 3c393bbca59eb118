package com.nexora.streams.cli;

import com.nexora.streams.catalogue.FlatJson;
import com.nexora.streams.catalogue.LegalHold;
import com.nexora.streams.privacy.Erasure;
import com.nexora.streams.privacy.PrivacyKeys;
import com.nexora.streams.runtime.DevEndpoints;
import com.nexora.streams.runtime.PrivacyOffice;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Erases data subjects and holds them. */
@Command(
    name = "privacy",
    description = "Erases data subjects from the trail, and places legal holds.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(erase | status | hold | release | holds | pseudonym)",
    subcommands = {
      PrivacyCommand.Erase.class,
      PrivacyCommand.Status.class,
      PrivacyCommand.Hold.class,
      PrivacyCommand.Release.class,
      PrivacyCommand.Holds.class,
      PrivacyCommand.Pseudonym.class
    })
public final class PrivacyCommand implements Runnable {

  static final int DONE = 0;
  static final int FAILED = 1;
  static final int INCOMPLETE = 3;
  static final int HELD = 4;
  static final int NO_SUCH_HOLD = 5;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(
          spec.commandLine(), "give one of: erase, status, hold, release, holds, pseudonym");
    }
  }

  /** Where and with which keys. */
  static final class Desk {

    @Mixin private ClusterAccess cluster = new ClusterAccess();

    @Option(
        names = "--privacy-keys",
        paramLabel = "FILE",
        description = {
          "The installation's privacy keys. Default: the variable " + PrivacyKeys.ENVIRONMENT + ",",
          "else those of the running dev mode."
        })
    private @Nullable Path keys;

    @Option(
        names = "--kms-uri",
        paramLabel = "URI",
        description = "Key of a KMS that the privacy keys are encrypted with.")
    private @Nullable String kms;

    @Option(names = "--json", description = "Print JSON, one object per line.")
    private boolean json;

    int at(final CommandSpec spec, final ToIntFunction<PrivacyOffice> work) {
      final PrintWriter err = spec.commandLine().getErr();
      try {
        return cluster.work(
            spec,
            (clients, serdes) ->
                new PrivacyOffice(clients, serdes, keys(spec).pseudonyms(), Clock.systemUTC()),
            PrivacyOffice::close,
            work);
      } catch (final PrivacyOffice.HeldException e) {
        err.println(e.getMessage());
        return HELD;
      } catch (final IllegalArgumentException e) {
        err.println(e.getMessage());
        return FAILED;
      } finally {
        err.flush();
      }
    }

    private PrivacyKeys keys(final CommandSpec spec) {
      final Optional<String> uri = Optional.ofNullable(kms);
      if (keys != null) {
        return PrivacyKeys.load(keys, uri);
      }
      final String variable = System.getenv(PrivacyKeys.ENVIRONMENT);
      if (variable != null && !variable.isBlank()) {
        return PrivacyKeys.parse(variable, uri);
      }
      final Path file = DevEndpoints.dataDir(System.getenv()).resolve(PrivacyKeys.DEV_FILE);
      if (cluster.devMode().isPresent() && Files.exists(file)) {
        return PrivacyKeys.load(file, uri);
      }
      throw new ParameterException(
          spec.commandLine(),
          "give the installation's privacy keys with --privacy-keys FILE or in "
              + PrivacyKeys.ENVIRONMENT);
    }

    private void print(
        final CommandSpec spec, final Map<String, Object> fields, final String text) {
      spec.commandLine()
          .getOut()
          .println(json ? new String(FlatJson.write(fields), StandardCharsets.UTF_8) : text);
    }

    private void print(final CommandSpec spec, final Erasure erasure) {
      final Map<String, Object> fields = new TreeMap<>();
      fields.put("order", erasure.order().id());
      fields.put("tenant", erasure.order().tenant());
      fields.put("pseudonym", erasure.order().pseudonym());
      fields.put("requestedAt", Instant.ofEpochMilli(erasure.order().requestedAt()));
      fields.put("complete", erasure.complete());
      fields.put("tasksAnswered", erasure.answered());
      fields.put("tasksExpected", erasure.expected());
      fields.put("keysDestroyed", erasure.destroyed());
      print(
          spec,
          fields,
          "%s  %s  %s  %s: %d of %d tasks answered, %d keys destroyed"
              .formatted(
                  erasure.order().id(),
                  Instant.ofEpochMilli(erasure.order().requestedAt()),
                  erasure.order().pseudonym(),
                  erasure.complete() ? "complete" : "INCOMPLETE",
                  erasure.answered(),
                  erasure.expected(),
                  erasure.destroyed()));
    }

    private void print(final CommandSpec spec, final LegalHold hold) {
      final Map<String, Object> fields = new TreeMap<>();
      fields.put("tenant", hold.tenant());
      fields.put("hold", hold.id());
      fields.put("pseudonym", hold.pseudonym());
      fields.put("reason", hold.reason());
      fields.put("placedAt", Instant.ofEpochMilli(hold.placedAt()));
      fields.put("placedBy", hold.placedBy());
      print(
          spec,
          fields,
          "%s  %s  %s  placed %s by %s: %s"
              .formatted(
                  hold.tenant(),
                  hold.id(),
                  hold.coversTenant() ? "whole tenant" : hold.pseudonym(),
                  Instant.ofEpochMilli(hold.placedAt()),
                  hold.placedBy(),
                  hold.reason()));
    }
  }

  /** {@code privacy erase}. */
  @Command(
      name = "erase",
      description = {
        "Destroys every key of a data subject, so that its payloads in the trail cannot be read any",
        "more, and waits for all tasks to say so. The entries, their hashes and proofs stay. Raw",
        "input topics keep what was sent for their retention, see docs/privacy.md."
      },
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit codes:%n",
      exitCodeList = {
        "0:every task has answered, no key is left in a store",
        "1:could not be ordered or recorded",
        "2:wrong usage",
        "3:ordered, but not every task has answered in time: see privacy status",
        "4:refused: a legal hold covers the subject"
      })
  static final class Erase implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private Desk desk = new Desk();

    @Parameters(index = "0", paramLabel = "TENANT", description = "Whose subject it is.")
    private String tenant = "";

    @Parameters(index = "1", paramLabel = "SUBJECT", description = "The subject's id, as sent.")
    private String subject = "";

    @Option(
        names = "--wait",
        paramLabel = "SECONDS",
        defaultValue = "30",
        description = "How long to wait for the answers. Default: ${DEFAULT-VALUE}.")
    private int wait;

    @Override
    public Integer call() {
      return desk.at(
          spec,
          office -> {
            final Erasure erasure =
                office.erase(tenant, subject, ClusterAccess.operator(), Duration.ofSeconds(wait));
            desk.print(spec, erasure);
            return erasure.complete() ? DONE : INCOMPLETE;
          });
    }
  }

  /** {@code privacy status}. */
  @Command(
      name = "status",
      description = "Shows the orders to erase of a tenant, and whether every task has answered.",
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit codes:%n",
      exitCodeList = {
        "0:all orders are complete",
        "1:could not be read",
        "2:wrong usage",
        "3:an order is not complete"
      })
  static final class Status implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private Desk desk = new Desk();

    @Parameters(index = "0", paramLabel = "TENANT", description = "Whose orders.")
    private String tenant = "";

    @Override
    public Integer call() {
      return desk.at(
          spec,
          office -> {
            final List<Erasure> erasures = office.erasures(tenant);
            erasures.forEach(erasure -> desk.print(spec, erasure));
            return erasures.stream().allMatch(Erasure::complete) ? DONE : INCOMPLETE;
          });
    }
  }

  /** {@code privacy hold}. */
  @Command(
      name = "hold",
      description = {
        "Places a legal hold: what it covers is neither erased nor expires. Kafka expires whole topics,",
        "so retention.ms of all topics of the trail is raised until the last hold is lifted."
      },
      mixinStandardHelpOptions = true)
  static final class Hold implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private Desk desk = new Desk();

    @Parameters(index = "0", paramLabel = "TENANT", description = "Whose data.")
    private String tenant = "";

    @Parameters(index = "1", paramLabel = "HOLD", description = "Name of the hold, e.g. the case.")
    private String id = "";

    @Option(
        names = "--subject",
        paramLabel = "SUBJECT",
        description = "Only this data subject. Default: the whole tenant.")
    private @Nullable String subject;

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why.")
    private String reason = "";

    @Override
    public Integer call() {
      return desk.at(
          spec,
          office -> {
            desk.print(spec, office.place(tenant, id, subject, reason, ClusterAccess.operator()));
            return DONE;
          });
    }
  }

  /** {@code privacy release}. */
  @Command(
      name = "release",
      description = {
        "Lifts a legal hold. After the last one of all tenants, topics expire again as before."
      },
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit codes:%n",
      exitCodeList = {"0:lifted", "1:could not be lifted", "2:wrong usage", "5:no such hold"})
  static final class Release implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private Desk desk = new Desk();

    @Parameters(index = "0", paramLabel = "TENANT", description = "Whose hold.")
    private String tenant = "";

    @Parameters(index = "1", paramLabel = "HOLD", description = "Name of the hold.")
    private String id = "";

    @Override
    public Integer call() {
      return desk.at(
          spec, office -> office.lift(tenant, id, ClusterAccess.operator()) ? DONE : NO_SUCH_HOLD);
    }
  }

  /** {@code privacy holds}. */
  @Command(
      name = "holds",
      description = "Lists the legal holds of a tenant.",
      mixinStandardHelpOptions = true)
  static final class Holds implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private Desk desk = new Desk();

    @Parameters(index = "0", paramLabel = "TENANT", description = "Whose holds.")
    private String tenant = "";

    @Override
    public Integer call() {
      return desk.at(
          spec,
          office -> {
            office.holds(tenant).forEach(hold -> desk.print(spec, hold));
            return DONE;
          });
    }
  }

  /** {@code privacy pseudonym}. */
  @Command(
      name = "pseudonym",
      description = {
        "Prints the name under which a data subject stands in the trail, e.g. to ask for all entries",
        "that it acted in: GET /audit/TENANT?actor=PSEUDONYM."
      },
      mixinStandardHelpOptions = true)
  static final class Pseudonym implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private Desk desk = new Desk();

    @Parameters(index = "0", paramLabel = "TENANT", description = "Whose subject it is.")
    private String tenant = "";

    @Parameters(index = "1", paramLabel = "SUBJECT", description = "The subject's id, as sent.")
    private String subject = "";

    @Override
    public Integer call() {
      return desk.at(
          spec,
          office -> {
            final String pseudonym = office.pseudonym(tenant, subject);
            desk.print(spec, Map.of("tenant", tenant, "pseudonym", pseudonym), pseudonym);
            return DONE;
          });
    }
  }
}

package com.nexora.streams.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.streams.catalogue.TopicCatalogue;
import com.nexora.streams.deadletter.LetterCount;
import com.nexora.streams.deadletter.LetterFilter;
import com.nexora.streams.deadletter.LetterId;
import com.nexora.streams.deadletter.LetterPage;
import com.nexora.streams.deadletter.LetterState;
import com.nexora.streams.deadletter.LetterSummary;
import com.nexora.streams.deadletter.Replay;
import com.nexora.streams.deadletter.ReplayProof;
import com.nexora.streams.deadletter.StoredLetter;
import com.nexora.streams.runtime.DeadLetterOffice;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/** Looks at dead letters, replays and discards them. */
@Command(
    name = "dlq",
    description =
        "Looks at records that could not be read or processed, replays and discards them.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(list | show | count | replay | discard)",
    subcommands = {
      DlqCommand.ListLetters.class,
      DlqCommand.Show.class,
      DlqCommand.Count.class,
      DlqSettling.ReplayLetters.class,
      DlqSettling.Discard.class
    })
public final class DlqCommand implements Runnable {

  static final int DONE = 0;
  static final int FAILED = 1;
  static final int NONE = 3;
  static final int REFUSED = 4;

  private static final ObjectMapper JSON = new ObjectMapper();
  static final int PAGE = 200;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(
          spec.commandLine(), "give one of: list, show, count, replay, discard");
    }
  }

  /** Where the letters are. */
  static final class Desk {

    @Mixin private ClusterAccess cluster = new ClusterAccess();

    @Option(
        names = "--catalogue",
        paramLabel = "FILE",
        description =
            "Topic catalogue that says which topics have a queue. Default: the shipped one.")
    private @Nullable Path catalogue;

    @Option(names = "--json", description = "Print JSON, one object per line.")
    private boolean json;

    int at(
        final CommandSpec spec,
        final int cap,
        final Optional<TrailKeys> keys,
        final ToIntFunction<DeadLetterOffice> work) {
      final ReplayProof proof = proof(spec, keys);
      return cluster.work(
          spec,
          (clients, serdes) ->
              new DeadLetterOffice(clients, topics(), serdes, Clock.systemUTC(), cap, proof),
          DeadLetterOffice::close,
          work);
    }

    private TopicCatalogue topics() {
      return catalogue == null
          ? TopicCatalogue.load(TopicCatalogue.PRODUCTION)
          : TopicCatalogue.load(catalogue, TopicCatalogue.PRODUCTION);
    }

    int at(final CommandSpec spec, final ToIntFunction<DeadLetterOffice> work) {
      return at(spec, Replay.DEFAULT_CAP, Optional.empty(), work);
    }

    private ReplayProof proof(final CommandSpec spec, final Optional<TrailKeys> keys) {
      try {
        return keys.flatMap(given -> given.find(cluster.devMode()))
            .map(found -> new ReplayProof(found.derived(ReplayProof.PURPOSE)))
            .orElseGet(ReplayProof::none);
      } catch (final IllegalArgumentException | UncheckedIOException e) {
        throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
      }
    }

    void print(final CommandSpec spec, final Map<String, Object> fields, final String text) {
      try {
        spec.commandLine().getOut().println(json ? JSON.writeValueAsString(fields) : text);
      } catch (final JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }

    static void check(final CommandSpec spec, final DeadLetterOffice office, final String topic) {
      if (!office.hasQueue(topic)) {
        throw new ParameterException(
            spec.commandLine(),
            "topic %s has no dead letter queue; these have one: %s"
                .formatted(topic, String.join(", ", office.topics())));
      }
    }
  }

  /** Which letters. */
  static final class Choice {

    @Option(names = "--tenant", paramLabel = "ID", description = "Only this tenant's.")
    private @Nullable String tenant;

    @Option(names = "--reason", paramLabel = "CODE", description = "Only those of this reason.")
    private @Nullable String reason;

    LetterFilter filter() {
      return (tenant == null ? LetterFilter.all() : LetterFilter.of(tenant)).because(reason);
    }
  }

  static String line(final LetterSummary letter) {
    return "%-10s %s  %-9s %-20s %s  %s"
        .formatted(
            letter.id().within(),
            java.time.Instant.ofEpochMilli(letter.storedAt()),
            letter.state().text(),
            letter.reason(),
            letter.tenantId() == null ? "-" : letter.tenantId(),
            letter.errorMessage());
  }

  static LetterId id(final CommandSpec spec, final String topic, final String within) {
    try {
      return LetterId.parse(topic, within);
    } catch (final IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /** {@code dlq list}. */
  @Command(
      name = "list",
      description = "Lists a topic's letters, newest first.",
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit codes:%n",
      exitCodeList = {"0:listed", "1:they cannot be read", "2:wrong usage"},
      footerHeading = "%nExample:%n",
      footer = "  nexora dlq list nhi.events --state open --reason unknown-schema")
  static final class ListLetters implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private Desk desk = new Desk();
    @Mixin private Choice choice = new Choice();

    @Parameters(index = "0", paramLabel = "TOPIC", description = "Whose queue, e.g. nhi.events.")
    private String topic = "";

    @Option(names = "--state", paramLabel = "STATE", description = "open, replayed or discarded.")
    private @Nullable String state;

    @Option(
        names = "--limit",
        paramLabel = "N",
        description = "Letters at most (default: ${DEFAULT-VALUE}).",
        defaultValue = "50")
    private int limit;

    @Option(
        names = "--cursor",
        paramLabel = "TEXT",
        description = "Goes on where a list ended, which it says on the error output.")
    private @Nullable String cursor;

    @Override
    public Integer call() {
      final Optional<LetterState> wanted = state == null ? Optional.empty() : LetterState.of(state);
      if (limit < 1 || (state != null && wanted.isEmpty())) {
        throw new ParameterException(
            spec.commandLine(), "--limit is from 1, --state open, replayed or discarded");
      }
      return desk.at(
          spec,
          office -> {
            Desk.check(spec, office, topic);
            final LetterFilter filter = choice.filter().in(wanted.orElse(null));
            String at = cursor;
            int left = limit;
            do {
              final LetterPage page = page(office, filter, Math.min(PAGE, left), at);
              page.letters().forEach(letter -> desk.print(spec, letter.fields(), line(letter)));
              left -= page.letters().size();
              at = page.nextCursor();
            } while (left > 0 && at != null);
            if (at != null) {
              spec.commandLine().getErr().println("more: --cursor '" + at + "'");
            }
            return DONE;
          });
    }

    private LetterPage page(
        final DeadLetterOffice office,
        final LetterFilter filter,
        final int most,
        final @Nullable String from) {
      try {
        return office.list(topic, filter, most, from);
      } catch (final IllegalArgumentException e) {
        throw new ParameterException(
            spec.commandLine(), "--cursor is not one of this list: leave it out", e);
      }
    }
  }

  /** {@code dlq show}. */
  @Command(
      name = "show",
      description = {
        "Shows a letter as JSON; key, value and headers of its record as base64.",
      },
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit codes:%n",
      exitCodeList = {
        "0:shown",
        "1:it cannot be read",
        "2:wrong usage",
        "3:there is no such letter, or no more"
      })
  static final class Show implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private Desk desk = new Desk();

    @Parameters(index = "0", paramLabel = "TOPIC", description = "Whose queue, e.g. nhi.events.")
    private String topic = "";

    @Parameters(index = "1", paramLabel = "LETTER", description = "As the list names it: 2@17.")
    private String letter = "";

    @Override
    public Integer call() {
      final LetterId id = id(spec, topic, letter);
      return desk.at(
          spec,
          office -> {
            Desk.check(spec, office, topic);
            final Optional<StoredLetter> found = office.find(id, LetterFilter.all());
            if (found.isEmpty()) {
              spec.commandLine().getErr().println("there is no letter " + id.text());
              return NONE;
            }
            desk.print(spec, found.get().fields(), pretty(found.get()));
            return DONE;
          });
    }

    private static String pretty(final StoredLetter letter) {
      try {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(letter.fields());
      } catch (final JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** {@code dlq count}. */
  @Command(
      name = "count",
      description = "Counts letters by topic, state and reason.",
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit codes:%n",
      exitCodeList = {
        "0:counted",
        "1:they cannot be read",
        "2:wrong usage",
        "3:a queue was too long to be counted whole"
      })
  static final class Count implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private Desk desk = new Desk();
    @Mixin private Choice choice = new Choice();

    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "TOPIC",
        description = "Whose queue. Default: all that hold letters.")
    private @Nullable String topic;

    @Override
    public Integer call() {
      return desk.at(
          spec,
          office -> {
            int code = DONE;
            for (final String each : topic == null ? office.topics() : List.of(topic)) {
              Desk.check(spec, office, each);
              final LetterCount count = office.count(each, choice.filter());
              if (topic != null || count.total() > 0) {
                desk.print(spec, count.fields(each), text(each, count));
              }
              code = count.complete() ? code : NONE;
            }
            return code;
          });
    }

    private static String text(final String topic, final LetterCount count) {
      return "%-28s open %d, replayed %d, discarded %d  %s%s"
          .formatted(
              topic,
              count.of(LetterState.OPEN),
              count.of(LetterState.REPLAYED),
              count.of(LetterState.DISCARDED),
              count.reasons().isEmpty() ? "" : count.reasons(),
              count.complete() ? "" : "  (the oldest only: the queue is longer)");
    }
  }
}

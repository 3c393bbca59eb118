package com.nexora.streams.cli;

import com.nexora.streams.deadletter.LetterFilter;
import com.nexora.streams.deadletter.LetterId;
import com.nexora.streams.deadletter.LetterPage;
import com.nexora.streams.deadletter.LetterState;
import com.nexora.streams.deadletter.LetterSummary;
import com.nexora.streams.deadletter.Replay;
import com.nexora.streams.deadletter.StoredLetter;
import com.nexora.streams.runtime.DeadLetterOffice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands that do something about letters: replay and discard. */
final class DlqSettling {

  private DlqSettling() {}

  /** Works on letters that are named or chosen. */
  static final class Work {

    @Mixin private DlqCommand.Desk desk = new DlqCommand.Desk();
    @Mixin private DlqCommand.Choice choice = new DlqCommand.Choice();

    @Parameters(index = "0", paramLabel = "TOPIC", description = "Whose queue, e.g. nhi.events.")
    private String topic = "";

    @Parameters(
        index = "1..*",
        paramLabel = "LETTER",
        description = "As the list names them: 2@17.")
    private List<String> letters = new ArrayList<>();

    @Option(names = "--all", description = "All open letters that --tenant and --reason leave.")
    private boolean all;

    /** Settles each letter and says what came of it. */
    int each(
        final CommandSpec spec,
        final int cap,
        final Optional<TrailKeys> keys,
        final Settling settling) {
      if (all == !letters.isEmpty()) {
        throw new ParameterException(spec.commandLine(), "name letters, or give --all");
      }
      final List<LetterId> named =
          letters.stream().map(letter -> DlqCommand.id(spec, topic, letter)).toList();
      return desk.at(
          spec,
          cap,
          keys,
          office -> {
            DlqCommand.Desk.check(spec, office, topic);
            int code = DlqCommand.DONE;
            for (final LetterId id : all ? chosen(office) : named) {
              code = Math.max(code, one(spec, office, id, settling));
            }
            return code;
          });
    }

    /** The open letters, oldest first, so that records of one key come in their order. */
    private List<LetterId> chosen(final DeadLetterOffice office) {
      final List<LetterId> open = new ArrayList<>();
      String at = null;
      do {
        final LetterPage page =
            office.list(topic, choice.filter().in(LetterState.OPEN), DlqCommand.PAGE, at);
        page.letters().forEach(letter -> open.add(0, letter.id()));
        at = page.nextCursor();
      } while (at != null);
      return open;
    }

    private int one(
        final CommandSpec spec,
        final DeadLetterOffice office,
        final LetterId id,
        final Settling settling) {
      try {
        final Optional<StoredLetter> letter =
            settling.apply(office, id, choice.filter(), ClusterAccess.operator());
        if (letter.isEmpty()) {
          spec.commandLine().getErr().println("there is no letter " + id.text());
          return DlqCommand.NONE;
        }
        final LetterSummary summary = letter.get().summary();
        desk.print(spec, summary.fields(), DlqCommand.line(summary));
        return DlqCommand.DONE;
      } catch (final DeadLetterOffice.RefusedException e) {
        spec.commandLine().getErr().println(e.getMessage());
        return DlqCommand.REFUSED;
      }
    }
  }

  /** What is done with a letter. */
  interface Settling {
    Optional<StoredLetter> apply(
        DeadLetterOffice office, LetterId id, LetterFilter filter, String actor);
  }

  /** {@code dlq replay}. */
  @Command(
      name = "replay",
      description = {
        "Sends the records of letters once more through their topic; each is an entry of the trail. A letter",
        "that was replayed before is left alone. Without the keys of the trail's HMACs a record that failed",
        "behind the gate is refused: the gate would take it for a repeat."
      },
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit codes:%n",
      exitCodeList = {
        "0:each of them is replayed",
        "1:the letters cannot be read or the records not be written",
        "2:wrong usage",
        "3:one of them is not there",
        "4:one of them cannot be replayed; the error output says why"
      },
      footerHeading = "%nExample:%n",
      footer = "  nexora dlq replay nhi.events --all --reason unknown-schema")
  static final class ReplayLetters implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private Work work = new Work();

    @Option(
        names = "--cap",
        paramLabel = "N",
        description = "How often one record may be replayed (default: " + Replay.DEFAULT_CAP + ").")
    private int cap = Replay.DEFAULT_CAP;

    @Mixin private TrailKeys keys = new TrailKeys();

    @Override
    public Integer call() {
      if (cap < 1) {
        throw new ParameterException(spec.commandLine(), "--cap is from 1");
      }
      return work.each(spec, cap, Optional.of(keys), DeadLetterOffice::replay);
    }
  }

  /** {@code dlq discard}. */
  @Command(
      name = "discard",
      description = {
        "Says that nothing is to be done about letters; each is an entry of the trail. They stay where they",
        "are until they expire."
      },
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit codes:%n",
      exitCodeList = {
        "0:each of them is discarded",
        "1:the letters cannot be read or the marks not be written",
        "2:wrong usage",
        "3:one of them is not there",
        "4:one of them was replayed"
      })
  static final class Discard implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private Work work = new Work();

    @Override
    public Integer call() {
      return work.each(spec, Replay.DEFAULT_CAP, Optional.empty(), DeadLetterOffice::discard);
    }
  }
}

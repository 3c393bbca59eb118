package com.nexora.streams.cli;

import com.nexora.streams.schema.GeneratedRecords;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The command line.
 *
 * <p>The production jar lacks the embedded room: commands that need it are offered only where it is
 * on the class path, so that a pod cannot even try to start a development broker.
 */
@Command(
    name = "nexora",
    description =
        "Watches every non-human identity: correlates, scores, measures and seals what it sees.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      RunCommand.class,
      TopicsCommand.class,
      ImportCommand.class,
      AuditCommand.class,
      ComplianceCommand.class,
      PrivacyCommand.class,
      RedactCommand.class,
      DlqCommand.class,
      TenantCommand.class,
      TokenCommand.class,
      CommandLine.HelpCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  nexora dev                                    everything on this machine, with a simulated feed",
      "  nexora import cloudtrail samples/cloudtrail.ndjson   an incident into the running dev mode",
      "  nexora audit verify                           check every chain of the audit trail",
      "  nexora privacy erase acme cust-123            destroy every key of a data subject",
      "  nexora dlq list nhi.events                    records that could not be read or processed",
      "  nexora run --config /etc/nexora/nexora.properties    production"
    })
public final class Nexora implements Runnable {

  private static final String EMBEDDED_ROOM = "/com/nexora/streams/embedded/DevMode.class";

  @Spec private CommandSpec spec;

  /**
   * Runs a command and ends the process with its exit code: 0 only on success, 2 on wrong usage.
   */
  public static void main(final String[] arguments) {
    GeneratedRecords.trust();
    System.exit(commandLine().execute(arguments));
  }

  /** The command line with the commands that this class path can run. */
  public static CommandLine commandLine() {
    final CommandLine line = new CommandLine(new Nexora());
    if (Nexora.class.getResource(EMBEDDED_ROOM) != null) {
      DevelopmentCommands.addTo(line);
    }
    line.setUsageHelpWidth(100);
    line.setExecutionExceptionHandler(new FailureMessage());
    return line;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "name a command");
  }
}

package com.nexora.streams.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Checks the audit trail and proves its entries. */
@Command(
    name = "audit",
    description = "Checks the audit trail and proves its entries.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(verify|prove|keys|witness)",
    subcommands = {
      AuditVerifyCommand.class,
      AuditProveCommand.class,
      AuditKeysCommand.class,
      AuditWitnessCommand.class
    })
public final class AuditCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "give one of: verify, prove, keys, witness");
    }
  }
}

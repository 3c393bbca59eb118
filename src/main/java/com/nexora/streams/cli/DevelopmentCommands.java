package com.nexora.streams.cli;

import picocli.CommandLine;

/** Commands that need the embedded room. A class of its own, so that production never loads it. */
final class DevelopmentCommands {

  private DevelopmentCommands() {}

  static void addTo(final CommandLine line) {
    line.addSubcommand(new DevCommand())
        .addSubcommand(new SimulateCommand())
        .addSubcommand(new TopologyCommand())
        .addSubcommand(new BenchCommand());
  }
}

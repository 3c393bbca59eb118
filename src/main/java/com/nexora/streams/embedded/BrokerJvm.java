package com.nexora.streams.embedded;

import java.util.List;

/** How the broker's process is run: a laptop wants another one than a measurement. */
public enum BrokerJvm {

  /** Up soon and small, with the quick compiler only: development and tests. */
  SMALL(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")),

  /** As a broker is run that has work to do: benchmarks. */
  SERVER(List.of("-Xms512m", "-Xmx512m", "-XX:+UseParallelGC"));

  private final List<String> options;

  BrokerJvm(final List<String> options) {
    this.options = options;
  }

  /** Options of the {@code java} command. */
  public List<String> options() {
    return options;
  }
}

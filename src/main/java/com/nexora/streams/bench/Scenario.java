package com.nexora.streams.bench;

/** Something that can be measured. */
public interface Scenario {

  /** As on the command line. */
  String name();

  /**
   * Measures it.
   *
   * @throws BenchException if a run fails, or its results are wrong
   */
  Section run(BenchContext context);
}

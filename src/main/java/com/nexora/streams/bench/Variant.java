package com.nexora.streams.bench;

/** One way to do the work; started once, in a JVM of its own. */
@FunctionalInterface
public interface Variant {

  /**
   * Starts to work on the job's topic from its beginning, in threads of its own.
   *
   * @throws Exception if it cannot; the run then fails
   */
  Running start(Job job) throws Exception;
}

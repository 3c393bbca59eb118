package com.nexora.streams.bench;

import java.util.Map;

/**
 * One run's figures, between its marks warm and done.
 *
 * @param warmEvents events before
 * @param events events between
 * @param appCpuNanos CPU time of the worker
 * @param brokerCpuNanos CPU time of the broker
 * @param wallNanos time that passed
 * @param threads CPU time of the worker by kind of thread, nanoseconds
 */
public record Measurement(
    long warmEvents,
    long events,
    long appCpuNanos,
    long brokerCpuNanos,
    long wallNanos,
    Map<String, Long> threads) {

  public double appCpuMicrosPerEvent() {
    return appCpuNanos / 1e3 / events;
  }

  /**
   * The same without the JVM's compiler, which works on for minutes: a slow variant has few events
   * to share it. Equal where the system does not tell.
   */
  public double warmCpuMicrosPerEvent() {
    final long compiler =
        threads.getOrDefault("C1 Compiler", 0L) + threads.getOrDefault("C2 Compiler", 0L);
    return (appCpuNanos - compiler) / 1e3 / events;
  }

  public double brokerCpuMicrosPerEvent() {
    return brokerCpuNanos / 1e3 / events;
  }

  public double eventsPerSecond() {
    return events * 1e9 / wallNanos;
  }
}

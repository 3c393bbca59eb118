package com.nexora.streams.audit;

import java.util.List;

/**
 * What verification found in all logs.
 *
 * @param logs one report per log, by partition
 */
public record AuditReport(List<LogReport> logs) {

  /** Exit code of a trail without damage. */
  public static final int INTACT = 0;

  /** Copies the list. */
  public AuditReport {
    logs = List.copyOf(logs);
  }

  /** Number of records read. */
  public long records() {
    return logs.stream().mapToLong(LogReport::records).sum();
  }

  /** Whether nothing is wrong anywhere. */
  public boolean intact() {
    return logs.stream().allMatch(LogReport::intact);
  }

  /** All damages, log by log. */
  public List<Damage> damages() {
    return logs.stream().flatMap(log -> log.damages().stream()).toList();
  }

  /** 0 if intact, else the lowest exit code of the kinds of damage found. */
  public int exitCode() {
    return logs.stream()
        .flatMap(log -> log.counts().keySet().stream())
        .mapToInt(DamageKind::exitCode)
        .min()
        .orElse(INTACT);
  }
}

package com.nexora.streams.audit;

import java.util.List;
import java.util.stream.Stream;

/**
 * What verification found in all logs.
 *
 * @param logs one report per log, by partition
 * @param notes checkpoints that are damage by themselves
 */
public record AuditReport(List<LogReport> logs, List<Damage> notes) {

  /** Exit code of a trail without damage. */
  public static final int INTACT = 0;

  /** Copies the lists. */
  public AuditReport {
    logs = List.copyOf(logs);
    notes = List.copyOf(notes);
  }

  /** Number of records read. */
  public long records() {
    return logs.stream().mapToLong(LogReport::records).sum();
  }

  /** Whether nothing is wrong anywhere. */
  public boolean intact() {
    return notes.isEmpty() && logs.stream().allMatch(LogReport::intact);
  }

  /** All damages, log by log. */
  public List<Damage> damages() {
    return Stream.concat(notes.stream(), logs.stream().flatMap(log -> log.damages().stream()))
        .toList();
  }

  /** 0 if intact, else the lowest exit code of the kinds of damage found. */
  public int exitCode() {
    return Stream.concat(
            notes.stream().map(Damage::kind),
            logs.stream().flatMap(log -> log.counts().keySet().stream()))
        .mapToInt(DamageKind::exitCode)
        .min()
        .orElse(INTACT);
  }
}

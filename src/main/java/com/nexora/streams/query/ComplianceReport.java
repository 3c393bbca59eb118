package com.nexora.streams.query;

import com.nexora.streams.audit.TrailScanReader.Chain;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one tenant kept a framework in a period, from the trail that can be queried here.
 *
 * @param framework null = all
 * @param complete whether all of the tenant's queryable entries were looked at
 * @param entries acts of the period that fall under the framework
 * @param brokenRules violations per rule as sealed in the entries, also of rules that are not
 *     watched in real time
 * @param violations the newest violations of rules that are watched in real time
 * @param moreViolations whether there are more than are listed
 * @param chains the tenant's chain of each retention class that holds something of it
 */
record ComplianceReport(
    String tenantId,
    @Nullable String framework,
    @Nullable String from,
    @Nullable String to,
    @Nullable String generatedAt,
    boolean complete,
    long entries,
    Map<String, Long> byCategory,
    Map<String, Long> bySeverity,
    Map<String, Long> byOutcome,
    Map<String, Long> byFramework,
    Retention retention,
    long violationCount,
    List<BrokenRule> brokenRules,
    List<ViolationView> violations,
    boolean moreViolations,
    List<ChainStatus> chains,
    Served served) {

  /**
   * How long and how the entries are kept.
   *
   * @param requiredDays what the framework asks for; null for all frameworks together
   * @param encrypted entries whose payload is encrypted
   * @param shorter entries that are kept for less than the framework asks: must be 0
   * @param notEncrypted entries in clear although the framework asks for encryption: must be 0
   */
  record Retention(
      @Nullable Integer requiredDays,
      @Nullable Boolean encryptionRequired,
      long encrypted,
      long shorter,
      long notEncrypted,
      @Nullable String earliestUntil,
      @Nullable String latestUntil) {}

  /** A rule of the framework, and how often it was broken. */
  record BrokenRule(
      String ruleId,
      String framework,
      String title,
      String citation,
      String severity,
      boolean realTimeMonitoring,
      long violations) {}

  /**
   * What a verifier needs to find the same place again.
   *
   * @param headSequence the tenant's newest sequence number, 0 if it has no entry
   * @param headHash its leaf hash in hex
   * @param damage what does not fit in the entries that were checked; null if all does
   * @param checkpoint signed head of the log; null if it is not signed yet
   */
  record ChainStatus(
      @Nullable String logId,
      long leafIndex,
      long headSequence,
      @Nullable String headHash,
      long entriesChecked,
      long oldestSequenceChecked,
      boolean intact,
      @Nullable String damage,
      @Nullable ChainCheckpoint checkpoint) {

    static ChainStatus of(final Backend backend, final Chain chain) {
      final var head = chain.head();
      return new ChainStatus(
          head == null ? null : head.logId(),
          head == null ? 0 : head.leafIndex(),
          head == null ? 0 : head.sequence(),
          head == null ? null : head.leafHash(),
          chain.checked(),
          chain.oldestSequence(),
          chain.intact(),
          chain.damage(),
          head == null ? null : ChainCheckpoint.of(backend, head));
    }
  }
}

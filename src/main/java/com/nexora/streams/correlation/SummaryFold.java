package com.nexora.streams.correlation;

import com.nexora.events.EntityCount;
import com.nexora.events.FindingChange;
import com.nexora.events.HighPriorityAlert;
import com.nexora.events.ThreatSummary;
import com.nexora.streams.catalogue.ContentId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Folds changes of findings into a tenant's quarter of an hour (REQUIREMENTS N6, N7).
 *
 * <p>A finding counts once, in the class of its score; when the score rises it changes class.
 * Counts never fall, so the order of changes of different findings does not matter, and the entity
 * with the most findings is always among those that were already listed or the one that just
 * gained.
 */
final class SummaryFold {

  /** Length of a window in milliseconds. */
  static final long FIFTEEN_MINUTES = 900_000;

  static final String OPENED = "opened";
  static final String RESCORED = "rescored";

  private static final int MOST_ENTITIES = 10;
  private static final double HIGH_FROM = 7.0;
  private static final double CRITICAL_FROM = 9.0;

  private static final Comparator<EntityCount> MOST_FIRST =
      Comparator.comparingLong(EntityCount::getFindings)
          .reversed()
          .thenComparing(EntityCount::getEntityId);

  private SummaryFold() {}

  /** Start of the window that a finding belongs to. */
  static long windowOf(final FindingChange change) {
    return Math.floorDiv(change.getWindowTime(), FIFTEEN_MINUTES) * FIFTEEN_MINUTES;
  }

  /** Whether a change counts here; the others are steps in a life that is already counted. */
  static boolean counts(final FindingChange change) {
    return OPENED.equals(change.getChange()) || RESCORED.equals(change.getChange());
  }

  /** A window without findings. */
  static ThreatSummary empty(final FindingChange change) {
    final long start = windowOf(change);
    return new ThreatSummary(
        change.getTenantId(),
        start,
        start + FIFTEEN_MINUTES,
        0L,
        0L,
        0L,
        0.0,
        new ArrayList<>(),
        change.getWindowTime(),
        change.getWindowTime(),
        false);
  }

  /**
   * Folds in an opened or rescored finding.
   *
   * @param entityFindings findings of its entity in the window, this one included
   */
  static void add(
      final ThreatSummary summary, final FindingChange change, final long entityFindings) {
    if (OPENED.equals(change.getChange())) {
      summary.setTotal(summary.getTotal() + 1);
      summary.setFirstSeen(Math.min(summary.getFirstSeen(), change.getWindowTime()));
      summary.setLastSeen(Math.max(summary.getLastSeen(), change.getWindowTime()));
      summary.setTopEntities(
          ranked(summary.getTopEntities(), change.getEntityId(), entityFindings));
    } else if (change.getPreviousScore() != null) {
      count(summary, change.getPreviousScore(), -1);
    }
    count(summary, change.getThreatScore(), 1);
    summary.setMaxScore(Math.max(summary.getMaxScore(), change.getThreatScore()));
  }

  /** Whether this is the moment to raise the window's one alarm. */
  static boolean crosses(final ThreatSummary summary, final int limit) {
    return !summary.getAlarmed() && summary.getHigh() + summary.getCritical() > limit;
  }

  /** The alarm of a window. */
  static HighPriorityAlert alert(final ThreatSummary summary, final int limit) {
    return new HighPriorityAlert(
        ContentId.hex(
            summary.getTenantId(),
            Long.toString(summary.getWindowStart()),
            Integer.toString(limit)),
        summary.getTenantId(),
        summary.getWindowStart(),
        summary.getWindowEnd(),
        limit,
        summary.getHigh() + summary.getCritical());
  }

  private static void count(final ThreatSummary summary, final double score, final int step) {
    if (score >= CRITICAL_FROM) {
      summary.setCritical(summary.getCritical() + step);
    } else if (score >= HIGH_FROM) {
      summary.setHigh(summary.getHigh() + step);
    }
  }

  private static List<EntityCount> ranked(
      final List<EntityCount> before, final String entityId, final long findings) {
    final List<EntityCount> ranked = new ArrayList<>(before);
    ranked.removeIf(count -> count.getEntityId().equals(entityId));
    ranked.add(new EntityCount(entityId, findings));
    ranked.sort(MOST_FIRST);
    return ranked.size() > MOST_ENTITIES
        ? new ArrayList<>(ranked.subList(0, MOST_ENTITIES))
        : ranked;
  }
}

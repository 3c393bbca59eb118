package com.nexora.streams.compliance;

import com.nexora.events.AuditEvent;
import com.nexora.events.ComplianceViolation;
import com.nexora.streams.catalogue.ContentId;
import com.nexora.streams.catalogue.RetentionClass;
import com.nexora.streams.catalogue.RetentionClasses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes what the rules say into a draft of the trail.
 *
 * <p>The draft carries it all: retention date, frameworks, the rules that it broke (metadata
 * {@value #VIOLATED_RULES}), and the demand for encryption as {@code encrypted} without {@code
 * ciphertext}, which the privacy step behind this one fulfils.
 */
final class Marking {

  /** Metadata key: ids of the rules that the act broke, separated by commas. */
  static final String VIOLATED_RULES = "violated_rules";

  private static final String RECORDED_BY = "recorded_by";
  private static final String PRODUCT = "nexora-streams";
  private static final String SOURCE_EVENT = "source_event_id";
  private static final long DAY = 86_400_000L;

  private Marking() {}

  /**
   * Whether the product speaks of itself: such acts get retention and encryption, but never feed
   * violation rules again. The step of an agent is recorded by the product, too, but speaks of an
   * outside event, which it names.
   */
  static boolean isOwn(final AuditEvent draft) {
    final Map<String, String> metadata = draft.getMetadata();
    return PRODUCT.equals(metadata.get(RECORDED_BY)) && !metadata.containsKey(SOURCE_EVENT);
  }

  /** Changes the draft in place. */
  static void mark(final AuditEvent draft, final Judgement judgement, final boolean own) {
    final boolean broken = !own && !judgement.violations().isEmpty();
    if (broken || draft.getMetadata().containsKey(VIOLATED_RULES)) {
      final Map<String, String> metadata = new TreeMap<>(draft.getMetadata());
      metadata.remove(VIOLATED_RULES); // a producer cannot say this
      if (broken) {
        metadata.put(VIOLATED_RULES, ids(judgement));
      }
      draft.setMetadata(metadata);
    }
    if (judgement.retentionDays() > 0) {
      final long until = until(draft.getOccurredAt(), judgement.retentionDays());
      final Long asked = draft.getRetentionUntil();
      draft.setRetentionUntil(asked == null ? until : Math.max(asked, until));
    }
    if (judgement.encrypt() && draft.getCiphertext() == null) {
      draft.setEncrypted(true);
    }
    if (!judgement.frameworks().isEmpty()) {
      draft.setFrameworks(frameworks(draft.getFrameworks(), judgement));
    }
  }

  /**
   * The class whose log the draft goes to: the shortest that keeps it until its retention date.
   *
   * @param arrival of the act, epoch milliseconds; the log keeps it from then on, or from later
   */
  static String retentionClass(
      final AuditEvent draft, final long arrival, final RetentionClasses classes) {
    final Long until = draft.getRetentionUntil();
    return until == null
        ? RetentionClass.DEFAULT
        : classes.covering(until - Math.max(0, arrival)).name();
  }

  /** The violation of one rule, for {@code compliance.violations}. */
  static ComplianceViolation violation(
      final AuditEvent draft, final Judgement.Violation violation) {
    final ComplianceRule rule = violation.rule();
    return ComplianceViolation.newBuilder()
        .setViolationId(
            ContentId.hex(
                "compliance-violation", draft.getTenantId(), rule.ruleId(), draft.getAuditId()))
        .setTenantId(draft.getTenantId())
        .setRuleId(rule.ruleId())
        .setFramework(rule.framework().tag())
        .setTitle(rule.title())
        .setCitation(rule.citation())
        .setSeverity(rule.severity())
        .setAuditId(draft.getAuditId())
        .setEventType(draft.getEventType())
        .setCategory(draft.getCategory())
        .setWhy(violation.why())
        .setOccurredAt(draft.getOccurredAt())
        .setRetentionUntil(draft.getRetentionUntil())
        .build();
  }

  private static long until(final long occurredAt, final int days) {
    final long kept = days * DAY;
    return occurredAt > Long.MAX_VALUE - kept ? Long.MAX_VALUE : occurredAt + kept;
  }

  private static String ids(final Judgement judgement) {
    return String.join(
        ",", judgement.violations().stream().map(v -> v.rule().ruleId()).sorted().toList());
  }

  /** Tags in their canonical form, each once, then the frameworks of the rules that matched. */
  private static List<String> frameworks(final List<String> tags, final Judgement judgement) {
    final List<String> all = new ArrayList<>(tags.size() + 2);
    for (final String tag : tags) {
      final Framework known = Framework.find(tag);
      add(all, known == null ? tag : known.tag());
    }
    for (final Framework framework : judgement.frameworks()) {
      add(all, framework.tag());
    }
    return all;
  }

  private static void add(final List<String> all, final String tag) {
    if (!all.contains(tag)) {
      all.add(tag);
    }
  }
}

package com.nexora.streams.compliance;

import static java.util.Objects.requireNonNull;

import com.nexora.events.AuditEvent;
import com.nexora.events.ComplianceViolation;
import com.nexora.streams.catalogue.ContentId;
import com.nexora.streams.catalogue.OutputHeaders;
import com.nexora.streams.catalogue.SeenIds;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.TopologySettings;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Judges every draft by its tenant's rules, writes the outcome into it, and tells the violations of
 * rules that are watched in real time.
 *
 * <p>The draft goes on before its violations are told: the privacy step behind this one, in the
 * same task, then has put pseudonyms into it where ids of people stood. So a violation names the
 * act as its sealed entry does, and nothing of it is left to erase.
 */
final class JudgeActsProcessor
    extends ContextualProcessor<byte[], AuditEvent, byte[], SpecificRecord> {

  private static final int SCHEMA_VERSION = 1;

  private final RulesSource source;
  private final TopologySettings settings;
  private final String step;
  private final Optional<SeenIds.Names> told;
  private @Nullable TenantRulesReader rules;
  private @Nullable ComplianceMetrics metrics;
  private @Nullable SeenIds seen;

  /**
   * @param told remembers the acts whose violations were told, if acts may come twice
   */
  JudgeActsProcessor(
      final RulesSource source,
      final TopologySettings settings,
      final String step,
      final Optional<SeenIds.Names> told) {
    this.source = source;
    this.settings = settings;
    this.step = step;
    this.told = told;
  }

  @Override
  public void init(final ProcessorContext<byte[], SpecificRecord> context) {
    super.init(context);
    final KeyValueStore<String, byte[]> store = context.getStateStore(Stores.COMPLIANCE_RULES);
    rules = new TenantRulesReader(source, store);
    metrics = new ComplianceMetrics(context, step);
    seen = told.map(names -> SeenIds.open(context, names, settings)).orElse(null);
  }

  @Override
  public void process(final Record<byte[], AuditEvent> record) {
    final AuditEvent draft = record.value();
    final Judgement judgement = requireNonNull(rules).of(draft.getTenantId()).judge(draft);
    final boolean own = Marking.isOwn(draft);
    Marking.mark(draft, judgement, own);
    draft.setRetentionClass(
        Marking.retentionClass(draft, record.timestamp(), settings.retentionClasses()));
    context().forward(record.withValue(draft));
    if (!own && !judgement.violations().isEmpty()) {
      final List<Judgement.Violation> violations =
          judgement.violations().stream().filter(v -> v.rule().realTime()).toList();
      if (!violations.isEmpty() && !isRepeat(record)) {
        for (final Judgement.Violation violation : violations) {
          requireNonNull(metrics).violated(violation.rule());
          tell(record, Marking.violation(draft, violation));
        }
      }
    }
  }

  /** Whether the same act came before; the sequencer drops it, and its violations are told. */
  private boolean isRepeat(final Record<byte[], AuditEvent> record) {
    final AuditEvent act = record.value();
    return seen != null
        && seen.isRepeat(
            ContentId.bytes(step, act.getTenantId(), act.getAuditId()),
            act.getOccurredAt(),
            record.timestamp(),
            context().currentStreamTimeMs());
  }

  private void tell(final Record<byte[], AuditEvent> record, final ComplianceViolation violation) {
    context()
        .forward(
            new Record<>(
                record.key(),
                violation,
                record.timestamp(),
                OutputHeaders.of(
                    violation.getTenantId(),
                    "compliance.violated",
                    violation.getAuditId(),
                    SCHEMA_VERSION)));
  }

  @Override
  public void close() {
    if (metrics != null) {
      metrics.close();
    }
    if (seen != null) {
      seen.close();
    }
  }
}

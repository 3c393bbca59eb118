package com.nexora.streams.ingest;

import com.nexora.streams.catalogue.TenantConfigs;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.privacy.redact.Redactor;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.tenants.TenantRedactors;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Takes personal data and the ids of data subjects out of events on their way to the rooms that
 * keep them in clear. What goes to the trail goes another way, where they are encrypted; so the
 * event itself is not changed.
 */
final class RedactPersonalProcessor<T> extends ContextualProcessor<byte[], T, byte[], T> {

  static final String PREFIX = "redact-personal-data-";

  private final EventFamily<?> family;
  private final EventRules<T> rules;
  private final Predicate<T> mayHoldAny;
  private final UnaryOperator<T> copy;
  private final Redactor everybody;
  private final TopologySettings settings;
  private final AvroSerdes serdes;

  // Set by init(), which Kafka Streams calls before anything else.
  @SuppressWarnings("NullAway.Init")
  private TenantRedactors redactors;

  @SuppressWarnings("NullAway.Init")
  private GateMetrics metrics;

  /**
   * @param mayHoldAny whether the gate left personal data in an event
   * @param copy copies an event
   */
  RedactPersonalProcessor(
      final EventFamily<?> family,
      final EventRules<T> rules,
      final Predicate<T> mayHoldAny,
      final UnaryOperator<T> copy,
      final Redactor everybody,
      final TopologySettings settings,
      final AvroSerdes serdes) {
    this.family = family;
    this.rules = rules;
    this.mayHoldAny = mayHoldAny;
    this.copy = copy;
    this.everybody = everybody;
    this.settings = settings;
    this.serdes = serdes;
  }

  @Override
  public void init(final ProcessorContext<byte[], T> context) {
    super.init(context);
    redactors = new TenantRedactors(TenantConfigs.of(context, serdes, settings), everybody);
    metrics = new GateMetrics(context, family.name(), PREFIX + family.name());
  }

  @Override
  public void process(final Record<byte[], T> record) {
    if (!mayHoldAny.test(record.value())) {
      context().forward(record);
      return;
    }
    final T clean = copy.apply(record.value());
    final TenantRedactors.Own own = redactors.of(rules.tenantId(clean));
    Cleaner.clean(rules, clean, own, true);
    own.tally().drain(metrics::redacted);
    context().forward(record.withValue(clean));
  }

  @Override
  public void close() {
    metrics.close();
  }
}

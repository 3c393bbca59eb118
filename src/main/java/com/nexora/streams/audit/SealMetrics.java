package com.nexora.streams.audit;

import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** What became of the records of an inbox, counted by task. Their names are public. */
final class SealMetrics {

  private final Sensor sealed;
  private final Sensor repeated;
  private final Sensor refused;

  SealMetrics(final ProcessorContext<?, ?> context) {
    sealed = count(context, "audit-entries-sealed");
    repeated = count(context, "audit-entries-repeated");
    refused = count(context, "audit-entries-refused");
  }

  private static Sensor count(final ProcessorContext<?, ?> context, final String operation) {
    return context
        .metrics()
        .addRateTotalSensor(
            "audit", context.taskId().toString(), operation, Sensor.RecordingLevel.INFO);
  }

  /** An act became an entry. */
  void sealed() {
    sealed.record();
  }

  /** An act was dropped, since its id is sealed already. */
  void repeated() {
    repeated.record();
  }

  /** A record became a dead letter. */
  void refused() {
    refused.record();
  }
}

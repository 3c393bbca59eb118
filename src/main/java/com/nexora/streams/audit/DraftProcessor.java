package com.nexora.streams.audit;

import com.nexora.events.AuditEvent;
import com.nexora.streams.catalogue.Origin;
import com.nexora.streams.catalogue.OutputHeaders;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Turns one kind of record into drafts for the inbox and adds where the record came from.
 *
 * @param <T> what is recorded
 */
final class DraftProcessor<T> extends ContextualProcessor<byte[], T, byte[], AuditEvent> {

  static final int SCHEMA_VERSION = 1;

  private final Function<T, @Nullable AuditEvent> drafts;

  DraftProcessor(final Function<T, @Nullable AuditEvent> drafts) {
    this.drafts = drafts;
  }

  @Override
  public void process(final Record<byte[], T> record) {
    final AuditEvent draft = drafts.apply(record.value());
    if (draft == null) {
      return;
    }
    final Origin origin = Origin.of(context(), record.headers());
    draft.setSourceTopic(origin.topic());
    draft.setSourcePartition(origin.partition());
    draft.setSourceOffset(origin.offset());
    context()
        .forward(
            new Record<>(
                draft.getTenantId().getBytes(StandardCharsets.UTF_8),
                draft,
                record.timestamp(),
                headers(draft)));
  }

  static Headers headers(final AuditEvent event) {
    final String correlationId = event.getCorrelationId();
    return OutputHeaders.of(
        event.getTenantId(),
        event.getEventType(),
        correlationId == null ? event.getAuditId() : correlationId,
        SCHEMA_VERSION);
  }
}

package com.nexora.streams.ingest.foreign;

import com.nexora.streams.ingest.Checks;
import com.nexora.streams.ingest.Reason;
import com.nexora.streams.ingest.Refusal;
import java.io.IOException;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Log envelopes (REQUIREMENTS L1-L3): audit and security logs become acts, application logs about
 * agents become events of those agents, and other application logs are only checked.
 */
public final class LogTranslator implements Translator {

  static final String PAYLOAD = "payload";

  private static final Set<String> OPENED = Set.of(PAYLOAD);

  private final AgentLogs agents;
  private final ActLogs acts;

  public LogTranslator(final Redaction redaction) {
    agents = new AgentLogs(redaction);
    acts = new ActLogs(redaction);
  }

  @Override
  public Translation translate(final Place place, final byte[] value) {
    final JsonFields json;
    try {
      json = JsonFields.read(value, OPENED);
    } catch (final IOException e) {
      return Translation.unreadable(value);
    }
    final LogKind kind = LogKind.of(place.topic());
    final FieldChecks fields = new FieldChecks(json);
    final LogEnvelope envelope = LogEnvelope.take(fields, kind, place.arrival(), place.skew());
    final @Nullable SpecificRecord event =
        switch (kind) {
          case APPLICATION -> agents.of(envelope, fields);
          case AUDIT -> acts.ofAudit(envelope, ofTenant(fields, envelope));
          case SECURITY -> acts.ofSecurity(envelope, ofTenant(fields, envelope));
        };
    final Refusal refusal = fields.refusal();
    if (refusal != null) {
      return Translation.refused(refusal, envelope.tenantId());
    }
    return event == null
        ? Translation.nothing(envelope.tenantId())
        : Translation.of(event, envelope.tenantId());
  }

  /** A payload may not speak for another tenant than its envelope. */
  private static FieldChecks ofTenant(final FieldChecks fields, final LogEnvelope envelope) {
    final String tenant = fields.text(PAYLOAD + ".tenant_id", Checks.MAX_TENANT);
    fields
        .checks()
        .that(
            tenant.equals(envelope.tenantId()),
            Reason.INVALID_FIELD,
            "field payload.tenant_id is not the tenant_id of the envelope");
    return fields;
  }
}

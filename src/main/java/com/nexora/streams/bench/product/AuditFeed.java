package com.nexora.streams.bench.product;

import com.nexora.events.AuditEvent;
import com.nexora.streams.bench.BenchException;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.imports.Importable;
import com.nexora.streams.imports.KafkaFeed;
import com.nexora.streams.imports.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Acts on personal data, as an application reports them: each names a person and a framework. */
final class AuditFeed {

  /** Tenants that take turns. */
  static final int TENANTS = 64;

  /** Persons of each tenant that the acts are about. */
  static final int SUBJECTS = 500;

  private static final String PAYLOAD =
      "{\"customer_id\":\"cust-%05d\",\"email\":\"c%05d@example.com\",\"fields\":[\"address\",\"iban\"],\"rows\":%d}";

  /** So many acts a millisecond: nothing that is reported must lie ahead of the clock by much. */
  private static final int PER_MS = 100;

  private final KafkaFeed feed;
  private final int first;
  private final long time = System.currentTimeMillis();

  /**
   * @param first number of the first act that is reported
   */
  AuditFeed(final KafkaFeed feed, final int first) {
    this.feed = feed;
    this.first = first;
  }

  /** Whose act it is. */
  static String tenant(final int number) {
    return "tenant-" + number % TENANTS;
  }

  /** Id of an act, as its source gave it. */
  static String auditId(final int number) {
    return "act-" + number;
  }

  /** Reports one act. */
  void act(final int number) {
    final String tenant = tenant(number);
    final int subject = number / TENANTS % SUBJECTS;
    final AuditEvent event =
        AuditEvent.newBuilder()
            .setAuditId(auditId(number))
            .setTenantId(tenant)
            .setEventType("data.access")
            .setCategory("DATA_ACCESS")
            .setAction("read")
            .setActor("svc-billing")
            .setResource("table:customers")
            .setPayload(PAYLOAD.formatted(subject, subject, 1 + number % 50))
            .setFrameworks(List.of("GDPR"))
            .setCorrelationId("job-" + number / 100)
            .setOccurredAt(time + (number - first) / PER_MS)
            .setSourceTopic("")
            .setSourcePartition(-1)
            .setSourceOffset(-1)
            .setMetadata(Map.of("region", "eu-central-1"))
            .build();
    try {
      feed.send(
          new Importable(
              Topics.AUDIT_EVENTS,
              tenant.getBytes(StandardCharsets.UTF_8),
              tenant,
              event.getAuditId(),
              event.getOccurredAt(),
              event));
    } catch (final RefusedException e) {
      throw new BenchException("an act was refused: " + e.getMessage(), e);
    }
  }
}

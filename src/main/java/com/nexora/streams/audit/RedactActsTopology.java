package com.nexora.streams.audit;

import com.nexora.events.AuditEvent;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.privacy.redact.Redactor;
import com.nexora.streams.schema.AvroSerdes;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;

/**
 * Redacts what of acts stands in clear; the last step before the inbox, behind the one that
 * encrypts: personal data that is encrypted must not be destroyed first.
 *
 * <p>Needs {@link com.nexora.streams.catalogue.TenantConfigs#addTo} in the same topology.
 */
public final class RedactActsTopology {

  private final Redactor redactor;
  private final TopologySettings settings;
  private final AvroSerdes serdes;

  public RedactActsTopology(
      final Redactor redactor, final TopologySettings settings, final AvroSerdes serdes) {
    this.redactor = redactor;
    this.settings = settings;
    this.serdes = serdes;
  }

  /**
   * Attaches the step to one stream of drafts; drafts are changed in their place.
   *
   * @param name tells this stream's step from those of others
   */
  public KStream<byte[], AuditEvent> addTo(
      final KStream<byte[], AuditEvent> drafts, final String name) {
    return drafts.process(
        () -> new RedactActsProcessor(redactor, settings, serdes, name),
        Named.as("redact-acts-of-" + name));
  }
}

package com.nexora.streams.bench.product;

import com.nexora.events.CorrelatedThreat;
import com.nexora.streams.bench.BenchException;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.HttpSchemaRegistry;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads what the product found. */
final class FindingDecoder implements AutoCloseable {

  private final HttpSchemaRegistry registry;
  private final Deserializer<CorrelatedThreat> findings;

  FindingDecoder(final String registryUrl) {
    final Map<String, String> config = Map.of("schema.registry.url", registryUrl);
    registry = new HttpSchemaRegistry(config);
    findings = new AvroSerdes(registry, config).value(CorrelatedThreat.class).deserializer();
  }

  /**
   * What is checked of a finding.
   *
   * @param evidence number of events that it has seen
   */
  record Finding(String tenant, long evidence) {}

  Finding decode(final byte[] value) {
    final CorrelatedThreat finding = findings.deserialize(Topics.THREAT_FINDINGS, value);
    if (finding == null) {
      throw new BenchException("a finding was deleted");
    }
    return new Finding(finding.getTenantId(), finding.getEvidenceCount());
  }

  @Override
  public void close() {
    registry.close();
  }
}

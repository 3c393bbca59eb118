package com.nexora.streams.bench.product;

import com.nexora.events.AnalyticsAlert;
import com.nexora.events.FindingChange;
import com.nexora.streams.audit.AuditIntakeTopology;
import com.nexora.streams.audit.RedactActsTopology;
import com.nexora.streams.catalogue.RecordBatch;
import com.nexora.streams.catalogue.TenantConfigs;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.compliance.ComplianceTopology;
import com.nexora.streams.compliance.RulesSource;
import com.nexora.streams.deadletter.DeadLetterTopology;
import com.nexora.streams.deadletter.ReplayProof;
import com.nexora.streams.ingest.GateTopology;
import com.nexora.streams.ingest.Gated;
import com.nexora.streams.privacy.PrivacyKeys;
import com.nexora.streams.privacy.redact.Redactor;
import com.nexora.streams.runtime.NexoraApplication;
import com.nexora.streams.runtime.NexoraConfig;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.HttpSchemaRegistry;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The product's way of an act without what makes a trail of it: gated, judged, redacted, brought
 * into one order, kept in a store and written; no encryption, no repeat dropped, no hash, no chain,
 * no tree. What is left of the time is what sealing costs.
 */
public final class UnsealedTrail {

  private static final String STORE = "bench-unsealed-acts";

  private UnsealedTrail() {}

  /** Arguments: a configuration file of the product, application id. */
  public static void main(final String[] args) throws Exception {
    final NexoraConfig config = BenchApplication.config(args[0], args[1]);
    final AvroSerdes serdes =
        new AvroSerdes(new HttpSchemaRegistry(config.schemaRegistry()), config.schemaRegistry());
    final NexoraApplication application =
        new NexoraApplication(
            config, (topology, kafka) -> build(topology, serdes, new TopologyConfig(kafka)));
    application.closeOnShutdown();
    application.start();
    application.awaitEnd();
  }

  private static Topology build(
      final TopologySettings settings, final AvroSerdes serdes, final TopologyConfig config) {
    final StreamsBuilder builder = new StreamsBuilder(config);
    TenantConfigs.addTo(builder, serdes);
    final Redactor redactor = Redactor.shipped();
    final Gated gated =
        new GateTopology(
                settings, serdes, redactor, ReplayProof.none(), PrivacyKeys.random().seal())
            .addTo(builder);
    final ComplianceTopology compliance =
        new ComplianceTopology(RulesSource.shipped(), serdes, settings);
    compliance.addTo(builder);
    final KStream<byte[], AnalyticsAlert> noAlerts =
        gated.agents().flatMapValues(event -> List.of(), Named.as("no-alerts"));
    final KStream<byte[], FindingChange> noChanges =
        gated.agents().flatMapValues(event -> List.of(), Named.as("no-changes"));
    new AuditIntakeTopology(
            settings,
            serdes,
            List.of(compliance::judge, new RedactActsTopology(redactor, settings, serdes)::addTo))
        .addTo(
            builder,
            gated.audits(),
            gated.adminActs(),
            gated.grcForTrail(),
            gated.logs(),
            gated.agentsForTrail(),
            noChanges,
            noAlerts,
            gated.grc().flatMapValues(event -> List.of(), Named.as("no-tenant-alerts")));
    new DeadLetterTopology(serdes, redactor).addTo("audit", gated.refusedAudits());
    builder.stream(
            Topics.AUDIT_INBOX,
            Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()).withName("read-inbox"))
        .process(new Keep(), Named.as("keep-acts"))
        .to(
            Topics.AUDIT_RECORDS,
            Produced.with(Serdes.ByteArray(), Serdes.ByteArray()).withName("write-records"));
    return builder.build();
  }

  /** Keeps each act under its tenant and a number, and hands it on. */
  private static final class Keep implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {

    @Override
    public Processor<byte[], byte[], byte[], byte[]> get() {
      return new KeepProcessor();
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return Set.of(
          Stores.keyValueStoreBuilder(
              Stores.persistentKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray()));
    }
  }

  private static final class KeepProcessor
      extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

    // Set by init(), which Kafka Streams calls before anything else.
    @SuppressWarnings("NullAway.Init")
    private KeyValueStore<Bytes, byte[]> store;

    private long number;

    @Override
    public void init(final ProcessorContext<byte[], byte[]> context) {
      super.init(context);
      store = context.getStateStore(STORE);
    }

    @Override
    public void process(final Record<byte[], byte[]> record) {
      final RecordBatch batch = RecordBatch.in(record.headers());
      if (batch == null) {
        keep(record);
        return;
      }
      for (final ConsumerRecord<byte[], byte[]> one : batch.records()) {
        keep(new Record<>(one.key(), one.value(), one.timestamp(), one.headers()));
      }
    }

    private void keep(final Record<byte[], byte[]> record) {
      final byte[] key =
          ByteBuffer.allocate(record.key().length + Long.BYTES)
              .put(record.key())
              .putLong(number++)
              .array();
      store.put(Bytes.wrap(key), record.value());
      context().forward(record);
    }
  }
}

package com.nexora.streams.query;

import com.nexora.events.AuditRecord;
import com.nexora.events.GrcEvent;
import com.nexora.events.IngestKey;
import com.nexora.streams.audit.HmacKeys;
import com.nexora.streams.audit.PublishedLog;
import com.nexora.streams.audit.PublishedLogReader;
import com.nexora.streams.audit.checkpoint.CheckpointGuard;
import com.nexora.streams.audit.checkpoint.CheckpointKeys;
import com.nexora.streams.audit.checkpoint.SealedLogReader;
import com.nexora.streams.catalogue.AdminAct;
import com.nexora.streams.catalogue.AdminActs;
import com.nexora.streams.catalogue.TenantSettings;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.compliance.RulesException;
import com.nexora.streams.compliance.RulesSource;
import com.nexora.streams.deadletter.ReplayProof;
import com.nexora.streams.intake.EventSender;
import com.nexora.streams.intake.TopicKeyLedger;
import com.nexora.streams.privacy.PayloadReader;
import com.nexora.streams.privacy.PrivacyKeys;
import com.nexora.streams.privacy.PrivacyTopology;
import com.nexora.streams.privacy.redact.RedactionRules;
import com.nexora.streams.privacy.redact.RedactionRulesException;
import com.nexora.streams.privacy.redact.RedactionYaml;
import com.nexora.streams.runtime.DeadLetterOffice;
import com.nexora.streams.runtime.DestinationsCompanion;
import com.nexora.streams.runtime.HoldKeeper;
import com.nexora.streams.runtime.IntakeSettings;
import com.nexora.streams.runtime.LastResort;
import com.nexora.streams.runtime.NexoraApplication;
import com.nexora.streams.runtime.NexoraConfig;
import com.nexora.streams.runtime.NotaryCompanion;
import com.nexora.streams.runtime.PrivacyOffice;
import com.nexora.streams.runtime.SigningKeys;
import com.nexora.streams.runtime.StartupCheck;
import com.nexora.streams.runtime.StartupException;
import com.nexora.streams.runtime.TenantOffice;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.HttpSchemaRegistry;
import com.nexora.streams.schema.SchemaException;
import com.nexora.streams.tenants.TenantConfigJson;
import com.nexora.streams.topology.NexoraTopology;
import com.nexora.streams.topology.OutputSchemas;
import com.nexora.streams.topology.TopologyGraph;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;

/**
 * Puts one instance together: the graph, the registry behind its serdes, the keys of its trail, and
 * HTTP in front.
 *
 * <p>Here and not in {@code runtime}, which knows nothing of HTTP.
 */
public final class NexoraServer {

  /** How long commit markers may be under way between the partitions of one transaction. */
  private static final Duration GUARD_PATIENCE = Duration.ofSeconds(10);

  /** How long it takes at most until a cosignature that has come in is published and read. */
  private static final Duration COSIGNED_IS_SEEN = Duration.ofSeconds(2);

  private NexoraServer() {}

  /** The instance, not yet started. */
  public static NexoraApplication assemble(final NexoraConfig config) {
    final HttpSchemaRegistry registry = new HttpSchemaRegistry(config.schemaRegistry());
    final AvroSerdes serdes = new AvroSerdes(registry, config.schemaRegistry());
    final HmacKeys auditKeys = auditKeys(config);
    final ReplayProof replays = new ReplayProof(auditKeys.derived(ReplayProof.PURPOSE));
    final RulesSource rules = rules(config);
    final PrivacyKeys privacyKeys = privacyKeys(config);
    final PrivacyTopology privacy =
        new PrivacyTopology(privacyKeys, config.privacy(), redaction(config));
    final Optional<CheckpointKeys> signingKeys = SigningKeys.of(config);
    final CheckpointGuard guard =
        new CheckpointGuard(
            new SealedLogReader(config.kafka(), serdes.reader(AuditRecord.class)),
            signingKeys.orElse(null),
            GUARD_PATIENCE);
    final Supplier<PrivacyOffice> offices =
        () ->
            new PrivacyOffice(config.kafka(), serdes, privacyKeys.pseudonyms(), Clock.systemUTC());
    final NexoraApplication application =
        new NexoraApplication(
                config,
                (settings, kafka) -> {
                  final Topology topology =
                      new NexoraTopology(
                              settings,
                              serdes,
                              auditKeys,
                              config.metricPaths(),
                              rules,
                              guard,
                              privacy)
                          .build(new TopologyConfig(kafka));
                  resolveSchemas(topology, config, serdes);
                  return topology;
                })
            .with(new LastResort(config.catalogue(), serdes))
            .check(StartupCheck.of("schema registry", registry::ping))
            .with(new RulesWatch(rules, acts(config, serdes)))
            .with(
                new HttpServer(config, Clock.systemUTC(), rules, publishedLog(config, serdes))
                    .with(PrivacyAccess.of(offices, new PayloadReader(privacyKeys)))
                    .with(LetterAccess.of(() -> letters(config, serdes, replays)))
                    .with(tenants(config, serdes, privacy.redactor().rules()))
                    .settings(stores -> new TenantsInStore(stores, serdes))
                    .taking(backend -> intake(config, serdes, backend)))
            .with(new HoldKeeper(offices));
    if (config.destinationsMax() > 0) {
      application.with(new DestinationsCompanion(serdes, privacy.redactor()));
    }
    signingKeys.ifPresent(keys -> application.with(new NotaryCompanion(keys, serdes, guard)));
    return application;
  }

  private static DeadLetterOffice letters(
      final NexoraConfig config, final AvroSerdes serdes, final ReplayProof replays) {
    return new DeadLetterOffice(
        config.kafka(),
        config.catalogue(),
        serdes,
        Clock.systemUTC(),
        config.deadLetterReplays(),
        replays);
  }

  private static TenantAccess tenants(
      final NexoraConfig config, final AvroSerdes serdes, final RedactionRules everybodys) {
    final TenantConfigJson json =
        TenantOffice.json(TenantSettings.defaults(config.topology(1, 1, 1)), everybodys);
    final TenantOffice office = new TenantOffice(config.kafka(), serdes, json, Clock.systemUTC());
    return new TenantAccess(office::put, serdes, json);
  }

  /** Its producer may buffer as much as all requests may hold, so that sending never waits. */
  private static Intake intake(
      final NexoraConfig config, final AvroSerdes serdes, final Backend backend) {
    final IntakeSettings settings = config.intake();
    try {
      serdes.resolve(Topics.GRC_EVENTS, GrcEvent.getClassSchema());
      serdes.resolve(Topics.INGEST_KEYS, IngestKey.getClassSchema());
    } catch (final SchemaException e) {
      throw new StartupException(
          "the schema registry has no id for the events that HTTP takes: " + e.getMessage(), e);
    }
    final String client = config.applicationId() + "-intake";
    final Producer<byte[], byte[]> producer =
        EventSender.producer(
            config.kafka(), client, settings.ackTimeout(), 2L * settings.bufferBytes());
    final Serde<IngestKey> keys = serdes.value(IngestKey.class);
    return Intake.of(
        settings,
        new EventSender(producer, serdes.value(GrcEvent.class).serializer()),
        new TopicKeyLedger(
            producer,
            TopicKeyLedger.consumer(config.kafka(), client),
            keys,
            Clock.systemUTC(),
            settings.ackTimeout(),
            settings.maxKeys(),
            settings.keyRetention()),
        new StoredTenants(backend.tenants(), config.topology(1, 1, 1).clockSkew()),
        Clock.systemUTC());
  }

  private static PublishedLog publishedLog(final NexoraConfig config, final AvroSerdes serdes) {
    final Deserializer<AuditRecord> records = serdes.value(AuditRecord.class).deserializer();
    return SigningKeys.witnesses(config)
        .map(
            policy ->
                new PublishedLogReader(
                    config.kafka(),
                    records,
                    policy::cosigned,
                    config.auditWitnessTimeout().plus(COSIGNED_IS_SEEN)))
        .orElseGet(() -> new PublishedLogReader(config.kafka(), records));
  }

  private static void resolveSchemas(
      final Topology topology, final NexoraConfig config, final AvroSerdes serdes) {
    try {
      OutputSchemas.resolve(TopologyGraph.of(topology.describe()), config.catalogue(), serdes);
    } catch (final SchemaException e) {
      throw new StartupException(
          "the schema registry has no id for a record that this application writes: "
              + e.getMessage(),
          e);
    }
  }

  /** Records acts through a producer that is made when there is one to record: rarely. */
  private static Consumer<AdminAct> acts(final NexoraConfig config, final AvroSerdes serdes) {
    return act -> {
      try (AdminActs acts =
          new AdminActs(
              AdminActs.producer(config.kafka(), config.applicationId() + "-rules"), serdes)) {
        acts.record(act);
      }
    };
  }

  private static RulesSource rules(final NexoraConfig config) {
    try {
      return config.complianceRulesFile().map(RulesSource::of).orElseGet(RulesSource::shipped);
    } catch (final RulesException e) {
      throw new StartupException(String.valueOf(e.getMessage()), e);
    }
  }

  private static RedactionRules redaction(final NexoraConfig config) {
    try {
      return config.redactionRulesFile().map(RedactionYaml::load).orElseGet(RedactionYaml::shipped);
    } catch (final RedactionRulesException e) {
      throw new StartupException(String.valueOf(e.getMessage()), e);
    }
  }

  private static PrivacyKeys privacyKeys(final NexoraConfig config) {
    return keys(
        config.privacyKeysFile(),
        file -> PrivacyKeys.load(file, config.privacyKmsUri()),
        PrivacyKeys.ENVIRONMENT,
        text -> PrivacyKeys.parse(text, config.privacyKmsUri()),
        "personal data cannot be encrypted without keys: set privacy.keys.file to a file with the lines"
            + " pseudonym:<base64> and kek:1:<base64> (32 random bytes each: openssl rand -base64 32)");
  }

  private static HmacKeys auditKeys(final NexoraConfig config) {
    return keys(
        config.auditHmacKeysFile(),
        HmacKeys::load,
        HmacKeys.ENVIRONMENT,
        HmacKeys::parse,
        "the audit trail cannot be sealed without a key: set audit.hmac.keys.file to a file with one version:base64 a"
            + " line (echo \"1:$(openssl rand -base64 32)\")");
  }

  private static <K> K keys(
      final Optional<Path> file,
      final Function<Path, K> load,
      final String variable,
      final Function<String, K> parse,
      final String advice) {
    final String inline = System.getenv(variable);
    if (file.isPresent()) {
      return load.apply(file.get());
    }
    if (inline != null) {
      return parse.apply(inline);
    }
    throw new StartupException(advice + ", or " + variable + " to its text");
  }
}

package com.nexora.streams.runtime;

import com.nexora.streams.analytics.MetricPaths;
import com.nexora.streams.audit.checkpoint.SigningPace;
import com.nexora.streams.catalogue.CatalogueException;
import com.nexora.streams.catalogue.RetentionClasses;
import com.nexora.streams.catalogue.TopicCatalogue;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.privacy.PrivacySettings;
import com.nexora.streams.runtime.ConfigSources.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The settings of one instance, checked and typed.
 *
 * <p>Everything that can be wrong is found here, before anything is opened: unknown keys, values of
 * the wrong type or range. Each problem names key, value, what is allowed and the line or variable
 * to mend. Secrets are read from files when they are used and are never printed.
 */
public final class NexoraConfig {

  private static final String HIDDEN = "[hidden]";

  private final Map<String, Object> values;
  private final Map<String, Setting> passedThrough;
  private final Map<String, Setting> written;

  NexoraConfig(
      final Map<String, Object> values,
      final Map<String, Setting> passedThrough,
      final Map<String, Setting> written) {
    this.values = Map.copyOf(values);
    this.passedThrough = Map.copyOf(passedThrough);
    this.written = Map.copyOf(written);
  }

  /**
   * Reads and checks all sources.
   *
   * @throws ConfigurationException with every problem found
   */
  public static NexoraConfig from(final ConfigSources sources) {
    return ConfigCheck.check(sources.merged());
  }

  /** Settings of one instance from code; the rest are defaults. */
  public static NexoraConfig of(final Map<String, String> values) {
    return from(ConfigSources.none().values("code", values));
  }

  /** Names consumer group, internal topics and state directory. */
  public String applicationId() {
    return text(ConfigKeys.APPLICATION_ID);
  }

  /** Stable name of the instance, if membership is static. */
  public Optional<String> instanceId() {
    return optional(ConfigKeys.INSTANCE_ID);
  }

  /** Directory of the state stores. */
  public Path stateDirectory() {
    return Path.of(text(ConfigKeys.STATE_DIR));
  }

  /** Profile of the topic catalogue that the cluster must match. */
  public String topicsProfile() {
    return text(ConfigKeys.TOPICS_PROFILE);
  }

  /** Topic catalogue of one's own, if the shipped one is not wanted. */
  public Optional<Path> topicsFile() {
    return path(ConfigKeys.TOPICS_FILE);
  }

  /** Whether what only suits development is refused. */
  public boolean production() {
    return TopicCatalogue.PRODUCTION.equals(topicsProfile());
  }

  /** Broker list as Kafka's clients take it. */
  public String bootstrapServers() {
    return text(ConfigKeys.BOOTSTRAP_SERVERS);
  }

  /** Settings that every Kafka client takes: brokers, security and whatever else was passed. */
  public Map<String, Object> kafka() {
    final Map<String, Object> all = new TreeMap<>();
    all.put("bootstrap.servers", bootstrapServers());
    passedThrough.forEach(
        (key, setting) -> {
          if (key.startsWith(ConfigKeys.KAFKA_PREFIX)) {
            all.put(key.substring(ConfigKeys.KAFKA_PREFIX.length()), setting.value());
          }
        });
    return all;
  }

  /** Settings of the registry client and the serdes, under Confluent's names. */
  public Map<String, Object> schemaRegistry() {
    final Map<String, Object> all = new TreeMap<>();
    passedThrough.forEach(
        (key, setting) -> {
          if (RegistryNames.matches(key)) {
            all.put(key, setting.value());
          }
        });
    all.put(ConfigKeys.REGISTRY_URL, text(ConfigKeys.REGISTRY_URL));
    return all;
  }

  /** File with rules of compliance, if not the shipped ones. */
  public Optional<Path> complianceRulesFile() {
    return path(ConfigKeys.COMPLIANCE_RULES);
  }

  /** File with the keys of the audit trail's HMAC, if set. */
  public Optional<Path> auditHmacKeysFile() {
    return path(ConfigKeys.AUDIT_HMAC_KEYS);
  }

  /** Name of the installation in checkpoints. */
  public String auditOrigin() {
    return optional(AuditLogKeys.ORIGIN).orElseGet(this::applicationId);
  }

  /** Whether checkpoints are to be signed. */
  public boolean auditSigning() {
    return AuditLogKeys.ON.equals(text(AuditLogKeys.SIGNING));
  }

  /** File with the keys that sign checkpoints, if set. */
  public Optional<Path> auditSigningKeysFile() {
    return path(AuditLogKeys.SIGNING_KEYS);
  }

  /** Key of a key management service that encrypts that file, if it is encrypted. */
  public Optional<String> auditSigningKms() {
    return optional(AuditLogKeys.SIGNING_KMS);
  }

  /** Policy that names the witnesses, if there are any. */
  public Optional<Path> auditWitnessPolicy() {
    return path(AuditLogKeys.POLICY);
  }

  /** How long a witness may take. */
  public Duration auditWitnessTimeout() {
    return duration(AuditLogKeys.WITNESS_TIMEOUT);
  }

  /** How often heads are signed. */
  public SigningPace signingPace() {
    return new SigningPace(bytes(AuditLogKeys.ENTRIES), duration(AuditLogKeys.INTERVAL));
  }

  /** Settings of the HTTP server. */
  public HttpSettings http() {
    return new HttpSettings(
        text(HttpKeys.HTTP_HOST),
        number(HttpKeys.HTTP_PORT),
        optional(HttpKeys.HTTP_ADVERTISED_HOST),
        number(HttpKeys.HTTP_THREADS),
        duration(HttpKeys.HTTP_REQUEST_TIMEOUT),
        duration(HttpKeys.HTTP_IDLE_TIMEOUT),
        duration(HttpKeys.HTTP_DRAIN_TIMEOUT),
        bytes(HttpKeys.HTTP_MAX_BODY),
        number(HttpKeys.HTTP_MAX_HEADER));
  }

  /** TLS of the HTTP server. */
  public TlsSettings httpTls() {
    return new TlsSettings(
        path(TlsKeys.CERTIFICATE),
        path(TlsKeys.KEY),
        path(TlsKeys.KEYSTORE),
        path(TlsKeys.PASSWORD),
        path(TlsKeys.CLIENT_AUTHORITIES));
  }

  /** Bounds of the events that come by HTTP. */
  public IntakeSettings intake() {
    return IntakeKeys.settings(this::value);
  }

  /** Where token keys come from and what a token must say. */
  public AuthSettings auth() {
    return new AuthSettings(
        path(HttpKeys.JWT_SECRET_FILE),
        path(HttpKeys.JWKS_FILE),
        optional(HttpKeys.JWKS_URL),
        optional(HttpKeys.JWT_ISSUER),
        optional(HttpKeys.JWT_AUDIENCE),
        duration(HttpKeys.JWT_CLOCK_SKEW));
  }

  /** Settings of the stream threads. */
  public ProcessingSettings processing() {
    return new ProcessingSettings(
        number(ConfigKeys.THREADS),
        number(ConfigKeys.STANDBY_REPLICAS),
        number(ConfigKeys.REPLICATION_FACTOR),
        duration(ConfigKeys.COMMIT_INTERVAL),
        duration(ConfigKeys.COMMIT_BACKLOG_INTERVAL),
        duration(ConfigKeys.TICK_INTERVAL),
        bytes(ConfigKeys.CACHE_BYTES),
        bytes(ConfigKeys.BUFFER_BYTES),
        bytes(RetryKeys.MAX_BYTES),
        bytes(ConfigKeys.ROCKSDB_BYTES),
        bytes(ConfigKeys.MEMORY_LIMIT),
        number(ConfigKeys.SESSION_TIMEOUT),
        number(ConfigKeys.TRANSACTION_TIMEOUT),
        number(ConfigKeys.THREAD_REPLACEMENTS),
        duration(ConfigKeys.THREAD_REPLACEMENT_WINDOW),
        duration(ConfigKeys.STARTUP_TIMEOUT),
        duration(ConfigKeys.SHUTDOWN_TIMEOUT),
        flag(ConfigKeys.SHUTDOWN_LEAVE_GROUP));
  }

  /**
   * The knobs of the topology's logic.
   *
   * @param entityPartitions partitions of the entity topics, read from the cluster
   * @param tenantPartitions partitions of the hop by tenant, read from the cluster
   * @param grcPartitions partitions of grc.events, read from the cluster
   */
  public TopologySettings topology(
      final int entityPartitions, final int tenantPartitions, final int grcPartitions) {
    return new TopologySettings(
        entityPartitions,
        tenantPartitions,
        grcPartitions,
        duration(ConfigKeys.CLOCK_SKEW),
        duration(ConfigKeys.DEDUP_LIVE),
        duration(ConfigKeys.DEDUP_HISTORY),
        duration(ConfigKeys.CORRELATION_HORIZON),
        duration(ConfigKeys.FINDING_RETENTION),
        duration(ConfigKeys.GRC_RETENTION),
        duration(ConfigKeys.ANALYTICS_HORIZON),
        duration(ConfigKeys.PANE_RETENTION),
        number(ConfigKeys.CORRELATION_THRESHOLD),
        number(ConfigKeys.HIGH_PRIORITY_LIMIT),
        Set.copyOf(list(AuditLogKeys.AUDITED_TYPES)),
        duration(AuditLogKeys.AUDIT_QUERY_RETENTION),
        duration(ConfigKeys.COMMIT_AT_MOST_EVERY),
        AnalyticsKeys.settings(this::value),
        retentionClasses(),
        RetryKeys.settings(this::value));
  }

  /**
   * The retention classes of the trail that are in use.
   *
   * @throws ConfigurationException if one is named that the catalogue does not have
   */
  public RetentionClasses retentionClasses() {
    try {
      return RetentionClasses.of(catalogue()).only(list(AuditLogKeys.RETENTION_CLASSES));
    } catch (final CatalogueException e) {
      throw new ConfigurationException(
          java.util.List.of(AuditLogKeys.RETENTION_CLASSES + ": " + e.getMessage()));
    }
  }

  /** The topics as they should be: the shipped catalogue, or the file that takes its place. */
  public TopicCatalogue catalogue() {
    return topicsFile()
        .map(file -> TopicCatalogue.load(file, topicsProfile()))
        .orElseGet(() -> TopicCatalogue.load(topicsProfile()));
  }

  /** Which acts are protected, and how. */
  public PrivacySettings privacy() {
    return PrivacyConfig.settings(this::value);
  }

  /** File with the rules of redaction, if it is not the shipped one. */
  public Optional<Path> redactionRulesFile() {
    return path(PrivacyConfig.REDACTION_RULES);
  }

  /** File with the privacy keys, if set. */
  public Optional<Path> privacyKeysFile() {
    return path(PrivacyConfig.KEYS_FILE);
  }

  /** Key of a KMS that the privacy keys are encrypted with, if set. */
  public Optional<String> privacyKmsUri() {
    return optional(PrivacyConfig.KMS_URI);
  }

  /** How often one record may be replayed from its dead letter queue. */
  public int deadLetterReplays() {
    return number(DeadLetterKeys.REPLAYS);
  }

  /** Where the payload of an agent event says what was measured. */
  public MetricPaths metricPaths() {
    return AnalyticsKeys.paths(this::value);
  }

  /** Most destinations of all tenants together; 0: none is fed. */
  public int destinationsMax() {
    return number(DestinationKeys.MAX);
  }

  /** Directory with the secrets of destinations, one directory per tenant, if set. */
  public Optional<Path> destinationSecrets() {
    return path(DestinationKeys.SECRETS_DIR);
  }

  /** Networks that destinations may lead to, beside the public ones. */
  public java.util.List<String> destinationNetworks() {
    return list(DestinationKeys.NETWORKS);
  }

  /** What differs from the defaults, for the log: key to value, secrets hidden. */
  public Map<String, String> changed() {
    final Map<String, String> shown = new LinkedHashMap<>();
    new TreeMap<>(written)
        .forEach((key, setting) -> shown.put(key, isSecret(key) ? HIDDEN : setting.value()));
    return shown;
  }

  /** The settings without secrets. */
  @Override
  public String toString() {
    return "NexoraConfig" + changed();
  }

  static boolean isSecret(final String key) {
    if (key.startsWith(ConfigKeys.KAFKA_PREFIX)) {
      return KafkaNames.isSecret(key.substring(ConfigKeys.KAFKA_PREFIX.length()));
    }
    return RegistryNames.isSecret(key);
  }

  private Object value(final String key) {
    final Object value = values.get(key);
    if (value == null) {
      throw new IllegalStateException(key + " is not defined in ConfigKeys");
    }
    return value;
  }

  private String text(final String key) {
    return (String) value(key);
  }

  private Optional<String> optional(final String key) {
    final String text = text(key);
    return text.isBlank() ? Optional.empty() : Optional.of(text);
  }

  private Optional<Path> path(final String key) {
    return optional(key).map(Path::of);
  }

  private int number(final String key) {
    return (Integer) value(key);
  }

  private long bytes(final String key) {
    return (Long) value(key);
  }

  private Duration duration(final String key) {
    return Duration.ofMillis((Long) value(key));
  }

  private boolean flag(final String key) {
    return (Boolean) value(key);
  }

  @SuppressWarnings("unchecked")
  private java.util.List<String> list(final String key) {
    return (java.util.List<String>) value(key);
  }
}

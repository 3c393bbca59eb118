package com.nexora.streams.runtime;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;

/**
 * Every setting of the application by name, type, default, allowed values and meaning. The table in
 * {@code docs/configuration.md} is written from here.
 */
public final class ConfigKeys {

  public static final String APPLICATION_ID = "application.id";
  public static final String INSTANCE_ID = "instance.id";
  public static final String STATE_DIR = "state.dir";
  public static final String TOPICS_PROFILE = "topics.profile";
  public static final String TOPICS_FILE = "topics.file";
  public static final String BOOTSTRAP_SERVERS = "kafka.bootstrap.servers";
  public static final String REGISTRY_URL = "schema.registry.url";

  public static final String THREADS = "threads";
  public static final String STANDBY_REPLICAS = "standby.replicas";
  public static final String REPLICATION_FACTOR = "replication.factor";
  public static final String COMMIT_INTERVAL = "commit.interval.ms";
  public static final String COMMIT_BACKLOG_INTERVAL = "commit.backlog.interval.ms";
  public static final String BUFFER_BYTES = "state.buffer.max.bytes";
  public static final String CACHE_BYTES = "statestore.cache.max.bytes";
  public static final String ROCKSDB_BYTES = "rocksdb.memory.bytes";
  public static final String MEMORY_LIMIT = "memory.limit.bytes";
  public static final String SESSION_TIMEOUT = "session.timeout.ms";
  public static final String TRANSACTION_TIMEOUT = "transaction.timeout.ms";
  public static final String STARTUP_TIMEOUT = "startup.timeout.ms";
  public static final String SHUTDOWN_TIMEOUT = "shutdown.timeout.ms";
  public static final String SHUTDOWN_LEAVE_GROUP = "shutdown.leave.group";
  public static final String THREAD_REPLACEMENTS = "thread.replacements.max";
  public static final String THREAD_REPLACEMENT_WINDOW = "thread.replacements.window.ms";

  public static final String CLOCK_SKEW = "events.clock.skew.ms";
  public static final String DEDUP_LIVE = "dedup.live.ms";
  public static final String DEDUP_HISTORY = "dedup.history.ms";
  public static final String CORRELATION_HORIZON = "correlation.horizon.ms";
  public static final String CORRELATION_THRESHOLD = "correlation.threshold";
  public static final String FINDING_RETENTION = "findings.retention.ms";
  public static final String GRC_RETENTION = "grc.retention.ms";
  public static final String HIGH_PRIORITY_LIMIT = "findings.high.priority.limit";
  public static final String ANALYTICS_HORIZON = "analytics.horizon.ms";
  public static final String PANE_RETENTION = "analytics.pane.retention.ms";
  public static final String AUDIT_HMAC_KEYS = "audit.hmac.keys.file";
  public static final String COMPLIANCE_RULES = "compliance.rules.file";
  public static final String PRIVACY_KEYS = PrivacyConfig.KEYS_FILE;
  public static final String COMMIT_AT_MOST_EVERY = "commit.at.most.every.ms";
  public static final String TICK_INTERVAL = "tick.interval.ms";

  /** Settings below it go to every Kafka client, without the prefix. */
  public static final String KAFKA_PREFIX = "kafka.";

  /** Settings below it go to the schema registry client. */
  public static final String REGISTRY_PREFIX = "schema.registry.";

  private static final long SECOND = 1_000L;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final long MIB = 1L << 20;

  private ConfigKeys() {}

  /** The definition of every setting. */
  public static ConfigDef definition() {
    final ConfigDef def = new ConfigDef();
    process(def);
    HttpKeys.define(def);
    streams(def);
    logic(def);
    AuditLogKeys.define(def);
    AnalyticsKeys.define(def);
    PrivacyConfig.define(def);
    RetryKeys.define(def);
    DeadLetterKeys.define(def);
    DestinationKeys.define(def);
    IntakeKeys.define(def);
    TlsKeys.define(def);
    return def;
  }

  private static void process(final ConfigDef def) {
    def.define(
            APPLICATION_ID,
            Type.STRING,
            "nexora-streams",
            name(),
            HIGH,
            "Names the consumer group, the internal topics and the state directory. Changing it starts from nothing.")
        .define(
            INSTANCE_ID,
            Type.STRING,
            "",
            nameOrEmpty(),
            HIGH,
            "Stable name of this instance, unique in the group (in Kubernetes the pod's name). When set, membership is static: a restart within session.timeout.ms keeps its partitions.")
        .define(
            STATE_DIR,
            Type.STRING,
            ".nexora/state",
            new ConfigDef.NonEmptyString(),
            HIGH,
            "Directory of the state stores; keep it on a volume that survives a restart.")
        .define(
            TOPICS_PROFILE,
            Type.STRING,
            "production",
            new ConfigDef.NonEmptyString(),
            HIGH,
            "Profile of the topic catalogue that the cluster must match. production also gives internal topics 3 replicas and refuses brokers without transaction.version 2; other profiles only warn.")
        .define(
            TOPICS_FILE,
            Type.STRING,
            "",
            MEDIUM,
            "Topic catalogue of one's own, as YAML; empty takes the shipped config/topics.yaml.")
        .define(
            BOOTSTRAP_SERVERS,
            Type.STRING,
            "localhost:9092",
            new ConfigDef.NonEmptyString(),
            HIGH,
            "Kafka brokers, host:port separated by commas. Any other setting of Kafka's clients may be given with the prefix kafka., e.g. kafka.security.protocol.")
        .define(
            REGISTRY_URL,
            Type.STRING,
            "http://localhost:8081",
            new ConfigDef.NonEmptyString(),
            HIGH,
            "Schema registry, one URL or several separated by commas. Confluent's other settings may be given with the prefix schema.registry., e.g. schema.registry.basic.auth.user.info.")
        .define(
            AUDIT_HMAC_KEYS,
            Type.STRING,
            "",
            HIGH,
            "File with the keys of the audit trail's HMAC, one version per line. Needed for the audit trail.")
        .define(
            COMPLIANCE_RULES,
            Type.STRING,
            "",
            MEDIUM,
            "Rules of compliance of one's own, as YAML; empty takes the shipped config/compliance-rules.yaml. Read again within 5 s when it changes; a file that cannot be used leaves the last good rules in force.")
        .define(
            MEMORY_LIMIT,
            Type.LONG,
            0L,
            Range.atLeast(0),
            MEDIUM,
            "Memory the process may use; 0 reads the container's limit. The start is refused when heap, RocksDB and overhead do not fit.")
        .define(
            STARTUP_TIMEOUT,
            Type.LONG,
            60 * SECOND,
            Range.between(SECOND, HOUR),
            MEDIUM,
            "How long the checks before the start wait for the brokers and the registry.")
        .define(
            SHUTDOWN_TIMEOUT,
            Type.LONG,
            30 * SECOND,
            Range.between(0, HOUR),
            MEDIUM,
            "How long a shutdown waits for the stream threads to commit and close.")
        .define(
            SHUTDOWN_LEAVE_GROUP,
            Type.BOOLEAN,
            false,
            MEDIUM,
            "Whether a shutdown leaves the group at once. Set it when scaling down; a restart keeps its partitions when it stays.");
  }

  private static void streams(final ConfigDef def) {
    def.define(
            THREADS,
            Type.INT,
            2,
            Range.between(1, 256),
            HIGH,
            "Stream threads of this instance. More than cores or partitions buy nothing.")
        .define(
            STANDBY_REPLICAS,
            Type.INT,
            0,
            Range.between(0, 10),
            MEDIUM,
            "Warm copies of each store on other instances.")
        .define(
            REPLICATION_FACTOR,
            Type.INT,
            -1,
            replicas(),
            MEDIUM,
            "Replicas of internal topics; -1 takes the broker's default (3 in the profile production).")
        .define(
            COMMIT_INTERVAL,
            Type.LONG,
            100L,
            Range.between(10, 60 * SECOND),
            MEDIUM,
            "Longest time for which results of what came in just now stay invisible to committed readers. Findings and alerts ask for a commit at once.")
        .define(
            COMMIT_BACKLOG_INTERVAL,
            Type.LONG,
            500L,
            Range.between(10, 60 * SECOND),
            LOW,
            "Longest time between two commits of any kind: how often is committed while what is read is more than 2 s old. Fewer commits make catching up faster; less than commit.interval.ms counts as that.")
        .define(
            COMMIT_AT_MOST_EVERY,
            Type.LONG,
            20L,
            Range.between(1, 60 * SECOND),
            LOW,
            "Shortest time between two commits that findings and alerts ask for.")
        .define(
            TICK_INTERVAL,
            Type.LONG,
            5 * SECOND,
            Range.between(100, 10 * MINUTE),
            LOW,
            "How often each partition is told that time passes: minutes are judged, rolled up and expired then, also where no event comes in.")
        .define(
            CACHE_BYTES,
            Type.LONG,
            32 * MIB,
            Range.between(0, 1L << 40),
            MEDIUM,
            "Record cache in front of the other stores, on the heap, shared by all threads.")
        .define(
            BUFFER_BYTES,
            Type.LONG,
            192 * MIB,
            Range.between(MIB, 1L << 40),
            MEDIUM,
            "Heap that spares the stores, shared by all: three quarters for changes since the last commit and what was used lately, the rest for filters of ids that were seen.")
        .define(
            ROCKSDB_BYTES,
            Type.LONG,
            256 * MIB,
            Range.between(16 * MIB, 1L << 42),
            HIGH,
            "Bound of RocksDB's memory outside the heap: blocks, indexes, filters and write buffers of all stores together.")
        .define(
            SESSION_TIMEOUT,
            Type.INT,
            30_000,
            Range.between(1_000, (int) (30 * MINUTE)),
            MEDIUM,
            "After this silence the group gives an instance's partitions to others.")
        .define(
            TRANSACTION_TIMEOUT,
            Type.INT,
            30_000,
            Range.between(1_000, (int) (15 * MINUTE)),
            LOW,
            "After this silence the broker aborts a transaction under way.")
        .define(
            THREAD_REPLACEMENTS,
            Type.INT,
            5,
            Range.between(0, 1_000),
            LOW,
            "How many failed stream threads are replaced within the window before the client stops.")
        .define(
            THREAD_REPLACEMENT_WINDOW,
            Type.LONG,
            10 * MINUTE,
            Range.between(SECOND, DAY),
            LOW,
            "Window of thread.replacements.max.");
  }

  private static void logic(final ConfigDef def) {
    def.define(
            CLOCK_SKEW,
            Type.LONG,
            5 * MINUTE,
            Range.between(0, HOUR),
            LOW,
            "How far an event's own time may lie ahead of its arrival.")
        .define(
            DEDUP_LIVE,
            Type.LONG,
            HOUR,
            Range.between(0, 30 * DAY),
            MEDIUM,
            "How long ids of live events are remembered, so that a repeat changes nothing.")
        .define(
            DEDUP_HISTORY,
            Type.LONG,
            7 * DAY,
            Range.between(0, 90 * DAY),
            MEDIUM,
            "How long ids of imported, older events are remembered.")
        .define(
            CORRELATION_HORIZON,
            Type.LONG,
            DAY,
            Range.between(10 * MINUTE, 30 * DAY),
            MEDIUM,
            "How long after its arrival an event still waits for its partners.")
        .define(
            CORRELATION_THRESHOLD,
            Type.INT,
            60,
            Range.between(1, 100),
            MEDIUM,
            "Correlation score from which several signals together make a finding; a tenant may say otherwise.")
        .define(
            FINDING_RETENTION,
            Type.LONG,
            30 * DAY,
            Range.between(HOUR, 3_650 * DAY),
            MEDIUM,
            "How long a finding stays queryable and can change, from its last change.")
        .define(
            GRC_RETENTION,
            Type.LONG,
            30 * DAY,
            Range.between(HOUR, 3_650 * DAY),
            MEDIUM,
            "How long events of governance, risk and compliance stay queryable, from their arrival.")
        .define(
            HIGH_PRIORITY_LIMIT,
            Type.INT,
            5,
            Range.between(0, 1_000_000),
            MEDIUM,
            "High and critical findings of a quarter of an hour above which a tenant's alarm is raised; a tenant may say otherwise.")
        .define(
            ANALYTICS_HORIZON,
            Type.LONG,
            7 * DAY,
            Range.between(MINUTE, 90 * DAY),
            MEDIUM,
            "How far behind its arrival an agent event still changes its pane; older ones go to analytics.late.")
        .define(
            PANE_RETENTION,
            Type.LONG,
            8 * DAY,
            Range.between(HOUR, 400 * DAY),
            MEDIUM,
            "How long figures stay queryable, by the hour when old, from the arrival of the last event in them.");
  }

  private static Validator replicas() {
    return LambdaValidator.with(
        (key, value) -> {
          final int replicas = value == null ? 0 : (Integer) value;
          if (replicas == 0 || replicas < -1 || replicas > 10) {
            throw new ConfigException(key, value, "allowed are -1 and 1 to 10");
          }
        },
        () -> "-1 or [1,...,10]");
  }

  private static Validator name() {
    return matching("[a-zA-Z0-9._-]{1,150}", "letters, digits, '.', '_' and '-', 1 to 150 of them");
  }

  private static Validator nameOrEmpty() {
    return matching(
        "[a-zA-Z0-9._-]{0,150}",
        "letters, digits, '.', '_' and '-', at most 150 of them, or nothing");
  }

  private static Validator matching(final String pattern, final String allowed) {
    final Pattern compiled = Pattern.compile(pattern);
    return LambdaValidator.with(
        (key, value) -> {
          if (value == null || !compiled.matcher((String) value).matches()) {
            throw new ConfigException(key, value, "allowed are " + allowed);
          }
        },
        () -> allowed);
  }
}

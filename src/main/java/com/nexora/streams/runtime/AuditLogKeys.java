package com.nexora.streams.runtime;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;

/** Settings of the signed checkpoints of the trail. */
public final class AuditLogKeys {

  public static final String AUDITED_TYPES = "audit.event.types";
  public static final String AUDIT_QUERY_RETENTION = "audit.query.retention.ms";
  public static final String RETENTION_CLASSES = "audit.retention.classes";
  public static final String ORIGIN = "audit.origin";
  public static final String SIGNING = "audit.signing";
  public static final String SIGNING_KEYS = "audit.signing.keys.file";
  public static final String SIGNING_KMS = "audit.signing.kms.uri";
  public static final String ENTRIES = "audit.checkpoint.entries";
  public static final String INTERVAL = "audit.checkpoint.interval.ms";
  public static final String POLICY = "audit.witness.policy.file";
  public static final String WITNESS_TIMEOUT = "audit.witness.timeout.ms";

  static final String ON = "on";
  static final String OFF = "off";

  private static final Pattern ORIGIN_FORM = Pattern.compile("[!-*,-~]{0,200}");
  private static final long SECOND = 1_000L;
  private static final long HOUR = 3_600 * SECOND;
  private static final long DAY = 24 * HOUR;

  private AuditLogKeys() {}

  static void define(final ConfigDef def) {
    trail(def);
    def.define(
            ORIGIN,
            Type.STRING,
            "",
            LambdaValidator.with(
                (key, value) -> {
                  if (value == null || !ORIGIN_FORM.matcher((String) value).matches()) {
                    throw new ConfigException(
                        key, value, "allowed are visible ASCII characters without '+'");
                  }
                },
                () -> "visible ASCII without '+', at most 200"),
            HIGH,
            "Name of this installation in checkpoints, best a host name that is yours; a log's origin is it, a slash and the log. Never change it. Empty takes application.id.")
        .define(
            SIGNING,
            Type.STRING,
            ON,
            ValidString.in(ON, OFF),
            HIGH,
            "Whether the heads of the trail's logs are signed. With on, an instance without a key does not start in production (topics.profile) and warns elsewhere; off says that nothing is to be signed, so that a tail that is cut off leaves no trace.")
        .define(
            SIGNING_KEYS,
            Type.STRING,
            "",
            HIGH,
            "File with the key that signs checkpoints, as \"nexora audit keys generate\" writes it. Needed in production unless the variable NEXORA_AUDIT_SIGNING_KEYS holds its text, or audit.signing is off.")
        .define(
            SIGNING_KMS,
            Type.STRING,
            "",
            MEDIUM,
            "Key of a key management service, as a URI that Tink knows, with which audit.signing.keys.file is encrypted. Empty: the file is plain text.")
        .define(
            ENTRIES,
            Type.LONG,
            10_000L,
            Range.between(1, 1_000_000_000),
            MEDIUM,
            "A log's head is signed at the latest after so many new entries.")
        .define(
            INTERVAL,
            Type.LONG,
            10 * SECOND,
            Range.between(100, DAY),
            MEDIUM,
            "A log's head is signed at the latest after so long, also when nothing was sealed: whoever sees no checkpoint for several times as long knows that something is wrong.")
        .define(
            POLICY,
            Type.STRING,
            "",
            MEDIUM,
            "Witnesses that are asked to cosign checkpoints, as a C2SP tlog-policy file with addresses. Empty: none.")
        .define(
            WITNESS_TIMEOUT,
            Type.LONG,
            5 * SECOND,
            Range.between(100, 60 * SECOND),
            MEDIUM,
            "How long a witness may take to answer.");
  }

  private static void trail(final ConfigDef def) {
    def.define(
            AUDITED_TYPES,
            Type.LIST,
            "agent.*,task.*,workflow.*,anomaly.detected,USER_ACTION,POLICY_*,INCIDENT_*,COMPLIANCE_*,CONTROL_*,RISK_*,ASSESSMENT_*,GAP_ASSESSED,REPORT_GENERATED,DATA_ANOMALY",
            MEDIUM,
            "Types of agent events and of events of governance, risk and compliance that enter the audit trail; a trailing * matches any ending.")
        .define(
            RETENTION_CLASSES,
            Type.LIST,
            "",
            MEDIUM,
            "Retention classes of the trail besides the default, e.g. short,long: each is a pair of topics audit.inbox.<class> and audit.records.<class> of the catalogue with a log of its own. An act goes to the shortest that covers its retention date. Only add to it: entries of a class that is not named any more are not shown.")
        .define(
            AUDIT_QUERY_RETENTION,
            Type.LONG,
            90 * DAY,
            Range.between(HOUR, 3_650 * DAY),
            MEDIUM,
            "How long sealed entries stay queryable over HTTP; the topic keeps them longer.");
  }
}

package com.nexora.streams.runtime;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import com.nexora.streams.privacy.PrivacySettings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;

/**
 * Settings of privacy: keys, who counts as a data subject, what is encrypted.
 *
 * <p>Apart from {@link ConfigKeys} because they belong to one room.
 */
final class PrivacyConfig {

  static final String KEYS_FILE = "privacy.keys.file";
  static final String KMS_URI = "privacy.kms.uri";
  static final String SUBJECT_FIELDS = "privacy.subject.fields";
  static final String FRAMEWORKS = "privacy.encrypted.frameworks";
  static final String PURGE_EVERY = "privacy.purge.ms";
  static final String REDACTION_RULES = "redaction.rules.file";

  private PrivacyConfig() {}

  static void define(final ConfigDef def) {
    final PrivacySettings defaults = PrivacySettings.defaults();
    def.define(
            KEYS_FILE,
            Type.STRING,
            "",
            HIGH,
            "File with the privacy keys: one line pseudonym:<base64> and one kek:<version>:<base64> per key-encryption key. Needed, unless the variable NEXORA_PRIVACY_KEYS holds its text.")
        .define(
            KMS_URI,
            Type.STRING,
            "",
            MEDIUM,
            "Key of a KMS that the privacy keys are encrypted with, e.g. aws-kms://... or gcp-kms://...; Tink's client for it must be on the class path. Empty: they are in clear.")
        .define(
            SUBJECT_FIELDS,
            Type.LIST,
            String.join(",", defaults.subjectFields()),
            MEDIUM,
            "Fields of payloads and metadata that hold ids of data subjects: a name counts at any depth, one with dots is a path from the root. Their values are pseudonyms in all that is kept or delivered.")
        .define(
            FRAMEWORKS,
            Type.LIST,
            String.join(",", defaults.encryptedFrameworks().stream().sorted().toList()),
            MEDIUM,
            "Acts with one of these tags are encrypted, beside those that a rule or the act itself wants encrypted and those that name a data subject.")
        .define(
            REDACTION_RULES,
            Type.STRING,
            "",
            MEDIUM,
            "Rules of redaction of one's own, as YAML; empty takes the shipped config/redaction.yaml. Read at the start; a file that cannot be used stops it.")
        .define(
            PURGE_EVERY,
            Type.LONG,
            defaults.purgeEvery().toMillis(),
            Range.between(1_000, 7 * 86_400_000L),
            LOW,
            "How soon a segment of the changelog of subjects' keys is closed and may wait for compaction: destroyed keys leave the brokers' disks within about three times this. Read when the changelog is created.");
  }

  static PrivacySettings settings(final Function<String, Object> value) {
    return new PrivacySettings(
        list(value, SUBJECT_FIELDS),
        Set.copyOf(list(value, FRAMEWORKS)),
        Duration.ofMillis((Long) value.apply(PURGE_EVERY)));
  }

  @SuppressWarnings("unchecked") // the definition says so
  private static List<String> list(final Function<String, Object> value, final String key) {
    return (List<String>) value.apply(key);
  }
}

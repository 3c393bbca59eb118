package com.nexora.streams.privacy;

import com.nexora.events.AuditEvent;
import com.nexora.streams.catalogue.RowSeal;
import com.nexora.streams.catalogue.StreamTypes;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.privacy.redact.RedactionRules;
import com.nexora.streams.privacy.redact.RedactionYaml;
import com.nexora.streams.privacy.redact.Redactor;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.internals.PurgingRocksDbStore;

/**
 * Guards the way into the inbox: what is personal is pseudonymised and encrypted before anything is
 * sealed, and keys are destroyed on order.
 *
 * <p>No hop and no shared key store: every task of an intake makes keys of its own, and an order
 * goes to all of them, each of which answers. So erasure is complete when all partitions of {@code
 * privacy.answers} have spoken.
 */
public final class PrivacyTopology {

  private final PrivacyKeys keys;
  private final PrivacySettings settings;
  private final Redactor redactor;

  /** What personal data is, by the shipped rules of redaction. */
  public PrivacyTopology(final PrivacyKeys keys, final PrivacySettings settings) {
    this(keys, settings, RedactionYaml.shipped());
  }

  /**
   * @param rules of redaction; their hashes are made with the pseudonym key
   */
  public PrivacyTopology(
      final PrivacyKeys keys, final PrivacySettings settings, final RedactionRules rules) {
    this.keys = keys;
    this.settings = settings;
    this.redactor =
        Redactor.of(
            rules,
            (tenant, value) -> "hmac-" + keys.pseudonyms().token(tenant, "redaction", value),
            new SubjectNames(keys.pseudonyms(), settings.subjectFields()));
  }

  /**
   * Takes secrets and personal data out of everything that is not encrypted, and puts pseudonyms
   * for the ids of data subjects into it.
   */
  public Redactor redactor() {
    return redactor;
  }

  /** Encrypts what a store must hold before anybody can take secrets out of it. */
  public RowSeal seal() {
    return keys.seal();
  }

  /**
   * Guards one intake: owns its store of keys, reads its topic of orders, writes {@code
   * privacy.answers}.
   *
   * @param drafts acts on their way to the inbox; changed in their place
   * @return the same acts, protected
   */
  public KStream<byte[], AuditEvent> protect(
      final StreamsBuilder builder, final Intake intake, final KStream<byte[], AuditEvent> drafts) {
    final String of = "-of-" + intake.title();
    builder.addStateStore(store(intake));
    final KStream<byte[], Object> orders =
        builder.stream(
                intake.orders(),
                Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
                    .withName("read-erasures" + of))
            .mapValues(
                json -> new PrivacyWork.Order(json == null ? new byte[0] : json),
                Named.as("take-erasures" + of));
    final KStream<byte[], Object> done =
        StreamTypes.<byte[], Object, AuditEvent>anyOf(drafts)
            .merge(orders, Named.as("merge-erasures" + of))
            .process(
                () -> new ProtectSubjectsProcessor(intake, keys, settings, redactor),
                Named.as("protect-subjects" + of),
                intake.store());
    StreamTypes.only(done, PrivacyWork.Answered.class, "select-answers" + of)
        .mapValues(answered -> answered.answer().json(), Named.as("take-answers" + of))
        .to(
            Topics.PRIVACY_ANSWERS,
            Produced.with(Serdes.ByteArray(), Serdes.ByteArray())
                .withName("write-privacy-answers" + of));
    return StreamTypes.only(done, AuditEvent.class, "select-protected" + of);
  }

  /**
   * Not cached, so that a key is in the changelog with the act that used it. The changelog gives up
   * what was overwritten soon: segments are short, and compaction may not wait.
   */
  private StoreBuilder<KeyValueStore<Bytes, byte[]>> store(final Intake intake) {
    final String millis = Long.toString(settings.purgeEvery().toMillis());
    final Map<String, String> changelog = new TreeMap<>();
    changelog.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
    changelog.put(TopicConfig.SEGMENT_MS_CONFIG, millis);
    changelog.put(TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, millis);
    changelog.put(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.01");
    return Stores.keyValueStoreBuilder(
            PurgingRocksDbStore.supplier(intake.store(), SubjectKeyStore::isDestroyed),
            Serdes.Bytes(),
            Serdes.ByteArray())
        .withCachingDisabled()
        .withLoggingEnabled(changelog);
  }
}

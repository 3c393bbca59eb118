package com.nexora.streams.runtime;

import com.nexora.streams.catalogue.AdminAct;
import com.nexora.streams.catalogue.AdminActs;
import com.nexora.streams.catalogue.ContentId;
import com.nexora.streams.catalogue.FlatJson;
import com.nexora.streams.catalogue.LegalHold;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.privacy.EraseOrder;
import com.nexora.streams.privacy.Erasure;
import com.nexora.streams.privacy.Intake;
import com.nexora.streams.privacy.Pseudonyms;
import com.nexora.streams.schema.AvroSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Where erasures are ordered and legal holds placed, by command and by HTTP.
 *
 * <p>An order stands on every partition of every intake, and each task answers; so what was asked
 * for and what was done can be counted, by whoever reads the two topics. Every act is recorded
 * before it takes effect. Thread-safe.
 */
public final class PrivacyOffice implements AutoCloseable {

  private static final int TIMEOUT_SECONDS = 15;

  private final PrivacyTopics topics;
  private final Producer<byte[], byte[]> producer;
  private final AdminActs acts;
  private final Pseudonyms pseudonyms;
  private final Clock clock;
  private final TrailExpiry expiry;

  /**
   * @param clients settings of Kafka clients
   * @param serdes for the acts
   * @param pseudonyms of the installation: another key would erase nobody
   */
  public PrivacyOffice(
      final Map<String, Object> clients,
      final AvroSerdes serdes,
      final Pseudonyms pseudonyms,
      final Clock clock) {
    this.topics = new PrivacyTopics(clients);
    this.producer = AdminActs.producer(clients, "nexora-privacy");
    this.acts = new AdminActs(producer, serdes);
    this.pseudonyms = pseudonyms;
    this.clock = clock;
    this.expiry = new TrailExpiry(clients);
  }

  /** A legal hold forbids what was asked for. */
  public static final class HeldException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param hold the one that forbids it
     */
    public HeldException(final LegalHold hold) {
      super(
          "the legal hold %s of tenant %s forbids it (%s): lift it first"
              .formatted(hold.id(), hold.tenant(), hold.reason()));
    }
  }

  /** A hold cannot be kept, since entries would expire under it, or cannot be let go of. */
  public static final class ExpiryException extends KafkaException {

    private static final long serialVersionUID = 1L;

    ExpiryException(final String message, final KafkaException cause) {
      super(message, cause);
    }
  }

  /**
   * Orders the erasure of a data subject and waits for the answers.
   *
   * @param subject the id in clear; it leaves this method as a pseudonym only
   * @param actor who asks
   * @param wait how long to wait for the tasks; the order stands whether they answer or not
   * @throws HeldException if a legal hold covers the subject; recorded, too
   */
  public Erasure erase(
      final String tenant, final String subject, final String actor, final Duration wait) {
    final String pseudonym = pseudonyms.of(tenant, subject);
    final long now = clock.millis();
    for (final LegalHold hold : topics.standing().holds()) {
      if (hold.covers(tenant, pseudonym)) {
        acts.record(
            act(tenant, "privacy.erasure.refused", pseudonym, actor, now)
                .because("the legal hold " + hold.id() + " forbids it")
                .failed());
        throw new HeldException(hold);
      }
    }
    final EraseOrder order =
        new EraseOrder(
            ContentId.hex("erase-order", tenant, pseudonym, Long.toString(now)),
            tenant,
            pseudonym,
            now);
    acts.record(
        act(tenant, "privacy.erasure.ordered", pseudonym, actor, now)
            .because("the keys of a data subject are to be destroyed")
            .correlation(order.id()));
    send(order);
    final Erasure erasure = topics.await(order, wait);
    if (erasure.complete()) {
      recordCompletion(erasure, actor);
    }
    return erasure;
  }

  /** What became of the orders of a tenant that are still kept, newest first. */
  public List<Erasure> erasures(final String tenant) {
    return topics.erasures().stream()
        .filter(erasure -> erasure.order().tenant().equals(tenant))
        .sorted((a, b) -> Long.compare(b.order().requestedAt(), a.order().requestedAt()))
        .toList();
  }

  /** Legal holds of a tenant, by id. */
  public List<LegalHold> holds(final String tenant) {
    return topics.standing().holds().stream().filter(hold -> hold.tenant().equals(tenant)).toList();
  }

  /**
   * Places a legal hold, or replaces the one of this id, and suspends the expiry of the trail: a
   * topic of a retention class that could lose entries keeps them until the last hold is lifted.
   *
   * @param subject the id in clear of the data subject it covers; null: the whole tenant
   * @throws ExpiryException if the topics may not be changed; the hold is not placed then
   */
  public LegalHold place(
      final String tenant,
      final String id,
      final @Nullable String subject,
      final String reason,
      final String actor) {
    final long now = clock.millis();
    final LegalHold hold =
        new LegalHold(
            tenant, id, subject == null ? "" : pseudonyms.of(tenant, subject), reason, now, actor);
    try {
      suspend(id, actor);
    } catch (final KafkaException e) {
      acts.record(
          AdminAct.of(tenant, "privacy.hold.refused", "hold:" + id)
              .by(actor)
              .at(now)
              .because("the expiry of the trail could not be suspended")
              .failed());
      throw new ExpiryException(
          "the legal hold %s of tenant %s is not placed, since entries would expire under it: %s. Allow this principal Describe, DescribeConfigs and AlterConfigs on the topics %s* and %s, or set retention.ms and retention.bytes of them to -1 yourself."
              .formatted(
                  id, tenant, e.getMessage(), Topics.AUDIT_RECORDS, Topics.AUDIT_CHECKPOINTS),
          e);
    }
    acts.record(
        AdminAct.of(tenant, "privacy.hold.placed", "hold:" + id)
            .by(actor)
            .at(now)
            .because(reason)
            .payload(new String(hold.json(), StandardCharsets.UTF_8)));
    put(LegalHold.key(tenant, id), hold.json());
    // Whoever lifted the hold that was the last until now may have let expiry go on meanwhile.
    suspend(id, actor);
    return hold;
  }

  /**
   * Lifts a legal hold; after the last one the topics of the trail expire again as they did before.
   *
   * @return whether there was one
   * @throws ExpiryException if it is lifted and the topics may not be changed back
   */
  public boolean lift(final String tenant, final String id, final String actor) {
    final boolean stood = holds(tenant).stream().anyMatch(hold -> hold.id().equals(id));
    if (stood) {
      acts.record(
          AdminAct.of(tenant, "privacy.hold.lifted", "hold:" + id).by(actor).at(clock.millis()));
      put(LegalHold.key(tenant, id), null);
    }
    try {
      resumeAfterTheLast(id, actor);
    } catch (final KafkaException e) {
      throw new ExpiryException(
          "no legal hold %s of tenant %s stands, but the topics of the trail still keep all entries: %s. Allow this principal AlterConfigs on the topics %s* and %s and release the hold once more, or set their retention.ms yourself."
              .formatted(
                  id, tenant, e.getMessage(), Topics.AUDIT_RECORDS, Topics.AUDIT_CHECKPOINTS),
          e);
    }
    return stood;
  }

  /**
   * Makes the topics fit the holds: for holds of earlier versions, topics that were added since,
   * and what was left undone.
   *
   * @param actor who is named in the acts, if anything is changed
   * @throws KafkaException if the holds cannot be read or the topics not be changed
   */
  public void keepHolds(final String actor) {
    final List<LegalHold> holds = topics.standing().holds();
    if (holds.isEmpty()) {
      resumeAfterTheLast("", actor);
    } else {
      suspend(holds.get(0).id(), actor);
    }
  }

  private void suspend(final String hold, final String actor) {
    final List<TrailExpiry.Change> changes = expiry.toSuspend();
    if (changes.isEmpty()) {
      return;
    }
    expiry.check(changes);
    for (final TrailExpiry.Change change : changes) {
      put(change.before().key(), change.before().json());
      record(change, "privacy.expiry.suspended", "a legal hold stands", hold, actor);
    }
    expiry.apply(changes);
  }

  private void resumeAfterTheLast(final String hold, final String actor) {
    final PrivacyTopics.Standing standing = topics.standing();
    if (!standing.holds().isEmpty() || standing.suspended().isEmpty()) {
      return;
    }
    final List<TrailExpiry.Change> changes = expiry.toResume(standing.suspended());
    expiry.check(changes);
    for (final TrailExpiry.Change change : changes) {
      record(change, "privacy.expiry.resumed", "the last legal hold was lifted", hold, actor);
    }
    expiry.apply(changes);
    standing.suspended().forEach(before -> put(before.key(), null));
    if (!topics.standing().holds().isEmpty()) {
      // Placed in this moment, by somebody who still saw the topics suspended.
      suspend(hold, actor);
    }
  }

  private void record(
      final TrailExpiry.Change change,
      final String type,
      final String why,
      final String hold,
      final String actor) {
    acts.record(
        AdminAct.of(AdminAct.PRODUCT_TENANT, type, "topic:" + change.topic())
            .by(actor)
            .at(clock.millis())
            .because(
                "%s of %s goes from %s to %s: %s"
                    .formatted(change.setting(), change.topic(), change.from(), change.to(), why))
            .correlation(hold.isEmpty() ? "holds" : "hold:" + hold));
  }

  private void put(final byte[] key, final byte @Nullable [] value) {
    sent(List.of(producer.send(new ProducerRecord<>(Topics.PRIVACY_HOLDS, key, value))));
  }

  /** The pseudonym that entries show instead of a subject's id. */
  public String pseudonym(final String tenant, final String subject) {
    return pseudonyms.of(tenant, subject);
  }

  private void recordCompletion(final Erasure erasure, final String actor) {
    final EraseOrder order = erasure.order();
    final Map<String, Object> counts = new TreeMap<>();
    counts.put("keysDestroyed", erasure.destroyed());
    counts.put("tasksAnswered", erasure.answered());
    acts.record(
        act(order.tenant(), "privacy.subject.erased", order.pseudonym(), actor, order.requestedAt())
            .because("every task has destroyed its keys of the data subject")
            .correlation(order.id())
            .payload(new String(FlatJson.write(counts), StandardCharsets.UTF_8)));
  }

  private static AdminAct act(
      final String tenant,
      final String type,
      final String pseudonym,
      final String actor,
      final long at) {
    return AdminAct.of(tenant, type, "subject:" + pseudonym).security("HIGH").by(actor).at(at);
  }

  private void send(final EraseOrder order) {
    final Collection<Future<RecordMetadata>> sent = new ArrayList<>();
    for (final Intake intake : Intake.values()) {
      final int partitions = producer.partitionsFor(intake.orders()).size();
      for (int partition = 0; partition < partitions; partition++) {
        sent.add(
            producer.send(
                new ProducerRecord<>(intake.orders(), partition, new byte[0], order.json())));
      }
    }
    sent(sent);
  }

  private static void sent(final Collection<Future<RecordMetadata>> records) {
    try {
      for (final Future<RecordMetadata> record : records) {
        record.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptException("interrupted while writing", e);
    } catch (final ExecutionException | TimeoutException e) {
      throw new KafkaException(
          "not all of it could be written; ask again, a second order harms nothing: "
              + (e.getCause() == null ? e : e.getCause()),
          e);
    }
  }

  @Override
  public void close() {
    expiry.close();
    acts.close();
  }
}

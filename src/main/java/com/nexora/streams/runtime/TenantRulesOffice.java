package com.nexora.streams.runtime;

import com.nexora.streams.catalogue.AdminAct;
import com.nexora.streams.catalogue.AdminActs;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.compliance.RuleSet;
import com.nexora.streams.compliance.TenantOverride;
import com.nexora.streams.schema.AvroSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Where what a tenant adds to the rules of compliance is put down and taken away.
 *
 * <p>What an instance would skip is refused here, with the reason; every change is an entry of the
 * tenant's trail before it takes effect.
 */
public final class TenantRulesOffice implements AutoCloseable {

  private static final int TIMEOUT_SECONDS = 15;
  private static final String RESOURCE = "compliance-overrides:";

  private final Map<String, Object> clients;
  private final Producer<byte[], byte[]> producer;
  private final AdminActs acts;
  private final RuleSet everybodys;
  private final Clock clock;

  /**
   * @param clients settings of Kafka clients
   * @param serdes for the acts
   * @param everybodys rules that the instances judge by, against which a tenant's are checked
   */
  public TenantRulesOffice(
      final Map<String, Object> clients,
      final AvroSerdes serdes,
      final RuleSet everybodys,
      final Clock clock) {
    this.clients = Map.copyOf(clients);
    this.producer = AdminActs.producer(clients, "nexora-compliance");
    this.acts = new AdminActs(producer, serdes);
    this.everybodys = everybodys;
    this.clock = clock;
  }

  /** What tenants add, as JSON by tenant, whether it can be used or not. */
  public Map<String, String> list() {
    final Map<String, String> overrides = new TreeMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        PrivacyTopics.consumer(clients, "nexora-compliance")) {
      PrivacyTopics.read(
          consumer,
          PrivacyTopics.partitions(consumer, Topics.COMPLIANCE_RULES),
          record -> {
            if (record.key() == null) {
              return;
            }
            final String tenant = new String(record.key(), StandardCharsets.UTF_8);
            if (record.value() == null) {
              overrides.remove(tenant);
            } else {
              overrides.put(tenant, new String(record.value(), StandardCharsets.UTF_8));
            }
          });
    }
    return overrides;
  }

  /**
   * The rules that hold for a tenant with this on top.
   *
   * @throws com.nexora.streams.compliance.RulesException if it cannot be used: it is not of the
   *     form, names what there is not, or would loosen a rule
   */
  public RuleSet check(final String tenant, final String json) {
    return TenantOverride.apply(everybodys, tenant, json);
  }

  /**
   * Puts a tenant's rules in place of those that it had.
   *
   * @throws com.nexora.streams.compliance.RulesException as {@link #check}; nothing is changed
   */
  public void put(final String tenant, final String json, final String actor) {
    check(tenant, json);
    acts.record(
        AdminAct.of(tenant, "compliance.override.put", RESOURCE + tenant)
            .by(actor)
            .at(clock.millis())
            .because("rules of the tenant's own hold on top of everybody's")
            .payload(json));
    send(tenant, json.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Takes a tenant's rules away: everybody's hold.
   *
   * @return whether there were any
   */
  public boolean remove(final String tenant, final String actor) {
    if (!list().containsKey(tenant)) {
      return false;
    }
    acts.record(
        AdminAct.of(tenant, "compliance.override.removed", RESOURCE + tenant)
            .by(actor)
            .at(clock.millis())
            .because("everybody's rules hold, and none of the tenant's own"));
    send(tenant, null);
    return true;
  }

  private void send(final String tenant, final byte @Nullable [] value) {
    final byte[] key = tenant.getBytes(StandardCharsets.UTF_8);
    try {
      producer
          .send(new ProducerRecord<>(Topics.COMPLIANCE_RULES, key, value))
          .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptException("interrupted while writing", e);
    } catch (final ExecutionException | TimeoutException e) {
      throw new KafkaException(
          "the act is recorded, but the rules of tenant %s could not be written to %s; try again: %s"
              .formatted(tenant, Topics.COMPLIANCE_RULES, e.getCause() == null ? e : e.getCause()),
          e);
    }
  }

  @Override
  public void close() {
    acts.close();
  }
}

package com.nexora.streams.topology;

import static com.nexora.streams.testkit.Events.audit;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AuditEvent;
import com.nexora.events.AuditRecord;
import com.nexora.streams.audit.HmacKeys;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.testkit.TopologyTestKit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A violation outlives the payload's key: it must name the act as the sealed entry does, never by
 * an id that a person can be told by.
 */
final class ViolationPrivacyTest {

  private static final String PERSON = "cust-4711-jane";
  private static final HmacKeys KEYS =
      HmacKeys.parse("1:" + Base64.getEncoder().encodeToString(new byte[32]));

  private final TopologyTestKit kit =
      TopologyTestKit.whole(
          (properties, serdes) ->
              new NexoraTopology(TopologySettings.defaults(1, 1), serdes, KEYS)
                  .build(new TopologyConfig(new StreamsConfig(properties))));

  @AfterEach
  void close() {
    kit.close();
  }

  @Test
  void shouldNameTheActOfAViolationAsTheSealedEntryDoesWithoutThePerson() {
    // Given
    final AuditEvent act = audit().of("acme").id("read-of-" + PERSON).build();
    act.setCategory("DATA_ACCESS");
    act.setFrameworks(List.of("GDPR"));
    act.setOutcome("failure");
    act.setActor(PERSON);
    act.setResource("customer:" + PERSON);
    act.setDescription("opened the file of " + PERSON);
    act.setCorrelationId("session-of-" + PERSON);
    act.setSubjects(List.of(PERSON));
    act.setPayload("{\"customer_id\":\"" + PERSON + "\"}");
    act.setMetadata(Map.of("source", "crm/" + PERSON));

    // When
    kit.audits().pipe(act);

    // Then
    final String sealedId =
        kit.output(Topics.AUDIT_RECORDS, AuditRecord.class).readAll().get(0).getAuditId();
    final List<TestRecord<byte[], byte[]>> violations =
        kit.driver()
            .createOutputTopic(
                Topics.COMPLIANCE_VIOLATIONS,
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())
            .readRecordsToList();
    assertThat(sealedId).startsWith("exthash:");
    assertThat(violations).isNotEmpty();
    for (final TestRecord<byte[], byte[]> violation : violations) {
      assertThat(text(violation.value())).contains(sealedId).doesNotContain(PERSON);
      assertThat(text(violation.key())).doesNotContain(PERSON);
      violation
          .headers()
          .forEach(header -> assertThat(text(header.value())).doesNotContain(PERSON));
    }
    assertThat(kept()).hasSameSizeAs(violations).noneMatch(bytes -> bytes.contains(PERSON));
  }

  private List<String> kept() {
    final List<String> kept = new ArrayList<>();
    final KeyValueStore<Bytes, byte[]> store = kit.keyValueStore(Stores.COMPLIANCE_VIOLATIONS);
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      while (all.hasNext()) {
        final KeyValue<Bytes, byte[]> next = all.next();
        kept.add(text(next.key.get()) + text(next.value));
      }
    }
    return kept;
  }

  private static String text(final byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}

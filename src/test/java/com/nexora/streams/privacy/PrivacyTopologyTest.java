package com.nexora.streams.privacy;

import static com.nexora.streams.testkit.Events.audit;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AuditEvent;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.privacy.PayloadSeal.Sealed;
import com.nexora.streams.testkit.OutputPipe;
import com.nexora.streams.testkit.TopologyTestKit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PrivacyTopologyTest {

  private static final String OUT = "test.protected";
  private static final byte[] PAYLOAD = "{\"secret\":1}".getBytes(StandardCharsets.UTF_8);

  private final PrivacyKeys keys = PrivacyKeys.random();
  private final TopologyTestKit kit =
      TopologyTestKit.of(
          rooms ->
              rooms.capture(
                  new PrivacyTopology(keys, PrivacySettings.defaults())
                      .protect(rooms.builder(), Intake.ACTS, rooms.audits()),
                  OUT,
                  AuditEvent.class));
  private final OutputPipe<AuditEvent> out = kit.output(OUT, AuditEvent.class);
  private final TestOutputTopic<byte[], byte[]> answers =
      kit.driver()
          .createOutputTopic(
              Topics.PRIVACY_ANSWERS, new ByteArrayDeserializer(), new ByteArrayDeserializer());

  @AfterEach
  void close() {
    kit.close();
  }

  @Test
  void shouldLetAnActPassUnchangedThatNamesNobody() {
    // When
    kit.audits().pipe(audit().of("acme").payload("{\"a\":1}"));

    // Then
    assertThat(out.readAll())
        .singleElement()
        .returns("{\"a\":1}", AuditEvent::getPayload)
        .returns(false, AuditEvent::getEncrypted);
    assertThat(rows()).isEmpty();
  }

  @Test
  void shouldUseOneKeyForAllActsOfASubject() {
    // When
    final AuditEvent first = send("cust-123", 1_000);
    final AuditEvent second = send("cust-123", 2_000);

    // Then
    assertThat(first.getEncryptionKey())
        .isEqualTo(pseudonym() + "/acts-0/1")
        .isEqualTo(second.getEncryptionKey());
    assertThat(open(first)).isEqualTo(PAYLOAD);
    assertThat(open(second)).isEqualTo(PAYLOAD);
  }

  @Test
  void shouldWriteTheSameBytesWhenAnActIsReplayed() {
    // When
    final AuditEvent first = send("cust-123", 1_000);
    final AuditEvent again = send("cust-123", 1_000);

    // Then
    assertThat(again.getCiphertext()).isEqualTo(first.getCiphertext());
  }

  @Test
  void shouldDestroyTheKeyOnOrderAndSayHowMany() {
    // Given
    final AuditEvent before = send("cust-123", 1_000);

    // When
    erase(5_000);
    erase(5_000);

    // Then
    assertThat(answers.readValuesToList().stream().map(EraseOrder.Answer::parse).toList())
        .containsExactly(
            new EraseOrder.Answer("o-5000", "acts", 0, 1),
            new EraseOrder.Answer("o-5000", "acts", 0, 0));
    assertThat(rows()).singleElement().satisfies(row -> assertThat(row.value.length).isEqualTo(13));
    assertThat(before.getEncrypted()).isTrue();
  }

  @Test
  void shouldGiveNewDataANewKeyAndKeepNothingOfOldOnesAfterAnErasure() {
    // Given
    send("cust-123", 1_000);
    erase(5_000);

    // When
    final AuditEvent late = send("cust-123", 5_000);
    final AuditEvent fresh = send("cust-123", 5_001);
    final AuditEvent lateAgain = send("cust-123", 4_000);

    // Then
    assertThat(late.getCiphertext()).isNull();
    assertThat(lateAgain.getCiphertext()).isNull();
    assertThat(lateAgain.getEncryptionKey()).isEqualTo(pseudonym() + "/acts-0/0");
    assertThat(fresh.getEncryptionKey()).isEqualTo(pseudonym() + "/acts-0/2");
    assertThat(open(fresh)).isEqualTo(PAYLOAD);
  }

  @Test
  void shouldRememberAnErasureOfSomebodyItHasNeverMet() {
    // When
    erase(5_000);

    // Then
    assertThat(send("cust-123", 1_000).getCiphertext()).isNull();
  }

  @Test
  void shouldSkipAnOrderThatCannotBeRead() {
    // When
    order("{}".getBytes(StandardCharsets.UTF_8));

    // Then
    assertThat(answers.isEmpty()).isTrue();
    assertThat(open(send("cust-123", 1_000))).isEqualTo(PAYLOAD);
  }

  @Test
  void shouldAppendToTheChangelogUntilItsSegmentsAreClosed() {
    // Given
    send("cust-123", 1_000);

    // When
    kit.advance(Duration.ofMinutes(11));

    // Then
    assertThat(allRows()).hasSize(2);
  }

  private AuditEvent send(final String subject, final long at) {
    final AuditEvent act =
        AuditEvent.newBuilder()
            .setAuditId("ext:" + at)
            .setTenantId("acme")
            .setEventType("data.access")
            .setCategory("DATA_ACCESS")
            .setAction("read")
            .setActor("alice")
            .setPayload(new String(PAYLOAD, StandardCharsets.UTF_8))
            .setSubjects(new ArrayList<>(List.of(subject)))
            .setOccurredAt(at)
            .build();
    kit.audits().pipe(act);
    final List<AuditEvent> read = out.readAll();
    return read.get(read.size() - 1);
  }

  private byte[] open(final AuditEvent act) {
    final KeyRow row =
        rows().stream().map(entry -> KeyRow.decode(entry.value)).findFirst().orElseThrow();
    final String id = String.valueOf(act.getEncryptionKey());
    return PayloadSeal.open(
        "acme",
        act.getAuditId(),
        List.of(new PayloadSeal.SubjectKey(id, keys.unwrap("acme", id, row.wrapped()))),
        new Sealed(bytes(act.getCiphertext()), bytes(act.getKeyCommitment())));
  }

  private static byte[] bytes(final java.nio.ByteBuffer buffer) {
    final byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private void erase(final long at) {
    order(new EraseOrder("o-" + at, "acme", pseudonym(), at).json());
  }

  private void order(final byte[] json) {
    kit.driver()
        .createInputTopic(
            Topics.PRIVACY_ERASURES, new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(new byte[0], json, kit.now()));
  }

  private String pseudonym() {
    return keys.pseudonyms().of("acme", "cust-123");
  }

  private List<KeyValue<org.apache.kafka.common.utils.Bytes, byte[]>> rows() {
    return allRows().stream().filter(row -> row.value.length > Long.BYTES).toList();
  }

  private List<KeyValue<org.apache.kafka.common.utils.Bytes, byte[]>> allRows() {
    final List<KeyValue<org.apache.kafka.common.utils.Bytes, byte[]>> rows = new ArrayList<>();
    try (KeyValueIterator<org.apache.kafka.common.utils.Bytes, byte[]> all =
        kit.<org.apache.kafka.common.utils.Bytes, byte[]>keyValueStore(Stores.SUBJECT_KEYS).all()) {
      all.forEachRemaining(rows::add);
    }
    return rows;
  }
}

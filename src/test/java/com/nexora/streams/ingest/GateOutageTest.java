package com.nexora.streams.ingest;

import static com.nexora.streams.testkit.Events.nhi;
import static com.nexora.streams.testkit.Events.tenantConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.DeadLetter;
import com.nexora.events.NHIEvent;
import com.nexora.events.TenantConfig;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.RetrySettings;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.deadletter.Replay;
import com.nexora.streams.testkit.Batches;
import com.nexora.streams.testkit.TopologyTestKit;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The registry is away when a record of a new schema id comes: the record waits with what follows
 * under its key, everything else passes.
 */
final class GateOutageTest {

  private static final String SECRET = "AKIA" + "QWERTYUIOPASDFGH";
  private static final Duration STEP = Duration.ofMillis(100);
  private static final RetrySettings DEFAULTS = RetrySettings.defaults();

  private TopologyTestKit kit = OpenGate.kit();
  private int newId = newId();

  @AfterEach
  void close() {
    kit.close();
  }

  @Test
  void shouldLetOtherKeysPassWhileARecordWaits() {
    // Given
    away();
    unread("entity-1", "waits");

    // When
    known("entity-2", "passes");

    // Then
    assertThat(passed()).containsExactly("passes");
    assertThat(letters()).isEmpty();
    assertThat(waiting()).isEqualTo(1);
  }

  @Test
  void shouldKeepTheOrderWithinAKey() {
    // Given
    away();
    unread("entity-1", "first");
    known("entity-1", "second");
    unread("entity-1", "third");
    known("entity-1", "fourth");
    back();
    assertThat(passed()).isEmpty();

    // When
    pass(Duration.ofSeconds(1));

    // Then
    assertThat(passed()).containsExactly("first", "second", "third", "fourth");
    assertThat(waiting()).isZero();
  }

  @Test
  void shouldTryAgainAfterOneTwoAndFourSecondsAndThenWriteOneLetter() {
    // Given
    away();
    unread("entity-1", "lost");
    final List<Long> tries = new ArrayList<>();

    // When: pauses are up to a fifth shorter
    for (final int millis : new int[] {700, 500, 1_200, 1_000, 2_000, 2_000, 60_000}) {
      pass(Duration.ofMillis(millis));
      tries.add(OpenGate.count(kit, "retried-total", "nhi"));
    }

    // Then
    assertThat(tries).containsExactly(0L, 1L, 1L, 2L, 2L, 3L, 3L);
    assertThat(letters())
        .singleElement()
        .returns("registry-unreachable", DeadLetter::getReason)
        .returns(4, DeadLetter::getAttempts)
        .returns(Topics.NHI_EVENTS, DeadLetter::getOriginalTopic)
        .returns(0L, DeadLetter::getOriginalOffset)
        .returns(kit.now().minusMillis(67_400).toEpochMilli(), DeadLetter::getFailedAt);
    assertThat(passed()).isEmpty();
    assertThat(waiting()).isZero();
    assertThat(OpenGate.count(kit, "given-up-total", "nhi")).isEqualTo(1);
  }

  @Test
  void shouldWriteALetterThatAReplayTakesTheRecordItselfFor() {
    // Given
    away();
    final NHIEvent event = event("entity-1", "lost");
    event.setMetadata(Map.of("password", "s3cr3t words"));
    final byte[] value = patched(kit.nhi().encode(event));

    // When
    pipe(key("entity-1"), value);
    pass(Duration.ofSeconds(10));

    // Then
    final DeadLetter letter = letters().get(0);
    assertThat(letter.getValue()).isNull();
    assertThat(letter.getValueSize()).isEqualTo(value.length);
    assertThat(letter.getKey()).isEqualTo(ByteBuffer.wrap(key("entity-1")));
    assertThat(Replay.isWhole(letter)).isFalse();
  }

  @Test
  void shouldGoOnWithTheNextOfTheKeyAfterALetter() {
    // Given
    away();
    unread("entity-1", "lost");
    known("entity-1", "next");

    // When
    pass(Duration.ofSeconds(8));

    // Then
    assertThat(letters()).hasSize(1);
    assertThat(passed()).containsExactly("next");
  }

  @Test
  void shouldNotTakeTheTimeOfEachRecordOfAKeyOneAfterAnother() {
    // Given
    away();
    for (int i = 0; i < 50; i++) {
      unread("entity-1", "lost-" + i);
    }

    // When
    pass(Duration.ofSeconds(8));

    // Then
    assertThat(letters()).hasSize(50).extracting(DeadLetter::getAttempts).contains(4, 1);
    assertThat(waiting()).isZero();
  }

  @Test
  void shouldLetAFollowerWaitOutItsOwnTime() {
    // Given
    away();
    unread("entity-1", "lost");
    pass(Duration.ofMillis(5_500));
    unread("entity-1", "saved");
    pass(Duration.ofMillis(1_600));
    assertThat(letters()).hasSize(1);
    back();

    // When
    pass(Duration.ofSeconds(4));

    // Then
    assertThat(passed()).containsExactly("saved");
    assertThat(letters()).isEmpty();
  }

  @Test
  void shouldHaveRecordsWithoutAKeyWaitForNobody() {
    // Given
    away();
    pipe(null, patched(kit.nhi().encode(event("entity-1", "waits"))));

    // When
    pipe(null, kit.nhi().encode(event("entity-1", "passes")));

    // Then
    assertThat(passed()).containsExactly("passes");
    back();
    pass(Duration.ofSeconds(1));
    assertThat(passed()).containsExactly("waits");
  }

  @Test
  void shouldRefuseAtOnceWhatHasNoRoomUnderItsKey() {
    // Given
    restart(new RetrySettings(3, DEFAULTS.firstPause(), DEFAULTS.longestPause(), 2, 1 << 20));
    away();
    unread("entity-1", "first");
    known("entity-1", "second");

    // When
    known("entity-1", "third");

    // Then
    assertThat(letters())
        .singleElement()
        .returns("retry-queue-full", DeadLetter::getReason)
        .returns(1, DeadLetter::getAttempts)
        .returns(null, DeadLetter::getValue);
    unread("entity-2", "other");
    back();
    pass(Duration.ofSeconds(1));
    assertThat(passed())
        .containsExactlyInAnyOrder("first", "second", "other")
        .containsSubsequence("first", "second");
  }

  @Test
  void shouldRefuseAtOnceWhatHasNoRoomInMemoryAndTakeRecordsInAgainLater() {
    // Given
    restart(new RetrySettings(3, DEFAULTS.firstPause(), DEFAULTS.longestPause(), 100, 20_000));
    away();
    for (int i = 0; i < 100; i++) {
      unread("entity-" + i, "event-" + i);
    }
    final int full = letters().size();
    assertThat(full).isBetween(70, 95);
    pass(Duration.ofSeconds(8));
    assertThat(letters()).hasSize(100 - full);

    // When
    unread("entity-1", "late");

    // Then
    assertThat(letters()).isEmpty();
    assertThat(waiting()).isEqualTo(1);
  }

  @Test
  void shouldRefuseWhatIsTooLargeToWaitRatherThanStop() {
    // Given
    away();
    final byte[] key = new byte[40_000];

    // When
    pipe(key, patched(kit.nhi().encode(large())));

    // Then
    assertThat(letters()).singleElement().returns("retry-queue-full", DeadLetter::getReason);
  }

  @Test
  void shouldRefuseAtOnceIfNothingIsToBeTriedAgain() {
    // Given
    restart(new RetrySettings(0, DEFAULTS.firstPause(), DEFAULTS.longestPause(), 10, 1 << 20));
    away();

    // When
    unread("entity-1", "lost");

    // Then
    assertThat(letters()).singleElement().returns("registry-unreachable", DeadLetter::getReason);
  }

  @Test
  void shouldRefuseAtOnceWhatIsOutOfBoundsAlthoughItsKeyWaits() {
    // Given
    away();
    unread("entity-1", "waits");

    // When
    kit.nhi().raw(Topics.NHI_EVENTS, key("entity-1"), null, new RecordHeaders(), kit.now());

    // Then
    assertThat(letters()).singleElement().returns("empty-value", DeadLetter::getReason);
  }

  @Test
  void shouldDecideAboutTheRestOfABatchWhileOneOfItWaits() {
    // Given
    final ConsumerRecord<byte[], byte[]> batch =
        Batches.of(
            record(40, "entity-1", patched(kit.nhi().encode(event("entity-1", "a")))),
            record(41, "entity-2", kit.nhi().encode(event("entity-2", "b"))),
            record(42, "entity-1", kit.nhi().encode(event("entity-1", "c"))),
            record(43, "entity-2", patched(kit.nhi().encode(event("entity-2", "d")))),
            record(44, "entity-3", new byte[] {1, 2}));
    away();

    // When
    kit.nhi().raw(Topics.NHI_EVENTS, batch.key(), batch.value(), batch.headers(), kit.now());

    // Then
    assertThat(passed()).containsExactly("b");
    assertThat(letters()).extracting(DeadLetter::getOriginalOffset).containsExactly(44L);
    pass(Duration.ofSeconds(6));
    back();
    pass(Duration.ofSeconds(2));
    assertThat(passed()).containsExactlyInAnyOrder("a", "c", "d").containsSubsequence("a", "c");
    assertThat(letters()).isEmpty();
  }

  @Test
  void shouldNameTheCoordinatesOfABatchedRecordInItsLetter() {
    // Given
    final ConsumerRecord<byte[], byte[]> batch =
        Batches.of(
            record(40, "entity-2", kit.nhi().encode(event("entity-2", "b"))),
            record(41, "entity-1", patched(kit.nhi().encode(event("entity-1", "a")))));
    away();
    kit.nhi().raw(Topics.NHI_EVENTS, batch.key(), batch.value(), batch.headers(), kit.now());

    // When
    pass(Duration.ofSeconds(8));

    // Then
    assertThat(letters()).extracting(DeadLetter::getOriginalOffset).containsExactly(41L);
  }

  @Test
  void shouldWaitBehindTheHopUnderTheCoordinatesOfTheProducer() {
    // Given: the gate in front can read it, the one behind the hop cannot
    kit.registry().withhold(newId, 1);
    pipe("stray".getBytes(StandardCharsets.UTF_8), patched(encode("entity-1", "moved")));
    assertThat(passed()).isEmpty();
    assertThat(waiting()).isEqualTo(1);

    // When
    pass(Duration.ofSeconds(8));

    // Then
    assertThat(letters())
        .singleElement()
        .returns("registry-unreachable", DeadLetter::getReason)
        .returns(Topics.NHI_EVENTS, DeadLetter::getOriginalTopic)
        .returns(0L, DeadLetter::getOriginalOffset);
  }

  @Test
  void shouldLetARecordInThatWaitedBehindTheHop() {
    // Given
    kit.registry().withhold(newId, 1);
    pipe("stray".getBytes(StandardCharsets.UTF_8), patched(encode("entity-1", "moved")));
    back();

    // When
    pass(Duration.ofSeconds(1));

    // Then
    assertThat(passed()).containsExactly("moved");
    assertThat(letters()).isEmpty();
  }

  @Test
  void shouldMoveAStrayRecordThatWaitedInFrontOfTheHop() {
    // Given
    away();
    pipe("stray".getBytes(StandardCharsets.UTF_8), patched(encode("entity-1", "moved")));
    back();

    // When
    pass(Duration.ofSeconds(1));

    // Then
    assertThat(passed()).containsExactly("moved");
    assertThat(OpenGate.count(kit, "rekeyed-total", "nhi")).isEqualTo(1);
  }

  @Test
  void shouldKeepTheArrivalOfARecordThatWaited() {
    // Given
    away();
    unread("entity-1", "waits");
    final long arrival = kit.now().toEpochMilli();
    back();

    // When
    pass(Duration.ofSeconds(5));

    // Then
    assertThat(OpenGate.nhi(kit).readRecords())
        .singleElement()
        .returns(arrival, TestRecord::timestamp);
  }

  @Test
  void shouldShowNoSecretInTheStoreOrItsChangelog() {
    // Given
    away();
    final NHIEvent event = event("entity-1", "waits");
    event.setMetadata(Map.of("note", SECRET));
    final RecordHeaders headers = new RecordHeaders();
    headers.add("note", SECRET.getBytes(StandardCharsets.UTF_8));

    // When
    kit.nhi()
        .raw(
            Topics.NHI_EVENTS,
            SECRET.getBytes(StandardCharsets.UTF_8),
            patched(kit.nhi().encode(event)),
            headers,
            kit.now());
    pass(Duration.ofSeconds(2));

    // Then
    final List<String> rows = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> all =
        kit.<Bytes, byte[]>keyValueStore(Stores.WAITING_ENTITIES).all()) {
      while (all.hasNext()) {
        final KeyValue<Bytes, byte[]> row = all.next();
        rows.add(text(row.key.get()) + text(row.value));
      }
    }
    assertThat(rows).hasSize(1);
    kit.driver()
        .createOutputTopic(
            "kit-" + Stores.WAITING_ENTITIES + "-changelog",
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())
        .readRecordsToList()
        .forEach(row -> rows.add(text(row.key()) + text(row.value()) + row.headers().toString()));
    assertThat(rows).hasSizeGreaterThan(2).noneMatch(row -> row.contains(SECRET));
    assertThat(rows.get(0)).doesNotContain("entity-1").contains(Topics.NHI_EVENTS);
  }

  @Test
  void shouldDrainALongLineInItsOrderWithoutTakingAllTheTimeOfTheTask() {
    // Given
    restart(new RetrySettings(3, DEFAULTS.firstPause(), DEFAULTS.longestPause(), 5_000, 16 << 20));
    away();
    for (int i = 0; i < 2_500; i++) {
      unread("entity-1", Integer.toString(i));
    }
    back();
    int rounds = 0;
    final List<String> all = new ArrayList<>();

    // When
    for (; all.size() < 2_500 && rounds < 100; rounds++) {
      pass(STEP);
      final List<String> more = passed();
      assertThat(more).hasSizeLessThanOrEqualTo(1_000);
      all.addAll(more);
    }

    // Then
    assertThat(all).isEqualTo(IntStream.range(0, 2_500).mapToObj(Integer::toString).toList());
    assertThat(rounds).isLessThanOrEqualTo(14);
  }

  @Test
  void shouldWaitForTheConfigurationOfTheTenantIfItNeedsTheRegistry() {
    // Given
    final Schema later = new Schema.Parser().parse(TenantConfig.getClassSchema().toString());
    later.addProp("written-by", "another release");
    newId = kit.registry().register(later);
    away();
    final byte[] config =
        patched(kit.tenantConfigs().encode(tenantConfig("tenant-a").setEnabled(false).build()));
    kit.tenantConfigs()
        .raw(
            Topics.TENANT_CONFIG,
            "tenant-a".getBytes(StandardCharsets.UTF_8),
            config,
            new RecordHeaders(),
            kit.now());
    known("entity-1", "waits");
    kit.nhi().pipe(nhi().of("tenant-b"));
    assertThat(passed()).hasSize(1);
    assertThat(letters()).isEmpty();
    back();

    // When
    pass(Duration.ofSeconds(1));

    // Then
    assertThat(letters()).singleElement().returns("tenant-disabled", DeadLetter::getReason);
  }

  @Test
  void shouldTakeEverythingForGrantedWhereNobodyWaits() {
    // When
    known("entity-1", "first");
    pass(Duration.ofMinutes(1));

    // Then
    assertThat(OpenGate.count(kit, "retried-total", "nhi")).isZero();
    assertThat(
            kit.driver().producedTopicNames().stream().filter(topic -> topic.contains("waiting")))
        .isEmpty();
  }

  /** In small steps, as the clock of a running task looks. */
  private void pass(final Duration time) {
    for (Duration left = time; !left.isZero(); ) {
      final Duration step = left.compareTo(STEP) < 0 ? left : STEP;
      kit.advance(step);
      left = left.minus(step);
    }
  }

  private void restart(final RetrySettings retries) {
    kit.close();
    kit = OpenGate.kit(retries);
    newId = newId();
  }

  /** Another id of the same schema, as the registry gives for a mere property. */
  private int newId() {
    final Schema schema = new Schema.Parser().parse(NHIEvent.getClassSchema().toString());
    schema.addProp("written-by", "another release");
    return kit.registry().register(schema);
  }

  private void away() {
    kit.registry().withhold(newId, 0);
  }

  private void back() {
    kit.registry().withholdNothing();
  }

  private void unread(final String entity, final String eventId) {
    pipe(key(entity), patched(encode(entity, eventId)));
  }

  private void known(final String entity, final String eventId) {
    pipe(key(entity), encode(entity, eventId));
  }

  private void pipe(final byte[] key, final byte[] value) {
    kit.nhi().raw(Topics.NHI_EVENTS, key, value, new RecordHeaders(), kit.now());
  }

  private byte[] encode(final String entity, final String eventId) {
    return kit.nhi().encode(event(entity, eventId));
  }

  private static NHIEvent event(final String entity, final String eventId) {
    final NHIEvent event = nhi().entity(entity).build();
    event.setEventId(eventId);
    return event;
  }

  private static NHIEvent large() {
    final NHIEvent event = event("entity-1", "large");
    event.setMetadata(Map.of("note", "x".repeat(990_000)));
    return event;
  }

  private byte[] patched(final byte[] value) {
    ByteBuffer.wrap(value).putInt(1, newId);
    return value;
  }

  private ConsumerRecord<byte[], byte[]> record(
      final long offset, final String entity, final byte[] value) {
    return Batches.record(Topics.NHI_EVENTS, offset, kit.now(), key(entity), value);
  }

  private static byte[] key(final String entity) {
    return EntityKey.bytes("tenant-a", entity);
  }

  private static String text(final byte[] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private List<String> passed() {
    return OpenGate.nhi(kit).readAll().stream().map(NHIEvent::getEventId).toList();
  }

  private List<DeadLetter> letters() {
    return kit.deadLetters(Topics.NHI_EVENTS).readAll();
  }

  private long waiting() {
    return OpenGate.count(kit, "waiting", "nhi");
  }
}

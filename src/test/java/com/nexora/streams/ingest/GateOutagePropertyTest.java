package com.nexora.streams.ingest;

import static com.nexora.streams.testkit.Events.nhi;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.DeadLetter;
import com.nexora.events.NHIEvent;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.testkit.Batches;
import com.nexora.streams.testkit.TopologyTestKit;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The law of waiting, for any outages: each record comes out once, as an event or as a letter;
 * those of a key in their order; and who need not wait for its own key does not wait.
 */
final class GateOutagePropertyTest {

  private static final TopologyTestKit KIT = OpenGate.kit();
  private static final int KEYS = 4;

  private static int run;

  private final Map<Long, Integer> keyOf = new HashMap<>();
  private final Map<Integer, Set<Long>> waiting = new HashMap<>();
  private final Map<Integer, List<Long>> passed = new HashMap<>();
  private final Set<Long> out = new LinkedHashSet<>();
  private String prefix = "";
  private int newId;
  private long offset;
  private boolean away;

  @AfterContainer
  static void close() {
    KIT.close();
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void shouldBringEachRecordOutOnceAndInOrderAndHoldUpNoOtherKey(@ForAll final long seed) {
    final Random random = new Random(seed);
    begin();
    for (int step = 0; step < 60; step++) {
      switch (random.nextInt(8)) {
        case 0 -> go(true);
        case 1 -> go(false);
        case 2, 3 -> pass(random.nextInt(25));
        default -> send(random);
      }
    }
    go(false);
    pass(100);

    assertThat(out).hasSize(keyOf.size());
    assertThat(waiting.values()).allMatch(Set::isEmpty);
    assertThat(OpenGate.count(KIT, "waiting", "nhi")).isZero();
    passed.forEach((key, order) -> assertThat(order).isSorted());
  }

  /** An id of the schema that no gate has met. */
  private void begin() {
    run++;
    prefix = "run-" + run + "-";
    final Schema schema = new Schema.Parser().parse(NHIEvent.getClassSchema().toString());
    schema.addProp("written-by", "release " + run);
    newId = KIT.registry().register(schema);
    go(true);
  }

  private void go(final boolean awayNow) {
    away = awayNow;
    if (away) {
      KIT.registry().withhold(newId, 0);
    } else {
      KIT.registry().withholdNothing();
    }
  }

  @SuppressWarnings("unchecked") // an array of records
  private void send(final Random random) {
    final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    final Set<Long> mustPass = new LinkedHashSet<>();
    for (int left = 2 + random.nextInt(4); left > 0; left--) {
      final int key = random.nextInt(KEYS);
      final boolean isNew = random.nextInt(3) == 0;
      final long number = offset++;
      keyOf.put(number, key);
      final Set<Long> line = waiting.computeIfAbsent(key, k -> new LinkedHashSet<>());
      if (line.isEmpty() && !isNew) {
        mustPass.add(number);
      } else {
        line.add(number);
      }
      records.add(record(number, key, isNew));
    }
    final ConsumerRecord<byte[], byte[]> batch = Batches.of(records.toArray(ConsumerRecord[]::new));
    KIT.nhi().raw(Topics.NHI_EVENTS, batch.key(), batch.value(), batch.headers(), KIT.now());
    collect();
    assertThat(out).containsAll(mustPass);
  }

  private ConsumerRecord<byte[], byte[]> record(
      final long number, final int key, final boolean isNew) {
    final String entity = prefix + "entity-" + key;
    final NHIEvent event = nhi().entity(entity).build();
    event.setEventId(prefix + number);
    final byte[] value = KIT.nhi().encode(event);
    if (isNew) {
      ByteBuffer.wrap(value).putInt(1, newId);
    }
    return Batches.record(
        Topics.NHI_EVENTS, number, KIT.now(), EntityKey.bytes("tenant-a", entity), value);
  }

  private void pass(final int tenths) {
    for (int i = 0; i < tenths; i++) {
      KIT.advance(Duration.ofMillis(100));
    }
    collect();
  }

  private void collect() {
    for (final NHIEvent event : OpenGate.nhi(KIT).readAll()) {
      assertThat(event.getEventId()).startsWith(prefix);
      final long number = Long.parseLong(event.getEventId().substring(prefix.length()));
      passed.computeIfAbsent(keyOf.get(number), key -> new ArrayList<>()).add(number);
      isOut(number);
    }
    for (final DeadLetter letter : KIT.deadLetters(Topics.NHI_EVENTS).readAll()) {
      assertThat(letter.getReason()).isEqualTo("registry-unreachable");
      isOut(letter.getOriginalOffset());
    }
  }

  private void isOut(final long number) {
    assertThat(out.add(number)).as("out once: " + number).isTrue();
    waiting.get(keyOf.get(number)).remove(number);
  }
}

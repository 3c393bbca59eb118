package com.nexora.streams.ingest;

import static com.nexora.streams.testkit.Events.threat;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.DeadLetter;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.testkit.TopologyTestKit;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Whatever stands on a topic, the gate goes on, and nothing vanishes. */
final class GatePoisonTest {

  private static final TopologyTestKit KIT = OpenGate.kit();
  private static final byte[] VALID = KIT.threats().encode(threat("t-1").build());

  @AfterContainer
  static void close() {
    KIT.close();
  }

  @Property(tries = 500)
  void shouldTurnRandomBytesIntoALetterEach(@ForAll @Size(max = 200) final byte[] bytes) {
    send(null, bytes);

    assertThat(KIT.deadLetters(Topics.THREAT_EVENTS).readAll()).hasSize(1);
  }

  @Property(tries = 1000)
  void shouldSurviveAnyBodyBehindAKnownSchemaId(
      @ForAll @Size(max = 200) final byte[] body, @ForAll final byte[] key) {
    final byte[] value = Arrays.copyOf(VALID, 5 + body.length);
    System.arraycopy(body, 0, value, 5, body.length);

    send(key, value);

    assertThat(passedOrRefused()).isEqualTo(1);
  }

  @Property(tries = 1000)
  void shouldSurviveAnyByteFlippedInAValidRecord(
      @ForAll @IntRange(max = 1000) final int at, @ForAll final byte with) {
    final byte[] value = VALID.clone();
    value[at % value.length] = with;
    final long removedBefore = OpenGate.count(KIT, "duplicates-removed-total", "threat");

    send(null, value);

    final long removed = OpenGate.count(KIT, "duplicates-removed-total", "threat") - removedBefore;
    assertThat(passedOrRefused() + removed).isEqualTo(1);
  }

  @Example
  void shouldRefuseATextThatClaimsTwoGigabytes() {
    // Given a schema id, then the length of event_id
    final byte[] value = claim(2_000_000_000L);

    // When
    send(null, value);

    // Then
    assertThat(KIT.deadLetters(Topics.THREAT_EVENTS).readAll())
        .extracting(DeadLetter::getReason)
        .containsExactly("undecodable");
  }

  @Example
  void shouldRefuseAListThatClaimsTwoThousandMillionEntries() {
    // Given a valid record up to its empty list of observables
    final byte[] whole = KIT.threats().encode(threat("t-1").build());
    final byte[] count = varint(2_000_000_000L);
    final int list = whole.length - 1 - 1 - varint(TopologyTestKit.START.toEpochMilli()).length - 1;
    final byte[] value = Arrays.copyOf(whole, list + count.length);
    System.arraycopy(count, 0, value, list, count.length);

    // When
    send(null, value);

    // Then
    assertThat(KIT.deadLetters(Topics.THREAT_EVENTS).readAll())
        .extracting(DeadLetter::getReason)
        .containsExactly("undecodable");
  }

  private static byte[] claim(final long length) {
    final byte[] varint = varint(length);
    final byte[] value = Arrays.copyOf(VALID, 5 + varint.length);
    System.arraycopy(varint, 0, value, 5, varint.length);
    return value;
  }

  /** Avro's zig-zag form of a number that is not negative. */
  private static byte[] varint(final long number) {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    long rest = number << 1;
    for (; rest > 0x7F; rest >>>= 7) {
      out.write((int) (rest & 0x7F | 0x80));
    }
    out.write((int) rest);
    return out.toByteArray();
  }

  private static void send(final byte[] key, final byte[] value) {
    KIT.threats().raw(Topics.THREAT_EVENTS, key, value, new RecordHeaders(), KIT.now());
  }

  private static int passedOrRefused() {
    return OpenGate.threats(KIT).readAll().size()
        + KIT.deadLetters(Topics.THREAT_EVENTS).readAll().size();
  }
}

package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AuditRecord;
import com.nexora.oracle.AuditOracle;
import com.nexora.oracle.Ids;
import com.nexora.oracle.NoteForge;
import com.nexora.oracle.TrailOracle;
import com.nexora.oracle.TreeOracle;
import com.nexora.oracle.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;

/** The judge of the crash and replay tests must see what they are there to see. */
final class TrailOracleTest {

  private static final String VKEY = new NoteForge("trail.example").vkey();

  private final Wire wire =
      new Wire(
          "http://127.0.0.1:1",
          Path.of(System.getProperty("nexora.basedir", ".")).resolve("src/main/avro"));
  private final TrailOracle oracle = new TrailOracle(wire, VKEY);

  @Test
  void shouldFindNothingWrongWithALogThatOneSequencerSealed() {
    // Given
    final List<byte[]> log = log(1);

    // When
    final List<String> broken = AuditOracle.brokenLinks(log, wire);

    // Then
    assertThat(broken).isEmpty();
  }

  @Test
  void shouldSeeAnEntryThatIsMissing() {
    // Given
    final List<byte[]> log = log(1);
    log.remove(7);

    // When
    final List<String> broken = AuditOracle.brokenLinks(log, wire);

    // Then
    assertThat(broken).contains("leaf 8 where 7 belongs");
  }

  @Test
  void shouldSeeALogThatWasContinuedFromAnOlderState() {
    // Given
    final List<byte[]> log = log(1);
    log.addAll(log(2).subList(40, 50));

    // When
    final List<String> broken = AuditOracle.brokenLinks(log, wire);

    // Then
    assertThat(broken).contains("leaf 40 where 50 belongs").anyMatch(b -> b.contains("link"));
  }

  @Test
  void shouldSeeWhatIsRepeatedMissingOrSentByNobody() {
    // Given
    final List<byte[]> log = log(1);
    final Set<String> all = oracle.ids(Map.of(0, log), new ArrayList<>());
    final String first = oracle.id(log.get(0));
    final List<byte[]> repeated = new ArrayList<>(log);
    repeated.add(log.get(3));
    final List<String> damage = new ArrayList<>();

    // When
    oracle.ids(Map.of(0, repeated, 1, List.of(log.get(4))), damage);

    // Then
    assertThat(damage)
        .containsExactlyInAnyOrder(
            "sealed twice: " + oracle.id(log.get(3)),
            "sealed in two partitions: " + oracle.id(log.get(4)));
    assertThat(TrailOracle.differences(all, Set.of(first, "x")))
        .hasSize(all.size())
        .contains("nobody sent: x");
  }

  @Test
  void shouldHaveTheRootsOfTheDefinitionAtEverySize() {
    // Given
    final List<byte[]> leaves =
        IntStream.range(0, 70).mapToObj(i -> Ids.sha256(new byte[] {(byte) i})).toList();

    // When
    final TreeOracle tree = new TreeOracle(leaves);

    // Then
    for (int size = 0; size <= leaves.size(); size++) {
      assertThat(tree.root(size)).isEqualTo(NoteForge.root(leaves.subList(0, size)));
    }
  }

  private static List<byte[]> log(final long seed) {
    final List<byte[]> values = new ArrayList<>();
    for (final StoredRecord record : SealedLog.random(50, seed).records()) {
      values.add(wireFormat(record.value()));
    }
    return values;
  }

  private static byte[] wireFormat(final AuditRecord record) {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0, 0, 0, 0, 1});
    try {
      final BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
      new SpecificDatumWriter<>(AuditRecord.class).write(record, encoder);
      encoder.flush();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}

package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.events.AuditEvent;
import com.nexora.events.AuditHead;
import com.nexora.events.AuditRecord;
import com.nexora.oracle.MerkleOracle;
import com.nexora.streams.audit.checkpoint.SealGuard;
import com.nexora.streams.audit.merkle.MerkleProofs;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.deadletter.DeadLetterTopology;
import com.nexora.streams.testkit.TopologyTestKit;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The Merkle tree that the sequencer keeps beside the chains. */
final class SequencerTreeTest {

  private final TopologyTestKit kit = kit();

  @AfterEach
  void close() {
    kit.close();
  }

  @Test
  void shouldShowSizeAndRootOfTheLogAsTheOracleComputesThem() {
    // Given
    pipe(kit, 0, 300);

    // When
    kit.advance(Duration.ofSeconds(1));

    // Then
    final List<byte[]> entries = entries(kit);
    final List<AuditHead> heads = heads(kit);
    assertThat(heads).isNotEmpty();
    assertThat(heads)
        .allSatisfy(
            head -> {
              assertThat(head.getLogId()).isEqualTo("default/0");
              assertThat(bytes(head.getRoot()))
                  .isEqualTo(MerkleOracle.root(entries.subList(0, (int) head.getSize())));
            });
    assertThat(heads.get(heads.size() - 1).getSize()).isEqualTo(300);
  }

  @Test
  void shouldShowAHeadUnderTheNameOfTheLog() {
    // When
    pipe(kit, 0, 1);

    // Then
    final List<TestRecord<byte[], AuditHead>> heads =
        kit.output(Topics.AUDIT_HEADS, AuditHead.class).readRecords();
    assertThat(heads).singleElement();
    assertThat(heads.get(0).key()).asString().isEqualTo("default/0");
  }

  @Test
  void shouldShowOneHeadPerIntervalAndNoneWhenNothingWasSealed() {
    // Given: the first entry is shown at once, the others of the same moment wait
    pipe(kit, 0, 50);
    assertThat(heads(kit)).extracting(AuditHead::getSize).containsExactly(1L);

    // When
    kit.advance(Duration.ofSeconds(1));
    kit.advance(Duration.ofSeconds(10));

    // Then
    assertThat(heads(kit)).extracting(AuditHead::getSize).containsExactly(50L);
  }

  @Test
  void shouldProveEveryEntryFromTheTilesInTheStore() {
    // Given
    pipe(kit, 0, 700);
    final List<byte[]> entries = entries(kit);
    final TreeReader tree = tree(kit);

    // Then
    for (final int size : new int[] {1, 2, 255, 256, 257, 512, 699, 700}) {
      final byte[] root = MerkleOracle.root(entries.subList(0, size));
      assertThat(tree.root(size)).isEqualTo(root);
      for (int leaf = 0; leaf < size; leaf += 37) {
        assertThat(
                MerkleProofs.verifyInclusion(
                    leaf,
                    size,
                    AuditFormat.leafHash(entries.get(leaf)),
                    tree.inclusion(leaf, size),
                    root))
            .isTrue();
      }
    }
    assertThat(
            MerkleProofs.verifyConsistency(
                256, 700, tree.root(256), tree.root(700), tree.consistency(256, 700)))
        .isTrue();
    assertThat(tree.range().size()).isEqualTo(700);
    assertThat(tree.tile(0, 2)).hasSize((700 - 512) * 32);
    assertThat(tree.tile(1, 0)).hasSize(2 * 32);
    assertThat(tree.tile(0, 3)).isNull();
  }

  @Test
  void shouldHaveTheSameRootsWhenTheInboxIsReplayed() {
    // Given
    pipe(kit, 0, 90);

    // When
    try (TopologyTestKit other = kit()) {
      other.advance(Duration.ofDays(1));
      pipe(other, 0, 30);
      other.advance(Duration.ofMinutes(1));
      pipe(other, 30, 90);

      // Then
      assertThat(tree(other).range()).isEqualTo(tree(kit).range());
      assertThat(tree(other).tile(0, 0)).isEqualTo(tree(kit).tile(0, 0));
    }
  }

  @Test
  void shouldLeaveWhatIsRefusedOrRepeatedOutOfTheTree() {
    // Given
    pipe(kit, 0, 3);

    // When
    pipe(kit, 0, 3);
    kit.input(Topics.AUDIT_INBOX, AuditEvent.class, act -> SealedLog.utf8("other"))
        .pipe(SealedLog.act("acme", "stray"));

    // Then
    assertThat(tree(kit).range().size()).isEqualTo(3);
  }

  @Test
  void shouldMakeTheTreeOfALogThatAnEarlierVersionSealed() {
    // Given
    pipe(kit, 0, 600);
    forgetTheTree(600);

    // When
    pipe(kit, 600, 650);

    // Then
    final List<byte[]> entries = entries(kit);
    final TreeReader tree = tree(kit);
    assertThat(entries).hasSize(650);
    assertThat(tree.range().root()).isEqualTo(MerkleOracle.root(entries));
    for (final int size : new int[] {1, 16, 17, 256, 600, 601, 650}) {
      assertThat(tree.root(size)).isEqualTo(MerkleOracle.root(entries.subList(0, size)));
    }
  }

  @Test
  void shouldShowTheHeadOfALogOfAnEarlierVersionWithoutANewEntry() {
    // Given
    pipe(kit, 0, 20);
    forgetTheTree(20);

    // When
    kit.advance(Duration.ofSeconds(1));

    // Then
    assertThat(heads(kit))
        .last()
        .satisfies(
            head -> assertThat(bytes(head.getRoot())).isEqualTo(MerkleOracle.root(entries(kit))));
  }

  @Test
  void shouldStopWhenTheTreeOfAnEarlierVersionCannotBeMade() {
    // Given
    pipe(kit, 0, 20);
    forgetTheTree(20);
    kit.keyValueStore(Stores.AUDIT_ENTRIES).delete(Bytes.wrap(AuditKeys.entry("acme", 3)));

    // When, then
    assertThatThrownBy(() -> pipe(kit, 20, 21))
        .rootCause()
        .isInstanceOf(MissingTreeException.class)
        .hasMessageContaining("of its 20 entries the store has 19")
        .hasMessageContaining("begin a new trail");
  }

  /** What the stores of a version without trees look like. */
  private void forgetTheTree(final long size) {
    kit.keyValueStore(Stores.AUDIT_CHAINS)
        .put(
            Bytes.wrap(AuditKeys.log()),
            ByteBuffer.allocate(10).put((byte) 1).putLong(size).array());
    final KeyValueStore<Bytes, byte[]> tiles = kit.keyValueStore(Stores.AUDIT_TILES);
    final List<Bytes> keys = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> all = tiles.all()) {
      while (all.hasNext()) {
        final KeyValue<Bytes, byte[]> next = all.next();
        keys.add(next.key);
      }
    }
    keys.forEach(tiles::delete);
  }

  private static TreeReader tree(final TopologyTestKit kit) {
    return new TreeReader(
        kit.keyValueStore(Stores.AUDIT_CHAINS), kit.keyValueStore(Stores.AUDIT_TILES));
  }

  private static TopologyTestKit kit() {
    return TopologyTestKit.of(
        rooms ->
            new DeadLetterTopology(rooms.serdes())
                .addTo(
                    "audit-inbox",
                    new SequencerTopology(
                            rooms.settings(), rooms.serdes(), SealedLog.KEYS, SealGuard.open())
                        .addTo(rooms.builder())));
  }

  private static void pipe(final TopologyTestKit kit, final int from, final int to) {
    kit.input(
            Topics.AUDIT_INBOX,
            AuditEvent.class,
            act -> act.getTenantId().getBytes(StandardCharsets.UTF_8))
        .pipe(
            IntStream.range(from, to)
                .mapToObj(i -> SealedLog.act(i % 2 == 0 ? "acme" : "globex", "act-" + i))
                .toList());
  }

  private final List<byte[]> read = new ArrayList<>();

  /** All entries sealed so far in the first kit; the topic's output can be read once only. */
  private List<byte[]> entries(final TopologyTestKit of) {
    for (final AuditRecord record : of.output(Topics.AUDIT_RECORDS, AuditRecord.class).readAll()) {
      read.add(bytes(record.getEntry()));
    }
    return read;
  }

  private static List<AuditHead> heads(final TopologyTestKit kit) {
    return kit.output(Topics.AUDIT_HEADS, AuditHead.class).readAll();
  }

  private static byte[] bytes(final ByteBuffer buffer) {
    final byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}

package com.nexora.streams.audit.checkpoint;

import static com.nexora.streams.audit.checkpoint.Entries.LOG;
import static com.nexora.streams.audit.checkpoint.Entries.entry;
import static com.nexora.streams.audit.checkpoint.Entries.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.streams.audit.TrailLog;
import com.nexora.streams.audit.merkle.CompactRange;
import com.nexora.streams.audit.merkle.MerkleHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Every way in which a restored store and the committed log can disagree. */
final class CheckpointGuardTest {

  private static final String ORIGIN = "trail.example";
  private static final CheckpointKeys KEYS =
      CheckpointKeys.parse(CheckpointKeys.generate(ORIGIN), ORIGIN);

  private static final TrailLog TRAIL = TrailLog.ofDefault(0);

  private final FakeLog log = new FakeLog();
  private final CheckpointGuard guard = new CheckpointGuard(log, KEYS, Duration.ofMillis(300));

  @Test
  void shouldLetAnEmptyLogBegin() {
    // When / Then
    assertThatCode(() -> guard.check(TRAIL, 0, CompactRange.empty())).doesNotThrowAnyException();
  }

  @Test
  void shouldPassAStoreThatIsAheadOfTheCheckpointAndAgreesWithTheEntries() {
    // Given
    log.holds(8).signedAt(5);

    // When / Then
    assertThatCode(() -> guard.check(TRAIL, 8, range(8))).doesNotThrowAnyException();
    assertThatCode(() -> guard.check(TRAIL, 8, null)).doesNotThrowAnyException();
  }

  @Test
  void shouldStopAStoreThatWentBackBehindTheCheckpoint() {
    // Given
    log.holds(8).signedAt(5);

    // When / Then
    assertFault(4, range(4), LogFault.Kind.WENT_BACK, "signed checkpoint has 5");
    assertFault(0, CompactRange.empty(), LogFault.Kind.WENT_BACK, "knows of 0 entries");
  }

  @Test
  void shouldStopAStoreThatWentBackBehindCommittedEntriesThatNobodySignedYet() {
    // Given
    log.holds(8).signedAt(5);

    // When / Then
    assertFault(6, range(6), LogFault.Kind.WENT_BACK, "8 are committed");
  }

  @Test
  void shouldStopAStoreThatWentBackBeforeTheFirstCheckpoint() {
    // Given
    log.holds(8);

    // When / Then
    assertFault(0, CompactRange.empty(), LogFault.Kind.WENT_BACK, "8 are committed");
    assertFault(7, range(7), LogFault.Kind.WENT_BACK, "8 are committed");
    assertThatCode(() -> guard.check(TRAIL, 8, range(8))).doesNotThrowAnyException();
  }

  @Test
  void shouldStopWhenTheTopicWasMadeAnewOrItsEndCutOff() {
    // Given
    log.holds(8).signedAt(5).holds(0);

    // When / Then
    assertFault(8, range(8), LogFault.Kind.CUT, "made anew");
    log.holds(6);
    assertFault(8, range(8), LogFault.Kind.CUT, "audit.records shows 6");
  }

  @Test
  void shouldStopWhenTheTopicWasMadeAnewBeforeTheFirstCheckpoint() {
    // Given
    log.holds(0);

    // When / Then
    assertFault(3, range(3), LogFault.Kind.CUT, "audit.records shows 0");
  }

  @Test
  void shouldStopWhenASecondWriterSealedTheSamePlaces() {
    // Given
    log.holds(8).signedAt(5);
    log.entries.add(entry(LOG, 6, "of another writer"));

    // When / Then
    assertFault(8, range(8), LogFault.Kind.FORKED, "claims leaf 6");
  }

  @Test
  void shouldStopAStoreThatContinuedAnotherLog() {
    // Given
    log.holds(8).signedAt(5);
    final CompactRange other = range(7).append(MerkleHash.leaf(entry(LOG, 7, "another act")));

    // When / Then
    assertFault(8, other, LogFault.Kind.FORKED, "different roots");
  }

  @Test
  void shouldWaitForEntriesWhoseCommitMarkerIsStillUnderWay() {
    // Given
    log.holds(8).signedAt(5).holds(6);
    log.growsTo(8, 2);

    // When / Then
    assertThatCode(() -> guard.check(TRAIL, 8, range(8))).doesNotThrowAnyException();
  }

  @Test
  void shouldNotBelieveACheckpointThatNoKnownKeySigned() {
    // Given
    log.holds(8).signedAt(5);
    final CheckpointGuard other =
        new CheckpointGuard(
            log,
            CheckpointKeys.parse(CheckpointKeys.generate(ORIGIN), ORIGIN),
            Duration.ofMillis(300));

    // When / Then
    assertThatThrownBy(() -> other.check(TRAIL, 8, range(8)))
        .isInstanceOfSatisfying(
            LogFault.class, e -> assertThat(e.kind()).isEqualTo(LogFault.Kind.CHECKPOINT));
  }

  @Test
  void shouldCompareIndexesWhereNobodySigns() {
    // Given
    log.holds(8);
    final CheckpointGuard unsigned = new CheckpointGuard(log, null, Duration.ofMillis(300));

    // When / Then
    assertThatCode(() -> unsigned.check(TRAIL, 8, null)).doesNotThrowAnyException();
    assertThatThrownBy(() -> unsigned.check(TRAIL, 2, null)).isInstanceOf(LogFault.class);
  }

  @Test
  void shouldStaySealedOffFromAFaultUntilACheckPasses() {
    // Given
    log.holds(8).signedAt(5);
    final LogFault fault = new LogFault(LogFault.Kind.FORKED, "seen while running");
    guard.stop(TRAIL, fault);

    // When
    final Optional<LogFault> stopped = guard.stopped(TRAIL);
    final Optional<LogFault> other = guard.stopped(new TrailLog("short", 0));
    guard.check(TRAIL, 8, range(8));

    // Then
    assertThat(stopped).contains(fault);
    assertThat(other).isEmpty();
    assertThat(guard.stopped(TRAIL)).isEmpty();
  }

  @Test
  void shouldNotReadTheCheckpointsOfAllOtherLogsForAClassThatHasNothingYet() {
    // Given
    final TrailLog unused = new TrailLog("short", 0);

    // When
    guard.check(unused, 0, CompactRange.empty());

    // Then
    assertThat(log.checkpointsRead).isZero();
  }

  @Test
  void shouldGoOnWhereEverythingThatWasSignedHasExpired() {
    // Given: the commit marker behind the last entry is gone as well
    log.holds(8).signedAt(8);
    log.entries.add(new byte[0]);
    log.begin = 9;

    // When / Then
    assertThatCode(() -> guard.check(TRAIL, 8, range(8))).doesNotThrowAnyException();
    assertFault(9, range(9), LogFault.Kind.CUT, "audit.records shows 8");
    assertFault(7, range(7), LogFault.Kind.WENT_BACK, "signed checkpoint has 8");
  }

  @Test
  void shouldStopWhenEntriesThatNobodySignedAreGone() {
    // Given
    log.holds(8).signedAt(5);
    log.begin = 7;

    // When / Then
    assertFault(8, range(8), LogFault.Kind.CUT, "is leaf 7, so 5 to 6 are missing");
  }

  @Test
  void shouldGoOnWhereEverythingExpiredAndNobodySigns() {
    // Given
    final CheckpointGuard unsigned = new CheckpointGuard(log, null, Duration.ofMillis(300));
    log.holds(8).begin = 8;

    // When / Then
    assertThatCode(() -> unsigned.check(TRAIL, 8, null)).doesNotThrowAnyException();
    log.begin = 0;
    log.holds(0);
    assertThatThrownBy(() -> unsigned.check(TRAIL, 8, null)).isInstanceOf(LogFault.class);
  }

  @Test
  void shouldStopALogOfAnyClassAndNameItsTopicAndStore() {
    // Given
    final TrailLog brief = new TrailLog("short", 3);
    log.holds(8);

    // When / Then
    assertThatThrownBy(() -> guard.check(brief, 0, CompactRange.empty()))
        .isInstanceOf(LogFault.class)
        .hasMessageContaining("log short/3")
        .hasMessageContaining("8 are committed on audit.records.short")
        .hasMessageContaining("audit-chains-short");
    assertThatThrownBy(() -> guard.check(brief, 9, range(9)))
        .isInstanceOf(LogFault.class)
        .hasMessageContaining("audit.records.short shows 8");
  }

  private void assertFault(
      final long size, final CompactRange range, final LogFault.Kind kind, final String message) {
    assertThatThrownBy(() -> guard.check(TRAIL, size, range))
        .hasMessageContaining(message)
        .isInstanceOfSatisfying(LogFault.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  /** Partition 0 in memory; offsets are places in the list. */
  private static final class FakeLog implements LogSource {

    private final List<byte[]> entries = new ArrayList<>();
    private Optional<PublishedCheckpoint> last = Optional.empty();
    private int later;
    private int looks;
    private int checkpointsRead;
    private int begin;

    FakeLog holds(final int size) {
      entries.clear();
      for (int i = 0; i < size; i++) {
        entries.add(entry(i));
      }
      return this;
    }

    FakeLog signedAt(final int size) {
      final LogSigner signer =
          new LogSigner(LOG, KEYS, new SigningPace(1, Duration.ofSeconds(1)), null, 0, 0);
      signer.head(size, range(size).root());
      for (int i = 0; i < size; i++) {
        signer.leaf(i, entry(i));
      }
      last = signer.due(0);
      return this;
    }

    void growsTo(final int size, final int afterLooks) {
      later = size;
      looks = afterLooks;
    }

    @Override
    public Optional<PublishedCheckpoint> lastCheckpoint(final TrailLog trail) {
      checkpointsRead++;
      return last;
    }

    @Override
    public boolean isUnused(final TrailLog trail) {
      return entries.isEmpty();
    }

    @Override
    public boolean isExpired(final TrailLog trail) {
      return !entries.isEmpty() && begin == entries.size();
    }

    @Override
    public OptionalLong lastLeaf(final TrailLog trail) {
      return begin == entries.size() ? OptionalLong.empty() : OptionalLong.of(entries.size() - 1L);
    }

    @Override
    public void walk(final TrailLog trail, final LeafWalk walk) {
      if (later > 0 && looks-- == 0) {
        holds(later);
      }
      SealedLogReader.requireWithin(walk, begin, entries.size());
      for (int i = (int) walk.nextOffset(); i < entries.size(); i++) {
        walk.add(i, entries.get(i));
      }
    }
  }
}

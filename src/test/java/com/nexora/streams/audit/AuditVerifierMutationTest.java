package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Damages logs in every way we know and expects to be told which way and where. */
final class AuditVerifierMutationTest {

  static Stream<Mutation> damages() {
    return IntStream.range(0, 4)
        .boxed()
        .flatMap(seed -> Mutation.all(seed, new int[] {5, 17, 29, 41}[seed]).stream());
  }

  @ParameterizedTest
  @MethodSource("damages")
  void shouldNameAndLocateDamage(final Mutation mutation) {
    // Given
    final LogVerifier verifier = verifier(mutation.startOffset(), mutation.keys());

    // When
    mutation.damaged().forEach(verifier::add);
    final LogReport report = verifier.finish();

    // Then
    assertThat(report.counts().keySet())
        .as("%s: %s", mutation, report.damages())
        .containsExactly(mutation.kind());
    assertThat(report.damages())
        .as("%s", mutation)
        .singleElement()
        .satisfies(
            damage ->
                assertThat(List.of(damage.firstLeaf(), damage.lastLeaf()))
                    .allSatisfy(
                        leaf ->
                            assertThat(leaf).isBetween(mutation.firstLeaf(), mutation.lastLeaf())));
  }

  @Property(tries = 300)
  void shouldNotAlarmOnAnUndamagedLog(
      @ForAll @IntRange(min = 0, max = 200) final int entries,
      @ForAll final long seed,
      @ForAll final boolean keys) {
    // Given
    final List<StoredRecord> records = SealedLog.random(entries, seed).records();
    final LogVerifier verifier = verifier(0, keys);

    // When
    records.forEach(verifier::add);
    final LogReport report = verifier.finish();

    // Then
    assertThat(report.damages()).isEmpty();
    assertThat(report.intact()).isTrue();
    assertThat(report.lastLeaf()).isEqualTo(entries - 1L);
  }

  @Property(tries = 200)
  void shouldFindSomethingWheneverAnyEntryIsDropped(
      @ForAll @IntRange(min = 2, max = 100) final int entries,
      @ForAll @IntRange(min = 0, max = 98) final int dropped,
      @ForAll final long seed) {
    // Given
    final List<StoredRecord> records = SealedLog.random(entries, seed).records();
    records.remove(dropped % (entries - 1));
    final LogVerifier verifier = verifier(0, false);

    // When
    records.forEach(verifier::add);
    final LogReport report = verifier.finish();

    // Then
    assertThat(report.damages())
        .singleElement()
        .returns(DamageKind.MISSING, Damage::kind)
        .returns((long) (dropped % (entries - 1)), Damage::firstLeaf);
  }

  private static LogVerifier verifier(final long startOffset, final boolean keys) {
    return new LogVerifier("default/0", startOffset, keys ? SealedLog.KEYS : null);
  }
}

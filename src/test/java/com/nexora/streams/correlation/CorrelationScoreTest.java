package com.nexora.streams.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;

/** The formula of section 12, by figures worked out by hand and by its laws. */
final class CorrelationScoreTest {

  @Example
  void shouldTurnSeverityAndConfidenceIntoMillionthsOfEvidence() {
    assertThat(CorrelationScore.evidenceMicros(7.5, 0.9)).isEqualTo(1_123_930);
    assertThat(CorrelationScore.evidenceMicros(10, 1)).isEqualTo(4_605_170);
    assertThat(CorrelationScore.evidenceMicros(0, 1)).isZero();
    assertThat(CorrelationScore.evidenceMicros(Double.NaN, 1)).isZero();
    assertThat(CorrelationScore.evidenceMicros(99, 7)).isEqualTo(4_605_170);
  }

  @Example
  void shouldHalveEvidenceInAHalfLife() {
    assertThat(CorrelationScore.decayedMicros(1_000_000, 300_000, 300_000)).isEqualTo(500_000);
    assertThat(CorrelationScore.decayedMicros(1_000_000, 0, 300_000)).isEqualTo(1_000_000);
    assertThat(CorrelationScore.decayedMicros(1_000_000, 150_000, 300_000)).isEqualTo(707_107);
  }

  @Example
  void shouldScoreTheWorkedExampleOfTheDocumentation() {
    // Given
    final CorrelationScore score =
        new CorrelationScore().plus("TA0006", 1_123_930).plus("TA0001", 495_583).plus("", 255_413);

    // Then
    assertThat(score.score(1)).isEqualTo(88);
    assertThat(score.score(4)).isEqualTo(97);
    assertThat(score.scoreWithout("TA0006", 1_123_930, 1)).isEqualTo(53);
    assertThat(score.scoreWithout("TA0001", 495_583, 1)).isEqualTo(75);
    assertThat(score.scoreWithout("", 255_413, 1)).isEqualTo(84);
  }

  @Example
  void shouldNotWidenByATacticOfLittleEvidenceOrByNone() {
    // Given
    final int alone = new CorrelationScore().plus("TA0001", 1_000_000).score(1);

    // Then
    assertThat(new CorrelationScore().plus("TA0001", 950_000).plus("TA0002", 50_000).score(1))
        .isEqualTo(alone);
    assertThat(new CorrelationScore().plus("TA0001", 900_000).plus("", 100_000).score(1))
        .isEqualTo(alone);
    assertThat(new CorrelationScore().plus("TA0001", 900_000).plus("TA0002", 100_000).score(1))
        .isGreaterThan(alone);
  }

  @Property(tries = 200)
  void shouldStayBetweenNoughtAndAHundredAndRiseWithEvidenceAndWeight(
      @ForAll @LongRange(min = 0, max = 50_000_000) final long some,
      @ForAll @LongRange(min = 0, max = 50_000_000) final long more) {
    // When
    final int less = new CorrelationScore().plus("TA0001", some).score(0.5);
    final int all = new CorrelationScore().plus("TA0001", some).plus("TA0002", more).score(4);

    // Then
    assertThat(less).isBetween(0, 100);
    assertThat(all).isBetween(less, 100);
  }

  @Property(tries = 200)
  void shouldNeverGrowWithAge(
      @ForAll @DoubleRange(min = 0, max = 10) final double severity,
      @ForAll @LongRange(min = 0, max = 300_000) final long age,
      @ForAll @LongRange(min = 0, max = 300_000) final long longer) {
    // Given
    final long evidence = CorrelationScore.evidenceMicros(severity, 1);

    // Then
    assertThat(CorrelationScore.decayedMicros(evidence, age + longer, 300_000))
        .isLessThanOrEqualTo(CorrelationScore.decayedMicros(evidence, age, 300_000));
  }
}

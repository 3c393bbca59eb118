package com.nexora.streams.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;
import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against sorted data, and against the library that the mapping was first written for. */
class FlatHistogramReferenceTest {

  private static final int VALUES = 20_000;

  enum Distribution {
    LOGNORMAL(random -> Math.exp(5 + 0.8 * random.nextGaussian())),
    PARETO(random -> 10 / Math.pow(1 - random.nextDouble(), 1 / 1.2)),
    BIMODAL(
        random ->
            Math.abs(
                random.nextInt(10) < 9
                    ? 20 + 2 * random.nextGaussian()
                    : 5_000 + 300 * random.nextGaussian())),
    CONSTANT(random -> 123.456),
    ZERO(random -> 0),
    HUGE(random -> 9e12 * random.nextDouble()),
    MANY_ZEROS(random -> random.nextBoolean() ? 0 : random.nextInt(50));

    private final ToDoubleFunction<Random> draw;

    Distribution(final ToDoubleFunction<Random> draw) {
      this.draw = draw;
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldAgreeWithSortedDataAndWithTheReferenceSketch(final Distribution distribution) {
    // Given
    final Random random = new Random(distribution.ordinal());
    final double[] values = new double[VALUES];
    final DDSketch reference = DDSketches.logarithmicUnboundedDense(FlatHistogram.RELATIVE_ERROR);
    byte[] histogram = null;
    for (int i = 0; i < VALUES; i++) {
      values[i] = Math.rint(distribution.draw.applyAsDouble(random) * 1e6) / 1e6;
      reference.accept(values[i]);
      histogram = FlatHistogram.add(histogram, values[i]);
    }
    Arrays.sort(values);

    for (int rank = 1; rank <= VALUES; rank += 7) {
      // When
      final double answer = FlatHistogram.quantile(histogram, (double) rank / VALUES);

      // Then: the reference counts ranks from 0 to n - 1
      final double exact = values[rank - 1];
      final double theirs =
          reference.getValueAtQuantile(Math.min(1, (rank - 1 + 1e-6) / (VALUES - 1)));
      assertThat(Math.abs(answer - exact))
          .as("rank %d: %s, answered %s", rank, exact, answer)
          .isLessThanOrEqualTo(FlatHistogram.RELATIVE_ERROR * exact);
      assertThat(Math.abs(answer - theirs))
          .as("rank %d: reference %s, answered %s", rank, theirs, answer)
          .isLessThanOrEqualTo(2.02 * FlatHistogram.RELATIVE_ERROR * exact + 1e-9);
    }
    final HistogramSum sum = new HistogramSum().merge(histogram);
    assertThat(sum.count()).isEqualTo(VALUES);
    assertThat(sum.sum())
        .isCloseTo(
            Arrays.stream(values).sum(), org.assertj.core.api.Assertions.withinPercentage(1e-9));
  }
}

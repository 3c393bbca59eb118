package com.nexora.streams.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;

class MinuteFiguresTest {

  @Property(tries = 300)
  void shouldReadTheQuantilesThatAHistogramAnswers(
      @ForAll @Size(min = 1, max = 200) final List<@DoubleRange(min = 0, max = 1e9) Double> all) {
    // Given
    byte[] pane = null;
    for (final Double value : all) {
      pane = SimulatedAgent.pane(pane, "cost", value);
    }

    // When
    final MinuteFigures.Values values =
        MinuteFigures.of(java.util.Objects.requireNonNull(pane)).metrics().get(0);

    // Then
    final HistogramSum sum = new PaneSum().merge(pane).metrics().get("cost");
    assertThat(values.count()).isEqualTo(all.size());
    assertThat(values.median()).isCloseTo(sum.quantile(0.5), near(sum.quantile(0.5)));
    assertThat(values.quarter()).isCloseTo(sum.quantile(0.25), near(sum.quantile(0.25)));
    assertThat(values.p95()).isCloseTo(sum.quantile(0.95), near(sum.quantile(0.95)));
  }

  private static org.assertj.core.data.Offset<Double> near(final double value) {
    return org.assertj.core.api.Assertions.within(0.02 * value + 2e-6);
  }
}

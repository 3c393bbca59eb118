package com.nexora.streams.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RedactionScenarioTest {

  @Test
  void shouldMeasureRedactionBesideACopyByJackson() {
    // When
    final Bench.Report report = Bench.run(List.of("redaction"), BenchOptions.quick(), line -> {});

    // Then
    assertThat(report.rows()).hasSize(4).allMatch(row -> row.value() > 0);
    assertThat(report.markdown()).contains("copied by Jackson").contains("1.00");
  }
}

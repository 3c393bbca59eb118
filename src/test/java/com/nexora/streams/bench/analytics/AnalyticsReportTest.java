package com.nexora.streams.bench.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.streams.bench.BenchOptions;
import com.nexora.streams.bench.Measurement;
import com.nexora.streams.bench.Row;
import com.nexora.streams.bench.VariantSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AnalyticsReportTest {

  private final Map<VariantSpec, List<Measurement>> runs = new LinkedHashMap<>();
  private final AnalyticsReport report =
      new AnalyticsReport(
          1_000,
          runs,
          new TopicLoader.Loaded(
              Map.of(0, 1_000L), Map.of(), 230_000, 0, new Expectations(List.of())));

  AnalyticsReportTest() {
    runs.put(spec("nexora"), List.of(run(4_000), run(8_000), run(5_000)));
    runs.put(spec("textbook"), List.of(run(48_000), run(80_000), run(70_000)));
  }

  @Test
  void shouldCompareRunsOfTheSameRound() {
    // Given a machine that was half as fast in the second round
    // When
    final Row ratio = Row.find(report.rows(), "textbook", 1_000, "cpuRatioToNexora");

    // Then
    assertThat(ratio)
        .returns(12.0, Row::value)
        .returns(10.0, Row::min)
        .returns(14.0, Row::max)
        .returns(3, Row::rounds);
  }

  @Test
  void shouldTellMicrosecondsOfOneEvent() {
    // Given 1,000 events that took 5 ms
    // When
    final Row cpu = Row.find(report.rows(), "nexora", 1_000, "appCpuMicrosPerEvent");

    // Then
    assertThat(cpu).returns(5.0, Row::value).returns("us", Row::unit);
  }

  @Test
  void shouldTellWhatItIsWithoutTheCompiler() {
    // Given 1,000 events that took 4, 8 and 5 ms, of which the compiler 1 ms each
    // When
    final Row warm = Row.find(report.rows(), "nexora", 1_000, "warmCpuMicrosPerEvent");

    // Then
    assertThat(warm).returns(4.0, Row::value).returns(3.0, Row::min).returns(7.0, Row::max);
  }

  @Test
  void shouldWriteTheTableWithItsConditions() {
    // Given runs
    // When
    final String text = report.markdown(BenchOptions.full());

    // Then
    assertThat(text)
        .contains("### 1,000 agents", "230 bytes", "-XX:+UseParallelGC", "Kafka 4.3.1")
        .contains(
            "| textbook: title | 70.00 (48.00 to 80.00) | 12.00x (10.00x to 14.00x) |",
            "| 69.00 (47.00 to 79.00) |");
  }

  private static VariantSpec spec(final String name) {
    return new VariantSpec(name, "title", "x.X", List.of(), List.of(), false);
  }

  /** A run of 1,000 events that took so many microseconds of CPU. */
  private static Measurement run(final long micros) {
    return new Measurement(
        0, 1_000, micros * 1_000, 1_000_000, 10_000_000, Map.of("C2 Compiler", 1_000_000L));
  }
}

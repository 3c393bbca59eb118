package com.nexora.streams.analytics;

import static com.nexora.streams.testkit.Events.agentEvent;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.streams.analytics.EventMetrics.Measured;
import com.nexora.streams.analytics.EventMetrics.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventMetricsTest {

  private final EventMetrics metrics = new EventMetrics(MetricPaths.defaults());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"execution_time\": 1.25} | 1250",
        "{\"duration_ms\": 80} | 80",
        "{\"duration_ms\": 80, \"execution_time\": 0.5} | 500",
        "{\"metrics\": {\"responseTime\": 7}} | 7",
        "{\"metrics\": {\"responseTime\": 7}, \"duration_ms\": 80} | 80",
        "{\"a\": {\"duration_ms\": 1}, \"duration\\u005fms\": 80} | 80",
        "{\"a\": [1, {\"b\": 2}], \"duration_ms\": 8e1} | 80"
      })
  void shouldReadTheResponseTimeInMilliseconds(final String payload, final double expected) {
    // When
    final Measured measured = metrics.of(agentEvent("tool.completed").payload(payload).build());

    // Then
    assertThat(values(measured)).isEqualTo(Map.of("responseTime", expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "task.completed | {} | SUCCESS",
        "task.failed | {} | FAILURE",
        "agent.failed | {} | FAILURE",
        "tool.completed | {} | SUCCESS",
        "task.started | {} | NONE",
        "performance.metric | {} | NONE",
        "performance.metric | {\"result\": {\"status\": \"Success\"}} | SUCCESS",
        "task.completed | {\"result\": {\"status\": \"error\"}} | FAILURE",
        "task.completed | {\"result\": {\"status\": false}} | FAILURE",
        "task.completed | {\"result\": {\"status\": \"whatever\"}} | SUCCESS",
        "task.completed | {\"result\": \"fine\"} | SUCCESS"
      })
  void shouldReadHowItEnded(final String type, final String payload, final Outcome expected) {
    // When
    final Measured measured = metrics.of(agentEvent(type).payload(payload).build());

    // Then
    assertThat(measured.outcome()).isEqualTo(expected);
  }

  @Test
  void shouldReadEveryNumberOfTheMetrics() {
    // When
    final Measured measured =
        metrics.of(
            agentEvent("performance.metric")
                .payload("{\"metrics\":{\"tokens\":1200,\"cost\":0.03,\"gone\":null,\"x\":0}}")
                .build());

    // Then
    assertThat(values(measured)).isEqualTo(Map.of("tokens", 1200.0, "cost", 0.03, "x", 0.0));
    assertThat(measured.refusals()).isEmpty();
  }

  @Test
  void shouldSayWhyItRefusesAValueAndKeepTheOthers() {
    // When
    final Measured measured =
        metrics.of(
            agentEvent("performance.metric")
                .payload(
                    "{\"duration_ms\":-5,\"metrics\":{\"a\":1e400,\"b\":\"12\",\"c\":1e13,"
                        + "\"d\":{\"e\":1},\"ok\":1}}")
                .build());

    // Then
    assertThat(values(measured)).isEqualTo(Map.of("ok", 1.0));
    assertThat(measured.refusals())
        .containsExactlyInAnyOrder(
            Micros.Refusal.NEGATIVE,
            Micros.Refusal.NOT_FINITE,
            Micros.Refusal.NOT_A_NUMBER,
            Micros.Refusal.TOO_LARGE,
            Micros.Refusal.NOT_A_NUMBER);
    assertThat(measured.malformed()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"duration_ms\": 80",
        "[{\"duration_ms\": 80}]",
        "duration_ms",
        "{\"duration_ms\": NaN}",
        "{\"metrics\": {\"a\": 1}} }{ \"duration_ms"
      })
  void shouldTakeAPayloadThatCannotBeReadForAnEventWithoutMeasurements(final String payload) {
    // When
    final Measured measured = metrics.of(agentEvent("task.completed").payload(payload).build());

    // Then
    assertThat(measured).isEqualTo(new Measured(Outcome.SUCCESS, List.of(), List.of(), true));
  }

  @Test
  void shouldNotFollowAPayloadIntoTheDepths() {
    // Given
    final String deep = "{\"metrics\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

    // When
    final Measured measured = metrics.of(agentEvent("task.completed").payload(deep).build());

    // Then
    assertThat(measured.malformed()).isTrue();
  }

  @Test
  void shouldReadWhereItIsToldTo() {
    // Given
    final MetricPaths paths =
        new MetricPaths(
            List.of(new MetricPaths.Timing("timing.total.us", 0.001)),
            "exit",
            Set.of("fine"),
            Set.of("bad"),
            "stats.numbers",
            Set.of(),
            Set.of(),
            List.of("call.of"),
            List.of());
    final EventMetrics configured = new EventMetrics(paths);

    // When
    final Measured measured =
        configured.of(
            agentEvent("task.completed")
                .payload(
                    "{\"timing\":{\"total\":{\"us\":1500}},\"exit\":\"BAD\","
                        + "\"stats\":{\"numbers\":{\"n\":3}},\"duration_ms\":9}")
                .build());

    // Then
    assertThat(values(measured)).isEqualTo(Map.of("responseTime", 1.5, "n", 3.0));
    assertThat(measured.outcome()).isEqualTo(Outcome.FAILURE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tool.completed | {\"tool\": \"search\"} | TOOL search",
        "tool.failed | {\"tool_name\": \"search\"} | TOOL search",
        "tool.completed | {\"tool_name\": \"b\", \"tool\": \"a\"} | TOOL a",
        "tool.completed | {\"tool\": \"\", \"tool_name\": \"b\"} | TOOL b",
        "tool.invoked | {\"tool\": \"a\", \"duration_ms\": 3} | TOOL a",
        "tool.invoked | {\"tool\": \"a\", \"result\": {\"status\": \"error\"}} | TOOL a",
        "tool.completed | {\"to\\u006fl\": \"a\"} | TOOL a",
        "task.completed | {\"task_type\": \"plan\"} | TASK_TYPE plan",
        "task.failed | {\"task_type\": \"plan\", \"tool\": \"a\"} | TASK_TYPE plan",
        "task.progress | {\"metrics\": {\"responseTime\": 7}, \"task_type\": \"é\"} | TASK_TYPE é"
      })
  void shouldReadTheToolOrTheTypeOfTaskOfWhatHasEndedOrWasTimed(
      final String type, final String payload, final String expected) {
    // When
    final Measured measured = metrics.of(agentEvent(type).payload(payload).build());

    // Then
    assertThat(name(measured)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tool.invoked | {\"tool\": \"a\"}",
        "task.started | {\"task_type\": \"plan\", \"metrics\": {\"tokens\": 7}}",
        "task.started | {\"task_type\": \"plan\", \"duration_ms\": -7}",
        "tool.completed | {\"tool\": 7}",
        "tool.completed | {\"tool\": {\"name\": \"a\"}}",
        "tool.completed | {\"a\": {\"tool\": \"b\"}}",
        "tool.completed | {\"tool\": \"\"}",
        "tool.completed | {\"task_type\": \"plan\"}",
        "agent.failed | {\"tool\": \"a\", \"task_type\": \"plan\"}",
        "workflow.completed | {\"task_type\": \"plan\", \"duration_ms\": 3}"
      })
  void shouldNameNothingForWhatHasNotEndedOrIsAboutNeither(
      final String type, final String payload) {
    // When
    final Measured measured = metrics.of(agentEvent(type).payload(payload).build());

    // Then
    assertThat(measured.named()).isNull();
    assertThat(measured.malformed()).isFalse();
  }

  @Test
  void shouldCountANameTooLongForAnOwnerUnderOther() {
    // When
    final Measured measured =
        metrics.of(
            agentEvent("tool.completed").payload("{\"tool\":\"" + "x".repeat(129) + "\"}").build());

    // Then
    assertThat(name(measured)).isEqualTo("TOOL other");
  }

  private static String name(final Measured measured) {
    final EventMetrics.Named named = measured.named();
    return named == null
        ? "nothing"
        : named.family() + " " + new String(named.name(), StandardCharsets.UTF_8);
  }

  private static Map<String, Double> values(final Measured measured) {
    return measured.values().stream()
        .collect(
            Collectors.toMap(
                value -> new String(value.name(), StandardCharsets.UTF_8),
                value -> Micros.units(value.micros())));
  }
}

package com.nexora.streams.analytics;

import java.util.List;
import java.util.Set;

/**
 * Where the payload of an agent event says how long it took, how it ended, what else was measured
 * and which tool or type of task it was about. Paths are names joined by dots; objects only, no
 * arrays.
 *
 * @param responseTimes the first of these that the payload has is the response time
 * @param status path of the word or boolean that says how it ended
 * @param successWords lower-case words at {@code status} that mean success
 * @param failureWords lower-case words at {@code status} that mean failure
 * @param metrics path of the object whose numbers are metrics by name
 * @param successTypes event types that mean success where the payload does not say
 * @param failureTypes event types that mean failure where the payload does not say
 * @param tools the first of these that the payload of a {@code tool.*} event has names the tool
 * @param taskTypes the first of these that the payload of a {@code task.*} event has is the type of
 *     the task
 */
public record MetricPaths(
    List<Timing> responseTimes,
    String status,
    Set<String> successWords,
    Set<String> failureWords,
    String metrics,
    Set<String> successTypes,
    Set<String> failureTypes,
    List<String> tools,
    List<String> taskTypes) {

  /** Copies what it is given. */
  public MetricPaths {
    responseTimes = List.copyOf(responseTimes);
    successWords = Set.copyOf(successWords);
    failureWords = Set.copyOf(failureWords);
    successTypes = Set.copyOf(successTypes);
    failureTypes = Set.copyOf(failureTypes);
    tools = List.copyOf(tools);
    taskTypes = List.copyOf(taskTypes);
  }

  /**
   * A response time.
   *
   * @param path where it stands
   * @param milliseconds its unit, in milliseconds
   */
  public record Timing(String path, double milliseconds) {}

  /** What REQUIREMENTS A1 says. */
  public static MetricPaths defaults() {
    return new MetricPaths(
        List.of(new Timing("execution_time", 1_000), new Timing("duration_ms", 1)),
        "result.status",
        Set.of("success", "successful", "succeeded", "ok", "completed", "passed", "true"),
        Set.of("failure", "failed", "error", "timeout", "timed_out", "aborted", "false"),
        "metrics",
        Set.of("task.completed", "tool.completed", "workflow.completed"),
        Set.of("task.failed", "agent.failed", "tool.failed", "workflow.failed"),
        List.of("tool", "tool_name"),
        List.of("task_type"));
  }
}

package com.nexora.streams.analytics;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.nexora.events.AgentEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an agent event measures.
 *
 * <p>The payload is a stranger's JSON and most of an event's cost: it is read as a stream, once,
 * only along the configured paths, only if a name of theirs occurs in it at all, and to a bounded
 * depth. A payload that cannot be read makes an event without measurements, not an error.
 */
final class EventMetrics {

  private static final int MAX_PAYLOAD_CHARS = 1 << 20;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(32)
                  .maxStringLength(MAX_PAYLOAD_CHARS)
                  .maxNumberLength(100)
                  .build())
          .build();
  private static final int NOWHERE = Integer.MAX_VALUE;
  private static final byte[] OTHER = Pane.name(Pane.OTHER);
  private static final byte[] RESPONSE_TIME = Pane.name(Pane.RESPONSE_TIME);

  private final MetricPaths paths;
  private final Step root = new Step();
  private final List<String> names = new ArrayList<>();
  private final List<String> toolNames = new ArrayList<>();
  private final List<String> taskTypeNames = new ArrayList<>();

  /** How an event ended. */
  enum Outcome {
    SUCCESS,
    FAILURE,
    NONE
  }

  /** One measured value: name in UTF-8, value in millionths of its unit. */
  record Value(byte[] name, long micros) {}

  /**
   * What was found.
   *
   * @param malformed whether the payload could have held measurements but could not be read
   * @param named the tool or type of task that the event counts for, null if none
   */
  record Measured(
      Outcome outcome,
      List<Value> values,
      List<Micros.Refusal> refusals,
      boolean malformed,
      @Nullable Named named) {

    Measured(
        final Outcome outcome,
        final List<Value> values,
        final List<Micros.Refusal> refusals,
        final boolean malformed) {
      this(outcome, values, refusals, malformed, null);
    }
  }

  /** A tool or a type of tasks, its name in UTF-8. */
  record Named(PaneSeries.Family family, byte[] name) {}

  /** One name along the paths, and what is at its end, if anything. */
  private static final class Step {
    private final Map<String, Step> next = new HashMap<>();
    private int timing = -1;
    private int tool = NOWHERE;
    private int taskType = NOWHERE;
    private boolean status;
    private boolean metrics;
  }

  /** What is found while reading one payload. */
  private static final class Found {
    private final List<Value> values = new ArrayList<>(4);
    private final List<Micros.Refusal> refusals = new ArrayList<>(0);
    private int timing = NOWHERE;
    private double responseTime;
    private @Nullable Double responseTimeAmongMetrics;
    private @Nullable Outcome outcome;
    private final PaneSeries.@Nullable Family family;
    private int naming = NOWHERE;
    private String name = "";

    Found(final PaneSeries.@Nullable Family family) {
      this.family = family;
    }
  }

  EventMetrics(final MetricPaths paths) {
    this.paths = paths;
    for (int i = 0; i < paths.responseTimes().size(); i++) {
      step(paths.responseTimes().get(i).path()).timing = i;
    }
    step(paths.status()).status = true;
    step(paths.metrics()).metrics = true;
    names.addAll(root.next.keySet());
    for (int i = 0; i < paths.tools().size(); i++) {
      step(paths.tools().get(i)).tool = i;
      toolNames.add(first(paths.tools().get(i)));
    }
    for (int i = 0; i < paths.taskTypes().size(); i++) {
      step(paths.taskTypes().get(i)).taskType = i;
      taskTypeNames.add(first(paths.taskTypes().get(i)));
    }
  }

  private static String first(final String path) {
    final int dot = path.indexOf('.');
    return dot < 0 ? path : path.substring(0, dot);
  }

  private Step step(final String path) {
    Step at = root;
    for (final String name : path.split("\\.", -1)) {
      at = at.next.computeIfAbsent(name, unused -> new Step());
    }
    return at;
  }

  /** Reads one event. */
  Measured of(final AgentEvent event) {
    final Outcome byType = outcomeOf(event.getEventType());
    final PaneSeries.Family family = familyOf(event.getEventType());
    final String payload = event.getPayload();
    if (!mayMeasure(payload, family, byType)) {
      return new Measured(byType, List.of(), List.of(), false);
    }
    final Found found = payload.length() > MAX_PAYLOAD_CHARS ? null : read(payload, family);
    if (found == null) {
      return new Measured(byType, List.of(), List.of(), true);
    }
    final boolean timed = addResponseTime(found);
    final Outcome outcome = found.outcome == null ? byType : found.outcome;
    final boolean counts = timed || outcome != Outcome.NONE;
    return new Measured(outcome, found.values, found.refusals, false, counts ? named(found) : null);
  }

  /** What an event of this type can be about, besides its agent. */
  private static PaneSeries.@Nullable Family familyOf(final String eventType) {
    if (eventType.startsWith("tool.")) {
      return PaneSeries.Family.TOOL;
    }
    return eventType.startsWith("task.") ? PaneSeries.Family.TASK_TYPE : null;
  }

  private static @Nullable Named named(final Found found) {
    if (found.family == null || found.name.isEmpty()) {
      return null;
    }
    final byte[] name = Pane.name(found.name);
    return new Named(found.family, name.length > Pane.MAX_NAME ? OTHER : name);
  }

  private Outcome outcomeOf(final String eventType) {
    if (paths.successTypes().contains(eventType)) {
      return Outcome.SUCCESS;
    }
    return paths.failureTypes().contains(eventType) ? Outcome.FAILURE : Outcome.NONE;
  }

  /** Whether a path can begin here: one of their names occurs, or may be hidden by an escape. */
  private boolean mayMeasure(
      final String payload, final PaneSeries.@Nullable Family family, final Outcome byType) {
    if (containsAny(payload, names) || payload.indexOf('\\') >= 0) {
      return true;
    }
    return byType != Outcome.NONE
        && family != null
        && containsAny(payload, family == PaneSeries.Family.TOOL ? toolNames : taskTypeNames);
  }

  private static boolean containsAny(final String payload, final List<String> names) {
    for (final String name : names) {
      if (payload.contains(name)) {
        return true;
      }
    }
    return false;
  }

  private @Nullable Found read(final String payload, final PaneSeries.@Nullable Family family) {
    final Found found = new Found(family);
    try (JsonParser json = JSON.createParser(payload)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      readObject(json, root, found);
      return json.nextToken() == null ? found : null;
    } catch (final IOException e) {
      return null;
    }
  }

  private void readObject(final JsonParser json, final Step at, final Found found)
      throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      final Step step = at.next.get(json.currentName());
      final JsonToken token = json.nextToken();
      if (step == null) {
        json.skipChildren();
      } else if (token == JsonToken.START_OBJECT) {
        if (step.metrics) {
          readMetrics(json, found);
        } else {
          readObject(json, step, found);
        }
      } else {
        readLeaf(json, token, step, found);
        json.skipChildren();
      }
    }
  }

  private void readLeaf(
      final JsonParser json, final JsonToken token, final Step step, final Found found)
      throws IOException {
    if (step.status && (token == JsonToken.VALUE_STRING || token.isBoolean())) {
      found.outcome = outcomeOfWord(json.getText());
    }
    if (found.family != null && token == JsonToken.VALUE_STRING) {
      readName(json, found.family == PaneSeries.Family.TOOL ? step.tool : step.taskType, found);
    }
    if (step.timing >= 0 && step.timing < found.timing) {
      final Double value = number(json, token, found);
      if (value != null) {
        found.timing = step.timing;
        found.responseTime = value * paths.responseTimes().get(step.timing).milliseconds();
      }
    }
  }

  private static void readName(final JsonParser json, final int naming, final Found found)
      throws IOException {
    if (naming < found.naming && !json.getText().isEmpty()) {
      found.naming = naming;
      found.name = json.getText();
    }
  }

  private @Nullable Outcome outcomeOfWord(final String word) {
    final String lower = word.toLowerCase(Locale.ROOT);
    if (paths.successWords().contains(lower)) {
      return Outcome.SUCCESS;
    }
    return paths.failureWords().contains(lower) ? Outcome.FAILURE : null;
  }

  private void readMetrics(final JsonParser json, final Found found) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      final String name = json.currentName();
      final Double value = number(json, json.nextToken(), found);
      json.skipChildren();
      if (value == null) {
        continue;
      }
      if (name.equals(Pane.RESPONSE_TIME)) {
        found.responseTimeAmongMetrics = value;
      } else {
        addValue(found, Pane.name(name), value);
      }
    }
  }

  /** Adds the response time, if there is one that a histogram can hold, and answers whether. */
  private static boolean addResponseTime(final Found found) {
    if (found.timing != NOWHERE) {
      return addValue(found, RESPONSE_TIME, found.responseTime);
    }
    return found.responseTimeAmongMetrics != null
        && addValue(found, RESPONSE_TIME, found.responseTimeAmongMetrics);
  }

  private static @Nullable Double number(
      final JsonParser json, final JsonToken token, final Found found) throws IOException {
    if (token.isNumeric()) {
      return json.getDoubleValue();
    }
    if (token != JsonToken.VALUE_NULL) {
      found.refusals.add(Micros.Refusal.NOT_A_NUMBER);
    }
    return null;
  }

  private static boolean addValue(final Found found, final byte[] name, final double value) {
    final Micros.Refusal refusal = Micros.refusal(value);
    if (refusal == null) {
      found.values.add(new Value(name, Micros.of(value)));
    } else {
      found.refusals.add(refusal);
    }
    return refusal == null;
  }
}

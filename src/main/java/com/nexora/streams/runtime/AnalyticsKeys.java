package com.nexora.streams.runtime;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import com.nexora.streams.analytics.MetricPaths;
import com.nexora.streams.catalogue.AnalyticsSettings;
import com.nexora.streams.catalogue.AnomalySettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;

/**
 * Settings of the figures: how long they are kept and how many, what is unusual, and where a
 * payload says what was measured.
 *
 * <p>Apart from {@link ConfigKeys} because they are many and belong to one room.
 */
final class AnalyticsKeys {

  static final String MINUTE_RETENTION = "analytics.minute.retention.ms";
  static final String ROLL_UP_AFTER = "analytics.rollup.after.ms";
  static final String SETTLE_AFTER = "analytics.settle.after.ms";
  static final String MAX_ENTITIES = "analytics.max.entities";
  static final String MAX_NAMES = "analytics.max.names";

  static final String OPEN_AT = "analytics.alert.open.at";
  static final String CLOSE_AT = "analytics.alert.close.at";
  static final String CALM_MINUTES = "analytics.alert.calm.minutes";
  static final String MIN_EVENTS = "analytics.alert.min.events";
  static final String WARM_UP_MINUTES = "analytics.alert.warm.up.minutes";
  static final String MEMORY_MINUTES = "analytics.alert.memory.minutes";
  static final String SILENT_MINUTES = "analytics.alert.silent.minutes";
  static final String TENANT_AGENTS = "analytics.alert.tenant.agents";
  static final String TENANT_SHARE = "analytics.alert.tenant.share";

  static final String RESPONSE_TIMES = "analytics.payload.response.times";
  static final String STATUS = "analytics.payload.status";
  static final String SUCCESS_WORDS = "analytics.payload.status.success";
  static final String FAILURE_WORDS = "analytics.payload.status.failure";
  static final String METRICS = "analytics.payload.metrics";
  static final String TOOLS = "analytics.payload.tools";
  static final String TASK_TYPES = "analytics.payload.task.types";
  static final String SUCCESS_TYPES = "analytics.event.types.success";
  static final String FAILURE_TYPES = "analytics.event.types.failure";

  private static final long SECOND = 1_000L;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final int WEEK_MINUTES = 7 * 24 * 60;

  private static final String PATH = "[^.,:\\s]+(\\.[^.,:\\s]+)*";
  private static final Pattern TIMING = Pattern.compile("(" + PATH + "):(us|ms|s|min)");
  private static final Map<String, Double> MILLISECONDS =
      Map.of("us", 0.001, "ms", 1.0, "s", 1_000.0, "min", 60_000.0);

  private AnalyticsKeys() {}

  static void define(final ConfigDef def) {
    figures(def);
    alerts(def);
    places(def);
    meanings(def);
  }

  private static void figures(final ConfigDef def) {
    def.define(
            MINUTE_RETENTION,
            Type.LONG,
            3 * HOUR,
            Range.between(HOUR, 2 * DAY),
            MEDIUM,
            "How long the minutes of a quarter of an hour stay queryable after the last arrival in it; quarters and hours stay longer.")
        .define(
            ROLL_UP_AFTER,
            Type.LONG,
            2 * MINUTE,
            Range.between(0, HOUR),
            LOW,
            "How long after its end, and after the last arrival in it, a quarter of an hour is rolled up.")
        .define(
            SETTLE_AFTER,
            Type.LONG,
            30 * SECOND,
            Range.between(0, 10 * MINUTE),
            LOW,
            "How long after its end, by arrival, a minute is judged for good: time for events that come late.")
        .define(
            MAX_ENTITIES,
            Type.INT,
            50_000,
            Range.between(1, 10_000_000),
            MEDIUM,
            "Entities of a tenant whose figures one partition keeps apart; those beyond count as one named other.")
        .define(
            MAX_NAMES,
            Type.INT,
            200,
            Range.between(1, 10_000),
            MEDIUM,
            "Tools of a tenant, and likewise types of tasks, whose figures one partition keeps apart; those beyond count as one named other.");
  }

  private static void alerts(final ConfigDef def) {
    def.define(
            OPEN_AT,
            Type.DOUBLE,
            6.0,
            Range.between(0.1, 1_000.0),
            MEDIUM,
            "How unusual (robust z-score) a figure must be to open an alert.")
        .define(
            CLOSE_AT,
            Type.DOUBLE,
            3.0,
            Range.between(0.0, 1_000.0),
            MEDIUM,
            "How unusual (robust z-score) a figure may be in a minute that counts as calm; below analytics.alert.open.at.")
        .define(
            CALM_MINUTES,
            Type.INT,
            3,
            Range.between(1, WEEK_MINUTES),
            MEDIUM,
            "Calm minutes in a row that close an alert.")
        .define(
            MIN_EVENTS,
            Type.INT,
            5,
            Range.between(1, 1_000_000),
            LOW,
            "Values that a running minute must have before it is judged.")
        .define(
            WARM_UP_MINUTES,
            Type.INT,
            20,
            Range.between(1, WEEK_MINUTES),
            MEDIUM,
            "Minutes with events that a baseline needs before anything is judged by it.")
        .define(
            MEMORY_MINUTES,
            Type.INT,
            720,
            Range.between(1, 52 * WEEK_MINUTES),
            LOW,
            "Minutes after which a baseline has forgotten about two thirds of what it knew.")
        .define(
            SILENT_MINUTES,
            Type.INT,
            3,
            Range.between(1, WEEK_MINUTES),
            MEDIUM,
            "Least number of whole minutes without an event that can be a silence.")
        .define(
            TENANT_AGENTS,
            Type.INT,
            5,
            Range.between(1, 1_000_000),
            MEDIUM,
            "Least number of degraded agents that is a matter of their tenant.")
        .define(
            TENANT_SHARE,
            Type.DOUBLE,
            0.2,
            Range.between(0.0, 1.0),
            MEDIUM,
            "Least part of a tenant's active agents that must be degraded to be a matter of the tenant.");
  }

  private static void places(final ConfigDef def) {
    def.define(
            RESPONSE_TIMES,
            Type.LIST,
            "execution_time:s,duration_ms:ms",
            each(TIMING, "path:unit, units us, ms, s, min; a path is names joined by dots"),
            MEDIUM,
            "Where a payload says how long something took; the first that is there counts.")
        .define(
            METRICS,
            Type.STRING,
            "metrics",
            one(Pattern.compile(PATH), "names joined by dots"),
            MEDIUM,
            "Where a payload holds an object of numbers, each a metric by its name.")
        .define(
            TOOLS,
            Type.LIST,
            "tool,tool_name",
            each(Pattern.compile(PATH), "names joined by dots"),
            MEDIUM,
            "Where the payload of a tool.* event names the tool; the first that is there counts.")
        .define(
            TASK_TYPES,
            Type.LIST,
            "task_type",
            each(Pattern.compile(PATH), "names joined by dots"),
            MEDIUM,
            "Where the payload of a task.* event names the type of the task; the first that is there counts.")
        .define(
            STATUS,
            Type.STRING,
            "result.status",
            one(Pattern.compile(PATH), "names joined by dots"),
            MEDIUM,
            "Where a payload says how something ended: a word, or true or false.");
  }

  private static void meanings(final ConfigDef def) {
    def.define(
            SUCCESS_WORDS,
            Type.LIST,
            "success,successful,succeeded,ok,completed,passed,true",
            LOW,
            "Words at analytics.payload.status, in any case, that mean success.")
        .define(
            FAILURE_WORDS,
            Type.LIST,
            "failure,failed,error,timeout,timed_out,aborted,false",
            LOW,
            "Words at analytics.payload.status, in any case, that mean failure.")
        .define(
            SUCCESS_TYPES,
            Type.LIST,
            "task.completed,tool.completed,workflow.completed",
            LOW,
            "Event types that mean success where the payload does not say.")
        .define(
            FAILURE_TYPES,
            Type.LIST,
            "task.failed,agent.failed,tool.failed,workflow.failed",
            LOW,
            "Event types that mean failure where the payload does not say.");
  }

  /** The settings of these values. */
  static AnalyticsSettings settings(final Function<String, Object> value) {
    return new AnalyticsSettings(
        Duration.ofMillis((Long) value.apply(MINUTE_RETENTION)),
        Duration.ofMillis((Long) value.apply(ROLL_UP_AFTER)),
        Duration.ofMillis((Long) value.apply(SETTLE_AFTER)),
        (Integer) value.apply(MAX_ENTITIES),
        (Integer) value.apply(MAX_NAMES),
        new AnomalySettings(
            (Double) value.apply(OPEN_AT),
            (Double) value.apply(CLOSE_AT),
            (Integer) value.apply(CALM_MINUTES),
            (Integer) value.apply(MIN_EVENTS),
            (Integer) value.apply(WARM_UP_MINUTES),
            (Integer) value.apply(MEMORY_MINUTES),
            (Integer) value.apply(SILENT_MINUTES),
            (Integer) value.apply(TENANT_AGENTS),
            (Double) value.apply(TENANT_SHARE)));
  }

  /** The places of measurements of these values. */
  static MetricPaths paths(final Function<String, Object> value) {
    return new MetricPaths(
        list(value, RESPONSE_TIMES).stream().map(AnalyticsKeys::timing).toList(),
        (String) value.apply(STATUS),
        words(value, SUCCESS_WORDS),
        words(value, FAILURE_WORDS),
        (String) value.apply(METRICS),
        Set.copyOf(list(value, SUCCESS_TYPES)),
        Set.copyOf(list(value, FAILURE_TYPES)),
        list(value, TOOLS),
        list(value, TASK_TYPES));
  }

  /** What is wrong with values that are each allowed but not together; empty if nothing. */
  static List<String> contradictions(final Function<String, Object> value) {
    final List<String> problems = new ArrayList<>();
    if ((Double) value.apply(CLOSE_AT) >= (Double) value.apply(OPEN_AT)) {
      problems.add(
          "%s = %s: must be below %s = %s, or an alert would open and close on the same figure."
              .formatted(CLOSE_AT, value.apply(CLOSE_AT), OPEN_AT, value.apply(OPEN_AT)));
    }
    addShared(
        problems,
        SUCCESS_WORDS,
        FAILURE_WORDS,
        words(value, SUCCESS_WORDS),
        words(value, FAILURE_WORDS));
    addShared(
        problems,
        SUCCESS_TYPES,
        FAILURE_TYPES,
        Set.copyOf(list(value, SUCCESS_TYPES)),
        Set.copyOf(list(value, FAILURE_TYPES)));
    return problems;
  }

  private static void addShared(
      final List<String> problems,
      final String one,
      final String other,
      final Set<String> left,
      final Set<String> right) {
    left.stream()
        .filter(right::contains)
        .sorted()
        .forEach(
            both ->
                problems.add(
                    "%s and %s both have '%s': it can mean one of them only."
                        .formatted(one, other, both)));
  }

  private static Set<String> words(final Function<String, Object> value, final String key) {
    return list(value, key).stream()
        .map(word -> word.toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }

  @SuppressWarnings("unchecked")
  private static List<String> list(final Function<String, Object> value, final String key) {
    return (List<String>) value.apply(key);
  }

  private static MetricPaths.Timing timing(final String text) {
    final Matcher timing = TIMING.matcher(text);
    final Double unit = timing.matches() ? MILLISECONDS.get(timing.group(3)) : null;
    if (unit == null) {
      throw new IllegalArgumentException(text);
    }
    return new MetricPaths.Timing(timing.group(1), unit);
  }

  private static Validator one(final Pattern pattern, final String allowed) {
    return LambdaValidator.with(
        (key, value) -> {
          if (value == null || !pattern.matcher((String) value).matches()) {
            throw new ConfigException(key, value, "allowed are " + allowed);
          }
        },
        () -> allowed);
  }

  private static Validator each(final Pattern pattern, final String allowed) {
    final Validator one = one(pattern, allowed);
    return LambdaValidator.with(
        (key, value) -> ((List<?>) value).forEach(element -> one.ensureValid(key, element)),
        () -> "each " + allowed);
  }
}

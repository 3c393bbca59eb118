package com.nexora.streams.runtime;

import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import com.nexora.streams.catalogue.RetrySettings;
import java.time.Duration;
import java.util.function.Function;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;

/** Settings of records that wait at the gate for another try. */
public final class RetryKeys {

  public static final String ATTEMPTS = "gate.retry.attempts";
  public static final String FIRST_PAUSE = "gate.retry.first.pause.ms";
  public static final String LONGEST_PAUSE = "gate.retry.longest.pause.ms";
  public static final String MAX_PER_KEY = "gate.retry.max.records.per.key";
  public static final String MAX_BYTES = "gate.retry.max.bytes";

  private static final RetrySettings DEFAULTS = RetrySettings.defaults();
  private static final long HOUR = 3_600_000L;
  private static final long MIB = 1L << 20;

  private RetryKeys() {}

  static void define(final ConfigDef def) {
    def.define(
            ATTEMPTS,
            Type.INT,
            DEFAULTS.attempts(),
            Range.between(0, 100),
            MEDIUM,
            "How often the gate tries a record again that failed for what is not its fault (a schema registry that is away); after the last time it becomes a dead letter. 0: at once.")
        .define(
            FIRST_PAUSE,
            Type.LONG,
            DEFAULTS.firstPause().toMillis(),
            Range.between(10, HOUR),
            MEDIUM,
            "Pause before a record is tried again for the first time; it doubles from try to try and is up to a fifth shorter.")
        .define(
            LONGEST_PAUSE,
            Type.LONG,
            DEFAULTS.longestPause().toMillis(),
            Range.between(10, HOUR),
            MEDIUM,
            "Up to which the pause between two tries doubles.")
        .define(
            MAX_PER_KEY,
            Type.INT,
            DEFAULTS.maxPerKey(),
            Range.between(1, 1_000_000),
            MEDIUM,
            "Most records that wait under one key of a topic, the failing one included; further ones become dead letters at once (retry-queue-full).")
        .define(
            MAX_BYTES,
            Type.LONG,
            DEFAULTS.maxBytes(),
            Range.between(MIB, 1L << 40),
            MEDIUM,
            "Heap that all waiting records of the instance may take; further ones become dead letters at once (retry-queue-full).");
  }

  static RetrySettings settings(final Function<String, Object> value) {
    return new RetrySettings(
        (Integer) value.apply(ATTEMPTS),
        Duration.ofMillis((Long) value.apply(FIRST_PAUSE)),
        Duration.ofMillis((Long) value.apply(LONGEST_PAUSE)),
        (Integer) value.apply(MAX_PER_KEY),
        (Long) value.apply(MAX_BYTES));
  }
}

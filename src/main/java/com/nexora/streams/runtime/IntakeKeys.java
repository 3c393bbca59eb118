package com.nexora.streams.runtime;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import java.time.Duration;
import java.util.function.Function;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;

/**
 * Settings of the events that come by HTTP.
 *
 * <p>Apart from {@link ConfigKeys} because they belong to one room.
 */
public final class IntakeKeys {

  public static final String MAX_BODY = "ingest.max.body.bytes";
  public static final String MAX_EVENTS = "ingest.max.bulk.events";
  public static final String MAX_STREAM = "ingest.max.stream.bytes";
  public static final String STREAMS = "ingest.streams.max";
  public static final String BUFFER = "ingest.buffer.bytes";
  public static final String READ_TIMEOUT = "ingest.read.timeout.ms";
  public static final String STREAM_TIMEOUT = "ingest.stream.timeout.ms";
  public static final String ACK_TIMEOUT = "ingest.ack.timeout.ms";
  public static final String MAX_KEYS = "ingest.keys.max";
  public static final String KEY_RETENTION = "ingest.keys.retention.ms";
  public static final String TENANT_REQUESTS = "ingest.tenant.requests.per.second";
  public static final String TENANT_EVENTS = "ingest.tenant.events.per.second";

  private static final int MIB = 1 << 20;
  private static final int MILLION = 1_000_000;

  private IntakeKeys() {}

  static void define(final ConfigDef def) {
    def.define(
            MAX_BODY,
            Type.INT,
            8 * MIB,
            Range.between(1_024, 64 * MIB),
            MEDIUM,
            "Largest body of POST /events/bulk, unpacked. One event has at most 1,000,000 bytes, whatever this says.")
        .define(
            MAX_EVENTS,
            Type.INT,
            10_000,
            Range.between(1, 100_000),
            MEDIUM,
            "Most events of one POST /events/bulk.")
        .define(
            MAX_STREAM,
            Type.LONG,
            1_024L * MIB,
            Range.between(1_024, 1L << 40),
            MEDIUM,
            "Largest stream of lines (application/x-ndjson), unpacked.")
        .define(
            STREAMS,
            Type.INT,
            8,
            Range.between(1, 1_000),
            MEDIUM,
            "Most streams of lines at once; each has a thread. One tenant may have half of them.")
        .define(
            BUFFER,
            Type.INT,
            32 * MIB,
            Range.between(2 * MIB, 1_024 * MIB),
            MEDIUM,
            "Memory that all requests together may hold from their first byte to the acknowledgement; whoever finds it used up gets 503. The producer behind it takes as much again.")
        .define(
            READ_TIMEOUT,
            Type.LONG,
            30_000L,
            Range.between(100, 3_600_000),
            LOW,
            "Longest time the body of a request may take to arrive.")
        .define(
            STREAM_TIMEOUT,
            Type.LONG,
            300_000L,
            Range.between(100, 86_400_000),
            LOW,
            "Longest time a stream of lines may take.")
        .define(
            ACK_TIMEOUT,
            Type.LONG,
            10_000L,
            Range.between(100, 600_000),
            MEDIUM,
            "Longest time the brokers may take to acknowledge an event; after it the caller gets 503 and does not know whether the event is there.")
        .define(
            MAX_KEYS,
            Type.INT,
            200_000,
            Range.between(1_000, 10 * MILLION),
            MEDIUM,
            "Most Idempotency-Keys that an instance remembers, about 150 bytes each; of more the oldest are forgotten. All instances remember all keys.")
        .define(
            KEY_RETENTION,
            Type.LONG,
            86_400_000L,
            Range.between(60_000, 86_400_000),
            MEDIUM,
            "How long an Idempotency-Key is remembered; at most as long as its topic keeps it.")
        .define(
            TENANT_REQUESTS,
            Type.INT,
            1_000,
            Range.between(1, MILLION),
            MEDIUM,
            "Requests a second that a tenant may send to one instance, unless its own configuration says otherwise; more get 429.")
        .define(
            TENANT_EVENTS,
            Type.INT,
            20_000,
            Range.between(1, 100 * MILLION),
            MEDIUM,
            "Events a second that a tenant may send to one instance; more get 429.");
  }

  static IntakeSettings settings(final Function<String, Object> value) {
    return new IntakeSettings(
        (Integer) value.apply(MAX_BODY),
        (Integer) value.apply(MAX_EVENTS),
        (Long) value.apply(MAX_STREAM),
        (Integer) value.apply(STREAMS),
        (Integer) value.apply(BUFFER),
        Duration.ofMillis((Long) value.apply(READ_TIMEOUT)),
        Duration.ofMillis((Long) value.apply(STREAM_TIMEOUT)),
        Duration.ofMillis((Long) value.apply(ACK_TIMEOUT)),
        (Integer) value.apply(MAX_KEYS),
        Duration.ofMillis((Long) value.apply(KEY_RETENTION)),
        Duration.ofMillis((Long) value.apply(ConfigKeys.DEDUP_LIVE) * 5 / 6),
        (Integer) value.apply(TENANT_REQUESTS),
        (Integer) value.apply(TENANT_EVENTS));
  }
}

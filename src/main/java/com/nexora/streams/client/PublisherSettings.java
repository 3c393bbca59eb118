package com.nexora.streams.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a publisher behaves. Made by {@link #of}, changed by the {@code with...} methods, each of
 * which gives new settings.
 *
 * @param enabled false makes the publisher a no-op: no thread, no connection, no file
 * @param clientId names threads, metrics and the client at the broker
 * @param kafka settings of the producer by Kafka's names; acks and idempotence are given
 * @param registry settings of the schema registry by Confluent's names; empty if no Avro records
 *     are published
 * @param bufferRecords most records in memory that the broker has not acknowledged
 * @param bufferBytes most bytes of them
 * @param maxRecordBytes a larger record is refused
 * @param spool where records wait on disk while there is no broker; none: they are lost then
 * @param spoolMaxBytes most bytes of the spool
 * @param deliveryTimeout how long the broker may leave a record unanswered before it goes to the
 *     spool, at least 1 s
 * @param closeTimeout how long closing waits for the broker; the rest goes to the spool
 */
public record PublisherSettings(
    boolean enabled,
    String clientId,
    Map<String, String> kafka,
    Map<String, String> registry,
    int bufferRecords,
    long bufferBytes,
    int maxRecordBytes,
    Optional<Path> spool,
    long spoolMaxBytes,
    Duration deliveryTimeout,
    Duration closeTimeout) {

  /** The feature flag of the environment: {@code false} makes every publisher a no-op. */
  public static final String FLAG = "NEXORA_PUBLISHER_ENABLED";

  private static final int MIB = 1 << 20;

  /**
   * @throws IllegalArgumentException if a bound is not positive or too small
   */
  public PublisherSettings {
    kafka = Map.copyOf(kafka);
    registry = Map.copyOf(registry);
    if (bufferRecords < 1 || bufferBytes < 1 || maxRecordBytes < 1 || spoolMaxBytes < 1) {
      throw new IllegalArgumentException("bounds of a publisher must be positive");
    }
    if (spool.isPresent() && spoolMaxBytes < 4L * maxRecordBytes) {
      throw new IllegalArgumentException(
          "a spool of "
              + spoolMaxBytes
              + " bytes is too small: at least four times the largest record, "
              + 4L * maxRecordBytes);
    }
    if (deliveryTimeout.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(
          "delivery timeout " + deliveryTimeout + " is too short: at least 1 s");
    }
  }

  /**
   * The defaults: 10,000 records or 32 MiB in memory, records up to 1 MB, no spool.
   *
   * @param bootstrapServers brokers, host:port separated by commas
   */
  public static PublisherSettings of(final String bootstrapServers, final String clientId) {
    return new PublisherSettings(
        !"false".equalsIgnoreCase(System.getenv(FLAG)),
        clientId,
        Map.of("bootstrap.servers", bootstrapServers),
        Map.of(),
        10_000,
        32L * MIB,
        1_000_000,
        Optional.empty(),
        256L * MIB,
        Duration.ofSeconds(5),
        Duration.ofSeconds(5));
  }

  /** On or off; off also if {@value #FLAG} says so. */
  public PublisherSettings withEnabled(final boolean on) {
    return new PublisherSettings(
        on && !"false".equalsIgnoreCase(System.getenv(FLAG)),
        clientId,
        kafka,
        registry,
        bufferRecords,
        bufferBytes,
        maxRecordBytes,
        spool,
        spoolMaxBytes,
        deliveryTimeout,
        closeTimeout);
  }

  /** One more setting of the producer, e.g. {@code security.protocol}. */
  public PublisherSettings withKafka(final String name, final String value) {
    return with(put(kafka, name, value), registry, spool, spoolMaxBytes);
  }

  /** The schema registry, needed to publish Avro records. */
  public PublisherSettings withRegistry(final String url) {
    return with(kafka, put(registry, "schema.registry.url", url), spool, spoolMaxBytes);
  }

  /** One more setting of the registry's client, e.g. {@code basic.auth.user.info}. */
  public PublisherSettings withRegistry(final String name, final String value) {
    return with(kafka, put(registry, name, value), spool, spoolMaxBytes);
  }

  /**
   * Where records wait while there is no broker; one directory per publisher.
   *
   * @param maxBytes most bytes it takes
   */
  public PublisherSettings withSpool(final Path directory, final long maxBytes) {
    return with(kafka, registry, Optional.of(directory), maxBytes);
  }

  /** Most records and bytes in memory. */
  public PublisherSettings withBuffer(final int records, final long bytes) {
    return new PublisherSettings(
        enabled,
        clientId,
        kafka,
        registry,
        records,
        bytes,
        maxRecordBytes,
        spool,
        spoolMaxBytes,
        deliveryTimeout,
        closeTimeout);
  }

  /** How long the broker, and how long closing, may take. */
  public PublisherSettings withTimeouts(final Duration delivery, final Duration close) {
    return new PublisherSettings(
        enabled,
        clientId,
        kafka,
        registry,
        bufferRecords,
        bufferBytes,
        maxRecordBytes,
        spool,
        spoolMaxBytes,
        delivery,
        close);
  }

  private PublisherSettings with(
      final Map<String, String> producer,
      final Map<String, String> schemas,
      final Optional<Path> directory,
      final long maxBytes) {
    return new PublisherSettings(
        enabled,
        clientId,
        producer,
        schemas,
        bufferRecords,
        bufferBytes,
        maxRecordBytes,
        directory,
        maxBytes,
        deliveryTimeout,
        closeTimeout);
  }

  private static Map<String, String> put(
      final Map<String, String> settings, final String name, final String value) {
    final Map<String, String> more = new LinkedHashMap<>(settings);
    more.put(name, value);
    return more;
  }

  /** Settings of the producer: what was given, below what order and safety ask for. */
  Map<String, Object> producer() {
    final long delivery = deliveryTimeout.toMillis();
    final Map<String, Object> all = new LinkedHashMap<>();
    all.put("linger.ms", "5");
    all.put("batch.size", "65536");
    all.put("compression.type", "lz4");
    all.put("request.timeout.ms", Long.toString(Math.max(500, delivery / 2)));
    all.put("max.block.ms", "1000");
    all.put("reconnect.backoff.max.ms", "1000");
    all.putAll(kafka);
    all.put("client.id", clientId);
    all.put("delivery.timeout.ms", Long.toString(delivery));
    all.put("max.request.size", Integer.toString(maxRecordBytes + 16_384));
    all.put("acks", "all");
    all.put("enable.idempotence", "true");
    return all;
  }
}

package com.nexora.streams.processkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Copies topics to another cluster as a migration does: each record to the partition where it
 * stood, its bytes as they are, but under the id that the other registry gives its schema.
 */
public final class RegistryCopy implements AutoCloseable {

  private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*(\\d+)");
  private static final int WIRE_HEADER = 5;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, Integer> ids = new HashMap<>();
  private final KafkaProducer<byte[], byte[]> producer;
  private final String from;
  private final String fromRegistry;
  private final String toRegistry;

  public RegistryCopy(
      final String from, final String fromRegistry, final String to, final String toRegistry) {
    this.from = from;
    this.fromRegistry = fromRegistry;
    this.toRegistry = toRegistry;
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", to, "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Lets a registry give away an id, so that its further ones are others than elsewhere. */
  public static void spendAnId(final String registry, final String subject) {
    register(
        HttpClient.newHttpClient(),
        registry,
        subject,
        "{\"schema\":\"{\\\"type\\\":\\\"long\\\"}\"}");
  }

  /** Copies what is committed of a topic; returns when all is taken. */
  public void copy(final String topic) {
    Topic.each(
        from,
        topic,
        record ->
            producer.send(
                new ProducerRecord<>(
                    topic,
                    record.partition(),
                    record.key(),
                    translated(topic, record.value()),
                    record.headers())));
    producer.flush();
  }

  private byte[] translated(final String topic, final byte[] value) {
    if (value == null || value.length < WIRE_HEADER || value[0] != 0) {
      return value;
    }
    final int id = ByteBuffer.wrap(value).getInt(1);
    final byte[] copy = value.clone();
    ByteBuffer.wrap(copy)
        .putInt(1, ids.computeIfAbsent(topic + " " + id, key -> translate(topic, id)));
    return copy;
  }

  private int translate(final String topic, final int id) {
    final HttpResponse<String> schema =
        send(http, HttpRequest.newBuilder(URI.create(fromRegistry + "/schemas/ids/" + id)));
    return register(http, toRegistry, topic + "-value", schema.body());
  }

  private static int register(
      final HttpClient http, final String registry, final String subject, final String body) {
    final HttpResponse<String> answer =
        send(
            http,
            HttpRequest.newBuilder(URI.create(registry + "/subjects/" + subject + "/versions"))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    final Matcher id = ID.matcher(answer.body());
    if (!id.find()) {
      throw new AssertionError("registry answered " + answer.statusCode() + " " + answer.body());
    }
    return Integer.parseInt(id.group(1));
  }

  private static HttpResponse<String> send(
      final HttpClient http, final HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}

package com.nexora.oracle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** Confluent's wire format by hand: a zero byte, the schema's id, Avro's generic binary. */
public final class Wire {

  private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*(\\d+)");

  private final HttpClient http = HttpClient.newHttpClient();
  private final String registry;
  private final Map<String, Schema> schemas = new HashMap<>();
  private final Map<String, Integer> ids = new ConcurrentHashMap<>();

  /**
   * @param registry base URL of the registry
   * @param avro folder of the published schemas
   */
  public Wire(final String registry, final Path avro) {
    this.registry = registry;
    final Schema.Parser parser = new Schema.Parser();
    for (final String name :
        List.of(
            "NHIEvent",
            "ThreatEvent",
            "AgentEvent",
            "AuditEvent",
            "AuditEntry",
            "AuditRecord",
            "AnalyticsAlert",
            "CorrelatedThreat",
            "DeadLetter")) {
      try {
        schemas.put(name, parser.parse(Files.readString(avro.resolve(name + ".avsc"))));
      } catch (final IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Bytes of an input. */
  public byte[] encode(final Input input) {
    if (input.poison()) {
      return (byte[]) input.fields().get("raw");
    }
    final Schema schema = schemas.get(input.schema());
    final GenericRecord record = new GenericData.Record(schema);
    for (final Schema.Field field : schema.getFields()) {
      record.put(
          field.pos(),
          input.fields().containsKey(field.name())
              ? input.fields().get(field.name())
              : GenericData.get().getDefaultValue(field));
    }
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0);
    out.writeBytes(ByteBuffer.allocate(4).putInt(id(input.topic(), input.schema())).array());
    try {
      final BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
      new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
      encoder.flush();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Decodes a wire value with the published schema of that name. */
  public GenericRecord decode(final String schema, final byte[] value) {
    if (value[0] != 0) {
      throw new AssertionError("not wire format: first byte " + value[0]);
    }
    return decodeBody(schema, value, 5);
  }

  /** Decodes plain Avro binary that starts at an offset. */
  public GenericRecord decodeBody(final String schema, final byte[] value, final int offset) {
    try {
      return new GenericDatumReader<GenericRecord>(schemas.get(schema))
          .read(
              null, DecoderFactory.get().binaryDecoder(value, offset, value.length - offset, null));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int id(final String topic, final String schema) {
    return ids.computeIfAbsent(topic + " " + schema, key -> register(topic + "-value", schema));
  }

  private int register(final String subject, final String schema) {
    final String body =
        "{\"schema\":\""
            + schemas.get(schema).toString().replace("\\", "\\\\").replace("\"", "\\\"")
            + "\"}";
    try {
      final HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(registry + "/subjects/" + subject + "/versions"))
                  .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      final Matcher id = ID.matcher(answer.body());
      if (!id.find()) {
        throw new AssertionError("registry answered " + answer.statusCode() + " " + answer.body());
      }
      return Integer.parseInt(id.group(1));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

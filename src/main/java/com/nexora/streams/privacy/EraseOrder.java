package com.nexora.streams.privacy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The order to destroy one data subject's keys. It stands on every partition of the topics of
 * orders, so that each task that may hold a key sees it.
 *
 * @param id of the order
 * @param tenant whose subject it is
 * @param pseudonym of the subject: no order names a person
 * @param requestedAt data that arose until then are erased, epoch milliseconds
 */
public record EraseOrder(String id, String tenant, String pseudonym, long requestedAt) {

  /** The order as one JSON object. */
  public byte[] json() {
    return FlatJson.write(
        Map.of(
            "order", id,
            "tenant", tenant,
            "pseudonym", pseudonym,
            "requestedAt", requestedAt));
  }

  /**
   * Reads an order.
   *
   * @throws IllegalArgumentException if the bytes are none
   */
  public static EraseOrder parse(final byte[] json) {
    final FlatJson fields = FlatJson.read(json);
    return new EraseOrder(
        fields.text("order"),
        fields.text("tenant"),
        fields.text("pseudonym"),
        fields.number("requestedAt"));
  }

  /**
   * What a task did about an order.
   *
   * @param order id of the order
   * @param intake name of the intake whose task answers
   * @param partition of the task
   * @param destroyed how many keys it destroyed: 0 if it had none, or none any more
   */
  public record Answer(String order, String intake, int partition, int destroyed) {

    /** The answer as one JSON object. */
    public byte[] json() {
      return FlatJson.write(
          Map.of(
              "order", order,
              "intake", intake,
              "partition", partition,
              "destroyed", destroyed));
    }

    /**
     * Reads an answer.
     *
     * @throws IllegalArgumentException if the bytes are none
     */
    public static Answer parse(final byte[] json) {
      final FlatJson fields = FlatJson.read(json);
      return new Answer(
          fields.text("order"),
          fields.text("intake"),
          (int) fields.number("partition"),
          (int) fields.number("destroyed"));
    }
  }

  /** JSON objects of texts and numbers, one level deep; unknown fields are kept out of the way. */
  static final class FlatJson {

    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, String> fields = new TreeMap<>();

    static byte[] write(final Map<String, ?> fields) {
      final ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (JsonGenerator json = JSON.createGenerator(out)) {
        json.writeStartObject();
        for (final Map.Entry<String, ?> field : new TreeMap<>(fields).entrySet()) {
          if (field.getValue() instanceof Number number) {
            json.writeNumberField(field.getKey(), number.longValue());
          } else {
            json.writeStringField(field.getKey(), String.valueOf(field.getValue()));
          }
        }
        json.writeEndObject();
      } catch (final IOException e) {
        throw new UncheckedIOException("cannot write JSON to memory", e);
      }
      return out.toByteArray();
    }

    static FlatJson read(final byte[] bytes) {
      final FlatJson read = new FlatJson();
      try (JsonParser json = JSON.createParser(bytes)) {
        if (json.nextToken() != JsonToken.START_OBJECT) {
          throw new IllegalArgumentException("expected a JSON object");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          final String name = json.currentName();
          if (json.nextToken().isScalarValue()) {
            read.fields.put(name, json.getText());
          } else {
            json.skipChildren();
          }
        }
      } catch (final IOException e) {
        throw new IllegalArgumentException("not a JSON object", e);
      }
      return read;
    }

    String text(final String name) {
      final String text = fields.get(name);
      if (text == null || text.isEmpty()) {
        throw new IllegalArgumentException("the field " + name + " is missing");
      }
      return text;
    }

    String textOr(final String name, final String other) {
      return fields.getOrDefault(name, other);
    }

    long number(final String name) {
      try {
        return Long.parseLong(text(name));
      } catch (final NumberFormatException e) {
        throw new IllegalArgumentException("the field " + name + " is not a number", e);
      }
    }
  }
}
